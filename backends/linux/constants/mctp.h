/* MCTP, the bus of a server's management controllers: addresses, tags and its option. Sources: DMTF DSP0236,
 * Documentation/networking/mctp.rst of the kernel, linux/mctp.h. */

#define MCTP_ADDR_ANY 0xff
#define MCTP_ADDR_NULL 0x00
#define MCTP_NET_ANY 0
#define MCTP_OPT_ADDR_EXT 1
#define MCTP_TAG_MASK 0x07
#define MCTP_TAG_OWNER 0x08
#define MCTP_TAG_PREALLOC 0x10
