/* Protocol numbers of IP. The numbers are IANA's and so the same everywhere; they are spelled out because some
 * systems declare them as an enumeration only. Source: IANA, "Protocol Numbers". */

/* Known to every system */
#define IPPROTO_AH 51
#define IPPROTO_DSTOPTS 60
#define IPPROTO_EGP 8
#define IPPROTO_ESP 50
#define IPPROTO_FRAGMENT 44
#define IPPROTO_HOPOPTS 0
#define IPPROTO_ICMP 1
#define IPPROTO_ICMPV6 58
#define IPPROTO_IDP 22
#define IPPROTO_IGMP 2
#define IPPROTO_IP 0
#define IPPROTO_IPV6 41
#define IPPROTO_NONE 59
#define IPPROTO_PIM 103
#define IPPROTO_PUP 12
#define IPPROTO_RAW 255
#define IPPROTO_ROUTING 43
#define IPPROTO_SCTP 132
#define IPPROTO_TCP 6
#define IPPROTO_UDP 17

/* Named by some systems only */
#define IPPROTO_GGP ...
#define IPPROTO_IPV4 ...
#define IPPROTO_MAX ...
#define IPPROTO_ND ...
