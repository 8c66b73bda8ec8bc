/* AF_CAN's address (linux/can.h), one for all of its protocols.  Headers before Linux 5.4 have no part for J1939. */
struct cs_sockaddr_can {
    sa_family_t can_family;
    int can_ifindex;
    union {
        struct {
            uint32_t rx_id;
            uint32_t tx_id;
        } tp;
        struct {
            uint64_t name;
            uint32_t pgn;
            uint8_t addr;
        } j1939;
    } can_addr;
};

#if __has_include(<linux/can.h>)
#include <linux/can.h>
_Static_assert(offsetof(struct cs_sockaddr_can, can_ifindex) == offsetof(struct sockaddr_can, can_ifindex),
               "can_ifindex");
_Static_assert(offsetof(struct cs_sockaddr_can, can_addr.tp.rx_id) == offsetof(struct sockaddr_can, can_addr.tp.rx_id),
               "rx_id");
_Static_assert(offsetof(struct cs_sockaddr_can, can_addr.tp.tx_id) == offsetof(struct sockaddr_can, can_addr.tp.tx_id),
               "tx_id");
#if __has_include(<linux/can/j1939.h>)
_Static_assert(sizeof(struct cs_sockaddr_can) == sizeof(struct sockaddr_can), "sockaddr_can");
_Static_assert(offsetof(struct cs_sockaddr_can, can_addr.j1939.name) ==
                   offsetof(struct sockaddr_can, can_addr.j1939.name),
               "name");
_Static_assert(offsetof(struct cs_sockaddr_can, can_addr.j1939.pgn) ==
                   offsetof(struct sockaddr_can, can_addr.j1939.pgn),
               "pgn");
_Static_assert(offsetof(struct cs_sockaddr_can, can_addr.j1939.addr) ==
                   offsetof(struct sockaddr_can, can_addr.j1939.addr),
               "addr");
#endif
#endif
