struct cs_sockaddr_ctl {
    unsigned char sc_len;
    sa_family_t sc_family;
    uint16_t ss_sysaddr;
    uint32_t sc_id;
    uint32_t sc_unit;
    uint32_t sc_reserved[5];
};
int64_t cs_control_id(cs_socket fd, const char *name);
