struct cs_sockaddr_at {
    sa_family_t sat_family;
    uint8_t sat_port;
    struct {
        uint16_t s_net; /* big-endian */
        uint8_t s_node;
    } sat_addr;
    char sat_zero[8];
};
