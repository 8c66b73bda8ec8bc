/* KCM, messages over TCP connections: its protocol and its option. Sources: Documentation/networking/kcm.rst of the
 * kernel, linux/kcm.h. */

#define KCMPROTO_CONNECTED 0
#define KCM_RECV_DISABLE 1
