struct cs_sockaddr_nl {
    unsigned char nl_len;
    sa_family_t nl_family;
    uint16_t nl_pad;
    uint32_t nl_pid;
    uint32_t nl_groups;
};
