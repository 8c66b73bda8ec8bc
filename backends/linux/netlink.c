/* AF_NETLINK's address (netlink(7)), declared here so that no kernel header is needed. */
struct cs_sockaddr_nl {
    sa_family_t nl_family;
    unsigned short nl_pad;
    uint32_t nl_pid;
    uint32_t nl_groups;
};

#if __has_include(<linux/netlink.h>)
#include <linux/netlink.h>
_Static_assert(sizeof(struct cs_sockaddr_nl) == sizeof(struct sockaddr_nl), "sockaddr_nl");
_Static_assert(offsetof(struct cs_sockaddr_nl, nl_pid) == offsetof(struct sockaddr_nl, nl_pid), "nl_pid");
_Static_assert(offsetof(struct cs_sockaddr_nl, nl_groups) == offsetof(struct sockaddr_nl, nl_groups), "nl_groups");
#endif
