struct cs_sockaddr_can {
    sa_family_t can_family;
    int can_ifindex;
    union {
        struct {
            uint32_t rx_id;
            uint32_t tx_id;
        } tp;
        struct {
            uint64_t name;
            uint32_t pgn;
            uint8_t addr;
        } j1939;
    } can_addr;
};
