/* AF_PPPOX's addresses (linux/if_pppox.h, linux/if_pppol2tp.h): one for each protocol, and for L2TP one for each
 * version of it over each version of IP, which the kernel tells apart by their sizes.  PPTP's has the size of PPPoE's.
 * The addresses of IP in them are bytes here, since they are not aligned. */
#define CS_PACKED __attribute__((packed))

struct cs_sockaddr_pppoe {
    uint16_t sa_family;
    uint32_t sa_protocol;
    uint16_t sid; /* in network byte order */
    uint8_t remote[6];
    char dev[16];
} CS_PACKED;

struct cs_sockaddr_pptp {
    uint16_t sa_family;
    uint32_t sa_protocol;
    uint16_t call_id;
    uint16_t padding;
    uint8_t sin_addr[4];
    uint8_t unused[16];
} CS_PACKED;

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
} CS_PACKED;

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
} CS_PACKED;

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
} CS_PACKED;

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
} CS_PACKED;

#if __has_include(<linux/if_pppox.h>) && defined(__GLIBC__)
#include <linux/if_pppox.h>
#define CS_SAME_IN(ours, theirs, field, path)                                                                          \
    _Static_assert(offsetof(struct ours, field) == offsetof(struct theirs, path field), #field)
CS_SAME_SIZE(cs_sockaddr_pppoe, sockaddr_pppox);
CS_SAME_IN(cs_sockaddr_pppoe, sockaddr_pppox, sid, sa_addr.pppoe.);
CS_SAME_IN(cs_sockaddr_pppoe, sockaddr_pppox, remote, sa_addr.pppoe.);
CS_SAME_IN(cs_sockaddr_pppoe, sockaddr_pppox, dev, sa_addr.pppoe.);
CS_SAME_SIZE(cs_sockaddr_pptp, sockaddr_pppox);
CS_SAME_IN(cs_sockaddr_pptp, sockaddr_pppox, call_id, sa_addr.pptp.);
CS_SAME_IN(cs_sockaddr_pptp, sockaddr_pppox, sin_addr, sa_addr.pptp.);
#define CS_SAME_L2TP(name)                                                                                             \
    CS_SAME_SIZE(cs_sockaddr_##name, sockaddr_##name);                                                                 \
    CS_SAME_IN(cs_sockaddr_##name, sockaddr_##name, fd, pppol2tp.);                                                    \
    CS_SAME_IN(cs_sockaddr_##name, sockaddr_##name, addr, pppol2tp.);                                                  \
    CS_SAME_IN(cs_sockaddr_##name, sockaddr_##name, s_tunnel, pppol2tp.);                                              \
    CS_SAME_IN(cs_sockaddr_##name, sockaddr_##name, s_session, pppol2tp.);                                             \
    CS_SAME_IN(cs_sockaddr_##name, sockaddr_##name, d_tunnel, pppol2tp.);                                              \
    CS_SAME_IN(cs_sockaddr_##name, sockaddr_##name, d_session, pppol2tp.)
CS_SAME_L2TP(pppol2tp);
CS_SAME_L2TP(pppol2tpin6);
CS_SAME_L2TP(pppol2tpv3);
CS_SAME_L2TP(pppol2tpv3in6);
#endif
