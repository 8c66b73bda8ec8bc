/* The addresses of L2TP directly over IP (linux/l2tp.h).  They begin as those of IPv4 and IPv6, and have their
 * families.
 */
struct cs_sockaddr_l2tpip {
    uint16_t l2tp_family;
    uint16_t l2tp_unused;
    struct in_addr l2tp_addr;
    uint32_t l2tp_conn_id;
    uint8_t padding[4];
};
struct cs_sockaddr_l2tpip6 {
    uint16_t l2tp_family;
    uint16_t l2tp_unused;
    uint32_t l2tp_flowinfo;
    struct in6_addr l2tp_addr;
    uint32_t l2tp_scope_id;
    uint32_t l2tp_conn_id;
};

#if __has_include(<linux/l2tp.h>) && defined(__GLIBC__)
#include <linux/l2tp.h>
CS_SAME_SIZE(cs_sockaddr_l2tpip, sockaddr_l2tpip);
CS_SAME_PLACE(cs_sockaddr_l2tpip, sockaddr_l2tpip, l2tp_addr);
CS_SAME_PLACE(cs_sockaddr_l2tpip, sockaddr_l2tpip, l2tp_conn_id);
CS_SAME_SIZE(cs_sockaddr_l2tpip6, sockaddr_l2tpip6);
CS_SAME_PLACE(cs_sockaddr_l2tpip6, sockaddr_l2tpip6, l2tp_flowinfo);
CS_SAME_PLACE(cs_sockaddr_l2tpip6, sockaddr_l2tpip6, l2tp_addr);
CS_SAME_PLACE(cs_sockaddr_l2tpip6, sockaddr_l2tpip6, l2tp_scope_id);
CS_SAME_PLACE(cs_sockaddr_l2tpip6, sockaddr_l2tpip6, l2tp_conn_id);
#endif
