/* Protocol numbers of IP for which Linux has a name beyond the shared ones. SMC and MPTCP are not IANA's: they lie
 * above what fits an IP header, and only ask for a way of speaking TCP. Sources: IANA, "Protocol Numbers";
 * linux/in.h. */

#define IPPROTO_AGGFRAG 144
#define IPPROTO_BEETPH 94
#define IPPROTO_COMP 108
#define IPPROTO_DCCP 33
#define IPPROTO_ENCAP 98
#define IPPROTO_ETHERNET 143
#define IPPROTO_L2TP 115
#define IPPROTO_MH 135
#define IPPROTO_MPLS 137
#define IPPROTO_MPTCP 262
#define IPPROTO_MTP 92
#define IPPROTO_SMC 256
#define IPPROTO_UDPLITE 136
