/* What the error queue of a socket holds (MSG_ERRQUEUE): where an entry comes from, and what it says. Sources: ip(7),
 * Documentation/networking/msg_zerocopy.rst of the kernel, linux/errqueue.h. */

/* Origins */
#define SO_EE_ORIGIN_ICMP 2
#define SO_EE_ORIGIN_ICMP6 3
#define SO_EE_ORIGIN_LOCAL 1
#define SO_EE_ORIGIN_NONE 0
#define SO_EE_ORIGIN_TIMESTAMPING 4
#define SO_EE_ORIGIN_TXSTATUS 4
#define SO_EE_ORIGIN_TXTIME 6
#define SO_EE_ORIGIN_ZEROCOPY 5

/* Codes */
#define SO_EE_CODE_TXTIME_INVALID_PARAM 1
#define SO_EE_CODE_TXTIME_MISSED 2
#define SO_EE_CODE_ZEROCOPY_COPIED 1
#define SO_EE_RFC4884_FLAG_INVALID 1
