/* NFC: protocols of its sockets and of its tags, and options of LLCP. Source: linux/nfc.h. */

/* Protocols of sockets */
#define NFC_SOCKPROTO_LLCP 1
#define NFC_SOCKPROTO_RAW 0

/* Protocols of tags */
#define NFC_PROTO_FELICA 3
#define NFC_PROTO_ISO14443 4
#define NFC_PROTO_ISO14443_B 6
#define NFC_PROTO_ISO15693 7
#define NFC_PROTO_JEWEL 1
#define NFC_PROTO_MIFARE 2
#define NFC_PROTO_NFC_DEP 5

/* LLCP */
#define NFC_LLCP_MAX_SERVICE_NAME 63
#define NFC_LLCP_MIUX 1
#define NFC_LLCP_REMOTE_LTO 3
#define NFC_LLCP_REMOTE_MIU 2
#define NFC_LLCP_REMOTE_RW 4
#define NFC_LLCP_RW 0
