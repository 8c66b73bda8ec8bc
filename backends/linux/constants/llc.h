/* LLC, the upper half of a network card's link layer: options and well-known service access points. Sources: IEEE
 * 802.2, linux/llc.h. */

/* Options */
#define LLC_OPT_ACK_TMR_EXP 3
#define LLC_OPT_BUSY_TMR_EXP 6
#define LLC_OPT_PKTINFO 9
#define LLC_OPT_P_TMR_EXP 4
#define LLC_OPT_REJ_TMR_EXP 5
#define LLC_OPT_RETRY 1
#define LLC_OPT_RX_WIN 8
#define LLC_OPT_SIZE 2
#define LLC_OPT_TX_WIN 7

/* Service access points */
#define LLC_SAP_BSPAN 0x42
#define LLC_SAP_GLOBAL 0xff
#define LLC_SAP_IP 0x06
#define LLC_SAP_IPX 0xe0
#define LLC_SAP_LLC 0x02
#define LLC_SAP_NETBEUI 0xf0
#define LLC_SAP_NULL 0x00
#define LLC_SAP_OSI 0xfe
#define LLC_SAP_SNA 0x04
#define LLC_SAP_SNAP 0xaa
