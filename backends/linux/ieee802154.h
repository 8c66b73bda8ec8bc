struct cs_sockaddr_ieee802154 {
    sa_family_t family;
    struct {
        int addr_type;
        uint16_t pan_id;
        union {
            uint8_t hwaddr[8];
            uint16_t short_addr;
        };
    } addr;
};
