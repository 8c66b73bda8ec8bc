/* Flags of sendmsg(), recvmsg() and their kin that only Linux has, or numbers in its own way. Sources: send(2),
 * sendmmsg(2), include/linux/socket.h of the kernel. */

#define MSG_BATCH 0x40000
#define MSG_CONFIRM 0x800
#define MSG_FASTOPEN 0x20000000
#define MSG_FIN 0x200
#define MSG_MORE 0x8000
#define MSG_PROBE 0x10
#define MSG_RST 0x1000
#define MSG_SOCK_DEVMEM 0x2000000
#define MSG_SYN 0x400
#define MSG_ZEROCOPY 0x4000000
