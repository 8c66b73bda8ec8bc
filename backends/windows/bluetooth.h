struct cs_sockaddr_bth {
    uint16_t addressFamily;
    uint64_t btAddr;
    uint8_t serviceClassId[16];
    uint32_t port;
    ...;
};
