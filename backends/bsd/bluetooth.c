/* Bluetooth.  FreeBSD's is part of netgraph and NetBSD's, which DragonFly shares, is one of its own; OpenBSD has none.
 * Their numbers are given the names that other systems have, and are declared here so that no header is needed;
 * where there is one, they are compared with it.  Sources: ng_btsocket(4) and <netgraph/bluetooth/include/
 * ng_btsocket.h> of FreeBSD; bluetooth(4) and <netbt/...> of NetBSD. */
#if defined __FreeBSD__
#define BTPROTO_HCI 134
#define BTPROTO_L2CAP 135
#define BTPROTO_RFCOMM 136
#define BTPROTO_SCO 137
#define HCI_FILTER 1
#define HCI_DATA_DIR 2
#define CS_SOL_HCI 0x0802
#if __has_include(<netgraph/bluetooth/include/ng_btsocket.h>)
#define L2CAP_SOCKET_CHECKED /* we initialize all members of its address; the header warns otherwise */
#include <sys/bitstring.h>
#include <netgraph/ng_message.h>
#include <netgraph/bluetooth/include/ng_hci.h>
#include <netgraph/bluetooth/include/ng_l2cap.h>
#include <netgraph/bluetooth/include/ng_btsocket.h>
_Static_assert(BTPROTO_HCI == BLUETOOTH_PROTO_HCI, "BTPROTO_HCI");
_Static_assert(BTPROTO_L2CAP == BLUETOOTH_PROTO_L2CAP, "BTPROTO_L2CAP");
_Static_assert(BTPROTO_RFCOMM == BLUETOOTH_PROTO_RFCOMM, "BTPROTO_RFCOMM");
_Static_assert(BTPROTO_SCO == BLUETOOTH_PROTO_SCO, "BTPROTO_SCO");
_Static_assert(HCI_FILTER == SO_HCI_RAW_FILTER, "HCI_FILTER");
_Static_assert(HCI_DATA_DIR == SO_HCI_RAW_DIRECTION, "HCI_DATA_DIR");
_Static_assert(CS_SOL_HCI == SOL_HCI_RAW, "SOL_HCI");
#else
#define SOL_L2CAP 0x1609
#define SOL_RFCOMM 0x0816
#define SOL_SCO 0x0209
#endif
#define SOL_HCI CS_SOL_HCI
#elif defined __NetBSD__ || defined __DragonFly__
#if __has_include(<netbt/hci.h>)
#include <netbt/bluetooth.h>
#include <netbt/hci.h>
#include <netbt/l2cap.h>
#include <netbt/rfcomm.h>
#include <netbt/sco.h>
#else
#define BTPROTO_HCI 1
#define BTPROTO_L2CAP 2
#define BTPROTO_RFCOMM 3
#define BTPROTO_SCO 4
#define SO_HCI_DIRECTION 3
#endif
_Static_assert(BTPROTO_HCI == 1 && BTPROTO_L2CAP == 2 && BTPROTO_RFCOMM == 3 && BTPROTO_SCO == 4, "BTPROTO");
#define SOL_HCI BTPROTO_HCI
#define HCI_DATA_DIR SO_HCI_DIRECTION
#endif
