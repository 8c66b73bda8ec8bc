/* UDP and UDP-Lite: options of Linux. Segments of equal size are handed down (UDP_SEGMENT) or up (UDP_GRO) in one
 * call. Sources: udp(7), udplite(7), RFC 3828, linux/udp.h. */

/* UDP */
#define UDP_CORK 1
#define UDP_ENCAP 100
#define UDP_GRO 104
#define UDP_NO_CHECK6_RX 102
#define UDP_NO_CHECK6_TX 101
#define UDP_SEGMENT 103

/* Arguments of UDP_ENCAP */
#define UDP_ENCAP_ESPINUDP 2
#define UDP_ENCAP_ESPINUDP_NON_IKE 1
#define UDP_ENCAP_GTP0 4
#define UDP_ENCAP_GTP1U 5
#define UDP_ENCAP_L2TPINUDP 3
#define UDP_ENCAP_RXRPC 6

/* UDP-Lite: how much of a datagram the checksum covers */
#define UDPLITE_RECV_CSCOV 11
#define UDPLITE_SEND_CSCOV 10
