/* CAIF, to ST-Ericsson's modems: protocols and options. Sources: Documentation/networking/caif/ of the kernel,
 * linux/caif/caif_socket.h. */

/* Protocols */
#define CAIFPROTO_AT 0
#define CAIFPROTO_DATAGRAM 1
#define CAIFPROTO_DATAGRAM_LOOP 2
#define CAIFPROTO_DEBUG 5
#define CAIFPROTO_RFM 4
#define CAIFPROTO_UTIL 3

/* Options */
#define CAIFSO_LINK_SELECT 127
#define CAIFSO_REQ_PARAM 128
#define CAIFSO_RSP_PARAM 129

/* Priorities of a channel, for SO_PRIORITY, and links for CAIFSO_LINK_SELECT */
#define CAIF_LINK_HIGH_BANDW 0
#define CAIF_LINK_LOW_LATENCY 1
#define CAIF_PRIO_HIGH 0x14
#define CAIF_PRIO_LOW 0x04
#define CAIF_PRIO_MAX 0x1f
#define CAIF_PRIO_MIN 0x01
#define CAIF_PRIO_NORMAL 0x0f

/* Parts of addresses */
#define CAIF_APP_DEBUG_SERVICE 2
#define CAIF_ATTYPE_PLAIN 2
#define CAIF_DEBUG_INTERACTIVE 2
#define CAIF_DEBUG_TRACE 1
#define CAIF_DEBUG_TRACE_INTERACTIVE 0
#define CAIF_RADIO_DEBUG_SERVICE 1
