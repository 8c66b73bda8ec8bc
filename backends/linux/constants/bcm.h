/* CAN's broadcast manager: operations and flags of a message's head. The kernel's names have no prefix (TX_SETUP,
 * SETTIMER); Python's do. Sources: Documentation/networking/can.rst of the kernel, linux/can/bcm.h. */

/* Operations */
#define CAN_BCM_RX_CHANGED 12
#define CAN_BCM_RX_DELETE 6
#define CAN_BCM_RX_READ 7
#define CAN_BCM_RX_SETUP 5
#define CAN_BCM_RX_STATUS 10
#define CAN_BCM_RX_TIMEOUT 11
#define CAN_BCM_TX_DELETE 2
#define CAN_BCM_TX_EXPIRED 9
#define CAN_BCM_TX_READ 3
#define CAN_BCM_TX_SEND 4
#define CAN_BCM_TX_SETUP 1
#define CAN_BCM_TX_STATUS 8

/* Flags */
#define CAN_BCM_CAN_FD_FRAME 0x800
#define CAN_BCM_RX_ANNOUNCE_RESUME 0x100
#define CAN_BCM_RX_CHECK_DLC 0x40
#define CAN_BCM_RX_FILTER_ID 0x20
#define CAN_BCM_RX_NO_AUTOTIMER 0x80
#define CAN_BCM_RX_RTR_FRAME 0x400
#define CAN_BCM_SETTIMER 0x1
#define CAN_BCM_STARTTIMER 0x2
#define CAN_BCM_TX_ANNOUNCE 0x8
#define CAN_BCM_TX_COUNTEVT 0x4
#define CAN_BCM_TX_CP_CAN_ID 0x10
#define CAN_BCM_TX_RESET_MULTI_IDX 0x200
