/* Levels of socket options and control messages, one per protocol or family. Bluetooth's and IEEE 802.15.4's are
 * numbers that other levels have too; the family of the socket tells them apart. Sources: include/linux/socket.h of
 * the kernel, linux/can.h, include/net/bluetooth/bluetooth.h and include/net/af_ieee802154.h of the kernel. */

/* Protocols of IP */
#define SOL_DCCP 269
#define SOL_ICMPV6 58
#define SOL_IPV6 41
#define SOL_MPTCP 284
#define SOL_PPPOL2TP 273
#define SOL_RAW 255
#define SOL_SCTP 132
#define SOL_SMC 286
#define SOL_TLS 282
#define SOL_UDPLITE 136

/* Families */
#define SOL_AAL 265
#define SOL_ALG 279
#define SOL_ATALK 258
#define SOL_ATM 264
#define SOL_AX25 257
#define SOL_CAIF 278
#define SOL_DECNET 261
#define SOL_IEEE802154 0
#define SOL_IPX 256
#define SOL_IRDA 266
#define SOL_IUCV 277
#define SOL_KCM 281
#define SOL_LLC 268
#define SOL_MCTP 285
#define SOL_NETBEUI 267
#define SOL_NETLINK 270
#define SOL_NETROM 259
#define SOL_NFC 280
#define SOL_PACKET 263
#define SOL_PNPIPE 275
#define SOL_RDS 276
#define SOL_ROSE 260
#define SOL_RXRPC 272
#define SOL_TIPC 271
#define SOL_VSOCK 287
#define SOL_X25 262
#define SOL_XDP 283

/* Bluetooth */
#define SOL_BLUETOOTH 274
#define SOL_HCI 0
#define SOL_L2CAP 6
#define SOL_RFCOMM 18
#define SOL_SCO 17

/* CAN: 100 and the number of the protocol */
#define SOL_CAN_BASE 100
#define SOL_CAN_ISOTP 106
#define SOL_CAN_J1939 107
#define SOL_CAN_RAW 101
