struct cs_sockaddr_mctp {
    uint16_t smctp_family;
    uint16_t smctp_pad0;
    uint32_t smctp_network;
    uint8_t smctp_addr;
    uint8_t smctp_type;
    uint8_t smctp_tag;
    uint8_t smctp_pad1;
};
struct cs_sockaddr_mctp_ext {
    struct cs_sockaddr_mctp smctp_base;
    int32_t smctp_ifindex;
    uint8_t smctp_halen;
    uint8_t smctp_pad0[3];
    uint8_t smctp_haddr[32];
};
