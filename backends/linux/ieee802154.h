struct cs_sockaddr_ieee802154 {
    sa_family_t family;
    struct {
        int addr_type;
        uint16_t pan_id;
        uint8_t hwaddr[8]; /* or the short address, in its first two bytes */
    } addr;
};
