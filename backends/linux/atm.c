/* The addresses of ATM's permanent and switched circuits (linux/atm.h). */
struct cs_sockaddr_atmpvc {
    uint16_t sap_family;
    uint16_t padding;
    int16_t itf;
    int16_t vpi;
    int32_t vci;
};
struct cs_sockaddr_atmsvc {
    uint16_t sas_family;
    uint16_t padding;
    uint8_t prv[20];
    char pub[13];
    char lij_type;
    uint32_t lij_id;
};

#if __has_include(<linux/atm.h>)
#include <linux/atm.h>
#define CS_SAME_ATM(name, part, field)                                                                                 \
    _Static_assert(offsetof(struct cs_sockaddr_##name, field) == offsetof(struct sockaddr_##name, part.field), #field)
CS_SAME_SIZE(cs_sockaddr_atmpvc, sockaddr_atmpvc);
CS_SAME_ATM(atmpvc, sap_addr, itf);
CS_SAME_ATM(atmpvc, sap_addr, vpi);
CS_SAME_ATM(atmpvc, sap_addr, vci);
CS_SAME_SIZE(cs_sockaddr_atmsvc, sockaddr_atmsvc);
CS_SAME_ATM(atmsvc, sas_addr, prv);
CS_SAME_ATM(atmsvc, sas_addr, pub);
CS_SAME_ATM(atmsvc, sas_addr, lij_type);
CS_SAME_ATM(atmsvc, sas_addr, lij_id);
#endif
