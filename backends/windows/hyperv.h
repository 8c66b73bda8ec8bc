struct cs_sockaddr_hv {
    uint16_t Family;
    uint16_t Reserved;
    uint8_t VmId[16];
    uint8_t ServiceId[16];
};
