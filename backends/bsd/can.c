/* AF_CAN's address, which NetBSD has (can(4)): of the protocols only CAN_RAW. */
struct cs_sockaddr_can {
    unsigned char can_len;
    sa_family_t can_family;
    int can_ifindex;
    union {
        struct {
            uint32_t rx_id;
            uint32_t tx_id;
        } tp;
    } can_addr;
};

#if defined __NetBSD__ && __has_include(<netcan/can.h>)
#include <netcan/can.h>
_Static_assert(sizeof(struct cs_sockaddr_can) == sizeof(struct sockaddr_can), "sockaddr_can");
_Static_assert(offsetof(struct cs_sockaddr_can, can_ifindex) == offsetof(struct sockaddr_can, can_ifindex),
               "can_ifindex");
#endif
