struct cs_sockaddr_atmpvc {
    uint16_t sap_family;
    int16_t itf;
    int16_t vpi;
    int32_t vci;
    ...;
};
struct cs_sockaddr_atmsvc {
    uint16_t sas_family;
    uint8_t prv[20];
    char pub[13];
    char lij_type;
    uint32_t lij_id;
    ...;
};
