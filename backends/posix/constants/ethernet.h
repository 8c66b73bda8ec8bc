/* Types of Ethernet frames. Source: IEEE, "EtherType" registry; the names are those of <net/ethernet.h>. */

#include <net/ethernet.h>

#define ETHERTYPE_ARP 0x0806
#define ETHERTYPE_IP 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_VLAN 0x8100
