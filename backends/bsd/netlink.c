/* AF_NETLINK's address, which FreeBSD has since 13.2 (netlink(4)). */
struct cs_sockaddr_nl {
    unsigned char nl_len;
    sa_family_t nl_family;
    uint16_t nl_pad;
    uint32_t nl_pid;
    uint32_t nl_groups;
};

#if defined __FreeBSD__ && __has_include(<netlink/netlink.h>)
#include <netlink/netlink.h>
_Static_assert(sizeof(struct cs_sockaddr_nl) == sizeof(struct sockaddr_nl), "sockaddr_nl");
_Static_assert(offsetof(struct cs_sockaddr_nl, nl_pid) == offsetof(struct sockaddr_nl, nl_pid), "nl_pid");
_Static_assert(offsetof(struct cs_sockaddr_nl, nl_groups) == offsetof(struct sockaddr_nl, nl_groups), "nl_groups");
#endif
