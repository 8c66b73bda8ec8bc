/* Protocol numbers of IP beyond those that every platform has; the numbers are IANA's. Source: IANA, "Protocol
 * Numbers". */

#define IPPROTO_GRE 47
#define IPPROTO_IPIP 4
#define IPPROTO_RSVP 46
#define IPPROTO_TP 29
