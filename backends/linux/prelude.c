/* What only Linux has, and the types that differ in its C libraries. */
#include <net/if_arp.h>
#include <netpacket/packet.h>

#define CS_PART_COUNT(count) (count)
#ifdef __GLIBC__
#define CS_CONTROL_SIZE(size) (size)
#else
#define CS_CONTROL_SIZE(size) ((socklen_t)(size))
#endif
