/* AF_APPLETALK's address (linux/atalk.h). */

struct cs_sockaddr_at {
    sa_family_t sat_family;
    uint8_t sat_port;
    struct {
        uint16_t s_net; /* big-endian */
        uint8_t s_node;
    } sat_addr;
    char sat_zero[8];
};

#if __has_include(<linux/atalk.h>)
#include <linux/atalk.h>
CS_SAME_SIZE(cs_sockaddr_at, sockaddr_at);
CS_SAME_PLACE(cs_sockaddr_at, sockaddr_at, sat_port);
CS_SAME_PLACE(cs_sockaddr_at, sockaddr_at, sat_addr.s_net);
CS_SAME_PLACE(cs_sockaddr_at, sockaddr_at, sat_addr.s_node);
#endif
