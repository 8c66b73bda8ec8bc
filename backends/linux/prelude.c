/* What only Linux has. */
#include <net/if_arp.h>
#include <netpacket/packet.h>
