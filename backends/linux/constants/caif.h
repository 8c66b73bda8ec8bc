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
