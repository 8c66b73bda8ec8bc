/* IEEE 802.15.4, low-rate radio: kinds of address and options. Their header is not one that the kernel hands out.
 * Source: include/net/af_ieee802154.h of the kernel. */

/* Kinds of address */
#define IEEE802154_ADDR_LONG 3
#define IEEE802154_ADDR_NONE 0
#define IEEE802154_ADDR_SHORT 2

/* Options */
#define WPAN_SECURITY 1
#define WPAN_SECURITY_DEFAULT 0
#define WPAN_SECURITY_LEVEL 2
#define WPAN_SECURITY_LEVEL_DEFAULT -1
#define WPAN_SECURITY_OFF 1
#define WPAN_SECURITY_ON 2
#define WPAN_WANTACK 0
#define WPAN_WANTLQI 3
