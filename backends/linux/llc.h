struct cs_sockaddr_llc {
    sa_family_t sllc_family;
    sa_family_t sllc_arphrd;
    uint8_t sllc_test;
    uint8_t sllc_xid;
    uint8_t sllc_ua;
    uint8_t sllc_sap;
    uint8_t sllc_mac[6];
    uint8_t sllc_pad[2];
};
