/* Socket types that only Linux has. Sources: packet(7), include/linux/net.h of the kernel. */

#define SOCK_DCCP 6
#define SOCK_PACKET 10
