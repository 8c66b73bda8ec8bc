struct cs_sockaddr_can {
    unsigned char can_len;
    sa_family_t can_family;
    int can_ifindex;
    union {
        struct {
            uint32_t rx_id;
            uint32_t tx_id;
        } tp;
    } can_addr;
};
