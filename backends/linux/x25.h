struct cs_sockaddr_x25 {
    uint16_t sx25_family;
    char sx25_addr[16];
};
