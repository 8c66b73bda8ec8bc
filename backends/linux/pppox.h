struct cs_sockaddr_pppoe {
    uint16_t sa_family;
    uint32_t sa_protocol;
    uint16_t sid;
    uint8_t remote[6];
    char dev[16];
    ...;
};
struct cs_sockaddr_pptp {
    uint16_t sa_family;
    uint32_t sa_protocol;
    uint16_t call_id;
    uint8_t sin_addr[4];
    ...;
};
struct cs_sockaddr_pppol2tp {
    uint16_t sa_family;
    uint32_t sa_protocol;
    int32_t pid;
    int32_t fd;
    uint8_t addr[16];
    uint16_t s_tunnel;
    uint16_t s_session;
    uint16_t d_tunnel;
    uint16_t d_session;
    ...;
};
struct cs_sockaddr_pppol2tpin6 {
    uint16_t sa_family;
    uint32_t sa_protocol;
    int32_t pid;
    int32_t fd;
    uint16_t s_tunnel;
    uint16_t s_session;
    uint16_t d_tunnel;
    uint16_t d_session;
    uint8_t addr[28];
    ...;
};
struct cs_sockaddr_pppol2tpv3 {
    uint16_t sa_family;
    uint32_t sa_protocol;
    int32_t pid;
    int32_t fd;
    uint8_t addr[16];
    uint32_t s_tunnel;
    uint32_t s_session;
    uint32_t d_tunnel;
    uint32_t d_session;
    ...;
};
struct cs_sockaddr_pppol2tpv3in6 {
    uint16_t sa_family;
    uint32_t sa_protocol;
    int32_t pid;
    int32_t fd;
    uint32_t s_tunnel;
    uint32_t s_session;
    uint32_t d_tunnel;
    uint32_t d_session;
    uint8_t addr[28];
    ...;
};
