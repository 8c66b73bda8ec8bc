/* UDP: many datagrams in one message, both ways. Source: Microsoft Learn, "IPPROTO_UDP Socket Options"; Winsock 2's
 * ws2ipdef.h. */

#define UDP_CHECKSUM_COVERAGE 20
#define UDP_COALESCED_INFO 3
#define UDP_NOCHECKSUM 1
#define UDP_RECV_MAX_COALESCED_SIZE 3
#define UDP_SEND_MSG_SIZE 2
