/* PPP over something else: protocols of AF_PPPOX and options of L2TP. Sources: linux/if_pppox.h, linux/if_pppol2tp.h.
 * */

/* Protocols */
#define PX_PROTO_OE 0
#define PX_PROTO_OL2TP 1
#define PX_PROTO_PPTP 2

/* Options of L2TP */
#define PPPOL2TP_SO_DEBUG 1
#define PPPOL2TP_SO_LNSMODE 4
#define PPPOL2TP_SO_RECVSEQ 2
#define PPPOL2TP_SO_REORDERTO 5
#define PPPOL2TP_SO_SENDSEQ 3
