struct cs_sockaddr_l2tpip {
    uint16_t l2tp_family;
    uint16_t l2tp_unused;
    struct in_addr l2tp_addr;
    uint32_t l2tp_conn_id;
    ...;
};
struct cs_sockaddr_l2tpip6 {
    uint16_t l2tp_family;
    uint16_t l2tp_unused;
    uint32_t l2tp_flowinfo;
    struct in6_addr l2tp_addr;
    uint32_t l2tp_scope_id;
    uint32_t l2tp_conn_id;
    ...;
};
