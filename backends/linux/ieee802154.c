/* AF_IEEE802154's address: include/net/af_ieee802154.h of the kernel's sources, which no package installs. */

struct cs_sockaddr_ieee802154 {
    sa_family_t family;
    struct {
        int addr_type;
        uint16_t pan_id;
        uint8_t hwaddr[8]; /* or the short address, in its first two bytes */
    } addr;
};

_Static_assert(sizeof(struct cs_sockaddr_ieee802154) == 20, "sockaddr_ieee802154");
_Static_assert(offsetof(struct cs_sockaddr_ieee802154, addr.hwaddr) == 10, "hwaddr");
