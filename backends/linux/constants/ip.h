/* IPv4: options of Linux, and the first port that is not for privileged programs, which glibc has as an enumeration
 * only. Sources: ip(7), linux/in.h, linux/netfilter_ipv4.h. */

/* Ports */
#define IPPORT_USERRESERVED 5000

/* Options */
#define IP_BIND_ADDRESS_NO_PORT 24
#define IP_CHECKSUM 23
#define IP_FREEBIND 15
#define IP_IPSEC_POLICY 16
#define IP_LOCAL_PORT_RANGE 51
#define IP_MINTTL 21
#define IP_MULTICAST_ALL 49
#define IP_NODEFRAG 22
#define IP_ORIGDSTADDR 20
#define IP_PASSSEC 18
#define IP_PKTOPTIONS 9
#define IP_PROTOCOL 52
#define IP_RECVERR_RFC4884 26
#define IP_RECVFRAGSIZE 25
#define IP_RECVORIGDSTADDR 20
#define IP_ROUTER_ALERT 5
#define IP_TRANSPARENT 19
#define IP_UNICAST_IF 50
#define IP_XFRM_POLICY 17

/* Arguments of IP_MTU_DISCOVER */
#define IP_PMTUDISC_DO 2
#define IP_PMTUDISC_DONT 0
#define IP_PMTUDISC_INTERFACE 4
#define IP_PMTUDISC_OMIT 5
#define IP_PMTUDISC_PROBE 3
#define IP_PMTUDISC_WANT 1

/* Netfilter: where a redirected connection was going to; the same number at the levels of IPv4 and IPv6 */
#define SO_ORIGINAL_DST 80
