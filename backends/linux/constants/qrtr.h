/* AF_QIPCRTR, Qualcomm's IPC router: reserved addresses and types of control packet. Source: linux/qrtr.h. */

/* Addresses */
#define QRTR_NODE_BCAST 0xffffffffU
#define QRTR_PORT_CTRL 0xfffffffeU

/* Packets */
#define QRTR_TYPE_BYE 3
#define QRTR_TYPE_DATA 1
#define QRTR_TYPE_DEL_CLIENT 6
#define QRTR_TYPE_DEL_LOOKUP 11
#define QRTR_TYPE_DEL_SERVER 5
#define QRTR_TYPE_EXIT 8
#define QRTR_TYPE_HELLO 2
#define QRTR_TYPE_NEW_LOOKUP 10
#define QRTR_TYPE_NEW_SERVER 4
#define QRTR_TYPE_PING 9
#define QRTR_TYPE_RESUME_TX 7
