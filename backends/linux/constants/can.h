/* CAN: frames of the three generations (classic, FD, XL), and raw sockets. Sources: Documentation/networking/can.rst
 * of the kernel, linux/can.h, linux/can/raw.h. */

#include <linux/can.h>
#include <linux/can/raw.h>

/* Protocols */
#define CAN_BCM 2
#define CAN_ISOTP 6
#define CAN_J1939 7
#define CAN_MCNET 5
#define CAN_RAW 1
#define CAN_TP16 3
#define CAN_TP20 4

/* Identifiers */
#define CAN_EFF_FLAG 0x80000000U
#define CAN_EFF_ID_BITS 29
#define CAN_EFF_MASK 0x1fffffffU
#define CAN_ERR_FLAG 0x20000000U
#define CAN_ERR_MASK 0x1fffffffU
#define CAN_INV_FILTER 0x20000000U
#define CAN_RTR_FLAG 0x40000000U
#define CAN_SFF_ID_BITS 11
#define CAN_SFF_MASK 0x7ffU

/* Classic frames */
#define CAN_MAX_DLC 8
#define CAN_MAX_DLEN 8
#define CAN_MAX_RAW_DLC 15
#define CAN_MTU 16

/* CAN FD frames */
#define CANFD_BRS 0x1
#define CANFD_ESI 0x2
#define CANFD_FDF 0x4
#define CANFD_MAX_DLC 15
#define CANFD_MAX_DLEN 64
#define CANFD_MTU 72

/* CAN XL frames */
#define CANXL_HDR_SIZE 12
#define CANXL_MAX_DLC 2047
#define CANXL_MAX_DLEN 2048
#define CANXL_MAX_MTU 2060
#define CANXL_MIN_DLC 0
#define CANXL_MIN_DLEN 1
#define CANXL_MIN_MTU 76
#define CANXL_MTU 2060
#define CANXL_PRIO_BITS 11
#define CANXL_PRIO_MASK 0x7ffU
#define CANXL_RRS 0x2
#define CANXL_SEC 0x1
#define CANXL_VCID_MASK 0xff0000
#define CANXL_VCID_OFFSET 16
#define CANXL_VCID_VAL_MASK 0xff
#define CANXL_XLF 0x80

/* Options of raw sockets */
#define CAN_RAW_ERR_FILTER 2
#define CAN_RAW_FD_FRAMES 5
#define CAN_RAW_FILTER 1
#define CAN_RAW_FILTER_MAX 512
#define CAN_RAW_JOIN_FILTERS 6
#define CAN_RAW_LOOPBACK 3
#define CAN_RAW_RECV_OWN_MSGS 4
#define CAN_RAW_XL_FRAMES 7
#define CAN_RAW_XL_VCID_OPTS 8

/* Flags of CAN_RAW_XL_VCID_OPTS */
#define CAN_RAW_XL_VCID_RX_FILTER 0x4
#define CAN_RAW_XL_VCID_TX_PASS 0x2
#define CAN_RAW_XL_VCID_TX_SET 0x1

/* Control messages of raw sockets */
#define SCM_CAN_RAW_ERRQUEUE 1
