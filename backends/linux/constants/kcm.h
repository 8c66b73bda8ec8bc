/* KCM, messages over TCP connections: its protocol and its option. Sources: Documentation/networking/kcm.rst of the
 * kernel, linux/kcm.h. */

#define KCMPROTO_CONNECTED 0
#define KCM_RECV_DISABLE 1

/* Requests of ioctl(): attach a connection, detach it, another socket of the same */
#define SIOCKCMATTACH 0x89e0
#define SIOCKCMCLONE 0x89e2
#define SIOCKCMUNATTACH 0x89e1
