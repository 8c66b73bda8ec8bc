struct cs_sockaddr_iucv {
    uint16_t siucv_family;
    uint16_t siucv_port;
    uint32_t siucv_addr;
    char siucv_nodeid[8];
    char siucv_user_id[8];
    char siucv_name[8];
};
