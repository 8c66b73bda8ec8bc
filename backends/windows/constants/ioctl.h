/* Requests of socket.ioctl(), and the values of SIO_RCVALL. Source: Winsock 2's mstcpip.h and mswsock.h. */

#define SIO_KEEPALIVE_VALS 0x98000004U
#define SIO_LOOPBACK_FAST_PATH 0x98000010U
#define SIO_RCVALL 0x98000001U
#define SIO_TCP_SET_ACK_FREQUENCY 0x98000017U
#define SIO_UDP_CONNRESET 0x9800000cU

#define RCVALL_IPLEVEL 3
#define RCVALL_MAX 3
#define RCVALL_OFF 0
#define RCVALL_ON 1
#define RCVALL_SOCKETLEVELONLY 2
