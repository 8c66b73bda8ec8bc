struct cs_sockaddr_rose {
    sa_family_t srose_family;
    uint8_t srose_addr[5];
    uint8_t srose_call[7];
    int srose_ndigis;
    uint8_t srose_digi[7];
};
struct cs_full_sockaddr_rose {
    sa_family_t srose_family;
    uint8_t srose_addr[5];
    uint8_t srose_call[7];
    unsigned int srose_ndigis;
    uint8_t srose_digis[6][7];
};
