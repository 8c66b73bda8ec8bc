/* TCP: options that only Windows has, or that have numbers of their own there. Sources: Microsoft Learn, "IPPROTO_TCP
 * Socket Options"; Winsock 2's ws2ipdef.h. */

#define TCP_CONGESTION_ALGORITHM 12
#define TCP_DELAY_FIN_ACK 13
#define TCP_EXPEDITED_1122 2
#define TCP_FAIL_CONNECT_ON_ICMP_ERROR 18
#define TCP_FASTOPEN 15
#define TCP_ICMP_ERROR_INFO 19
#define TCP_MAXRT 5
#define TCP_MAXRTMS 14
#define TCP_TIMESTAMPS 10

/* No option but the request SIO_TCP_SET_ACK_FREQUENCY, which setsockopt() knows by this number */
#define TCP_QUICKACK -1744830441
