/* CAN error frames: the classes in the identifier, and what the data bytes say. Source: linux/can/error.h. */

#include <linux/can/error.h>

/* Classes */
#define CAN_ERR_ACK 0x20U
#define CAN_ERR_BUSERROR 0x80U
#define CAN_ERR_BUSOFF 0x40U
#define CAN_ERR_CNT 0x200U
#define CAN_ERR_CRTL 0x4U
#define CAN_ERR_LOSTARB 0x2U
#define CAN_ERR_PROT 0x8U
#define CAN_ERR_RESTARTED 0x100U
#define CAN_ERR_TRX 0x10U
#define CAN_ERR_TX_TIMEOUT 0x1U

/* Length of the data */
#define CAN_ERR_DLC 8

/* data[0]: the bit at which arbitration was lost */
#define CAN_ERR_LOSTARB_UNSPEC 0x0

/* data[1]: the controller */
#define CAN_ERR_CRTL_ACTIVE 0x40
#define CAN_ERR_CRTL_RX_OVERFLOW 0x1
#define CAN_ERR_CRTL_RX_PASSIVE 0x10
#define CAN_ERR_CRTL_RX_WARNING 0x4
#define CAN_ERR_CRTL_TX_OVERFLOW 0x2
#define CAN_ERR_CRTL_TX_PASSIVE 0x20
#define CAN_ERR_CRTL_TX_WARNING 0x8
#define CAN_ERR_CRTL_UNSPEC 0x0

/* data[2]: the kind of protocol violation */
#define CAN_ERR_PROT_ACTIVE 0x40
#define CAN_ERR_PROT_BIT 0x1
#define CAN_ERR_PROT_BIT0 0x8
#define CAN_ERR_PROT_BIT1 0x10
#define CAN_ERR_PROT_FORM 0x2
#define CAN_ERR_PROT_OVERLOAD 0x20
#define CAN_ERR_PROT_STUFF 0x4
#define CAN_ERR_PROT_TX 0x80
#define CAN_ERR_PROT_UNSPEC 0x0

/* data[3]: its place in the frame */
#define CAN_ERR_PROT_LOC_ACK 0x19
#define CAN_ERR_PROT_LOC_ACK_DEL 0x1b
#define CAN_ERR_PROT_LOC_CRC_DEL 0x18
#define CAN_ERR_PROT_LOC_CRC_SEQ 0x08
#define CAN_ERR_PROT_LOC_DATA 0x0a
#define CAN_ERR_PROT_LOC_DLC 0x0b
#define CAN_ERR_PROT_LOC_EOF 0x1a
#define CAN_ERR_PROT_LOC_ID04_00 0x0e
#define CAN_ERR_PROT_LOC_ID12_05 0x0f
#define CAN_ERR_PROT_LOC_ID17_13 0x07
#define CAN_ERR_PROT_LOC_ID20_18 0x06
#define CAN_ERR_PROT_LOC_ID28_21 0x02
#define CAN_ERR_PROT_LOC_IDE 0x05
#define CAN_ERR_PROT_LOC_INTERM 0x12
#define CAN_ERR_PROT_LOC_RES0 0x09
#define CAN_ERR_PROT_LOC_RES1 0x0d
#define CAN_ERR_PROT_LOC_RTR 0x0c
#define CAN_ERR_PROT_LOC_SOF 0x03
#define CAN_ERR_PROT_LOC_SRTR 0x04
#define CAN_ERR_PROT_LOC_UNSPEC 0x00

/* data[4]: the transceiver */
#define CAN_ERR_TRX_CANH_NO_WIRE 0x04
#define CAN_ERR_TRX_CANH_SHORT_TO_BAT 0x05
#define CAN_ERR_TRX_CANH_SHORT_TO_GND 0x07
#define CAN_ERR_TRX_CANH_SHORT_TO_VCC 0x06
#define CAN_ERR_TRX_CANL_NO_WIRE 0x40
#define CAN_ERR_TRX_CANL_SHORT_TO_BAT 0x50
#define CAN_ERR_TRX_CANL_SHORT_TO_CANH 0x80
#define CAN_ERR_TRX_CANL_SHORT_TO_GND 0x70
#define CAN_ERR_TRX_CANL_SHORT_TO_VCC 0x60
#define CAN_ERR_TRX_UNSPEC 0x00

/* data[6] and data[7]: error counters, and what they lead to */
#define CAN_BUS_OFF_THRESHOLD 256
#define CAN_ERROR_PASSIVE_THRESHOLD 128
#define CAN_ERROR_WARNING_THRESHOLD 96
