/* J1939, the network of trucks and farm machines on CAN. Sources: SAE J1939, Documentation/networking/j1939.rst of
 * the kernel, linux/can/j1939.h. */

#include <linux/can/j1939.h>

/* Addresses and names */
#define J1939_IDLE_ADDR 0xfe
#define J1939_MAX_UNICAST_ADDR 0xfd
#define J1939_NO_ADDR 0xff
#define J1939_NO_NAME 0

/* Parameter group numbers */
#define J1939_NO_PGN 0x40000
#define J1939_PGN_ADDRESS_CLAIMED 0x0ee00
#define J1939_PGN_ADDRESS_COMMANDED 0x0fed8
#define J1939_PGN_MAX 0x3ffff
#define J1939_PGN_PDU1_MAX 0x3ff00
#define J1939_PGN_REQUEST 0x0ea00

/* Options */
#define J1939_FILTER_MAX 512
#define SO_J1939_ERRQUEUE 4
#define SO_J1939_FILTER 1
#define SO_J1939_PROMISC 2
#define SO_J1939_SEND_PRIO 3

/* Control messages */
#define SCM_J1939_DEST_ADDR 1
#define SCM_J1939_DEST_NAME 2
#define SCM_J1939_ERRQUEUE 4
#define SCM_J1939_PRIO 3

/* Error queue: what happened, and the attributes that tell of it */
#define J1939_EE_INFO_NONE 0
#define J1939_EE_INFO_RX_ABORT 4
#define J1939_EE_INFO_RX_DPO 3
#define J1939_EE_INFO_RX_RTS 2
#define J1939_EE_INFO_TX_ABORT 1
#define J1939_NLA_BYTES_ACKED 1
#define J1939_NLA_DEST_ADDR 7
#define J1939_NLA_DEST_NAME 5
#define J1939_NLA_PAD 0
#define J1939_NLA_PGN 3
#define J1939_NLA_SRC_ADDR 6
#define J1939_NLA_SRC_NAME 4
#define J1939_NLA_TOTAL_SIZE 2
