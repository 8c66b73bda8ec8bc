/* Bluetooth.  FreeBSD's is part of netgraph and NetBSD's, which DragonFly shares, is one of its own; OpenBSD has none.
 * Their numbers are given the names that other systems have, and are declared here so that no header is needed;
 * where there is one, they are compared with it.  Sources: ng_btsocket(4) and <netgraph/bluetooth/include/
 * ng_btsocket.h> of FreeBSD; bluetooth(4) and <netbt/...> of NetBSD. */
#if defined __FreeBSD__
static const int CS_HCI_HAS_NODES = 1;
struct cs_sockaddr_l2 {
    unsigned char l2_len;
    sa_family_t l2_family;
    uint16_t l2_psm;
    uint8_t l2_bdaddr[6];
    uint16_t l2_cid;
    uint8_t l2_bdaddr_type;
};
struct cs_sockaddr_rc {
    unsigned char rc_len;
    sa_family_t rc_family;
    uint8_t rc_bdaddr[6];
    uint8_t rc_channel;
};
struct cs_sockaddr_sco {
    unsigned char sco_len;
    sa_family_t sco_family;
    uint8_t sco_bdaddr[6];
};
struct cs_sockaddr_hci {
    unsigned char hci_len;
    sa_family_t hci_family;
    char hci_node[32];
};

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
_Static_assert(sizeof(struct cs_sockaddr_l2) == sizeof(struct sockaddr_l2cap), "sockaddr_l2cap");
_Static_assert(offsetof(struct cs_sockaddr_l2, l2_bdaddr) == offsetof(struct sockaddr_l2cap, l2cap_bdaddr), "bdaddr");
_Static_assert(sizeof(struct cs_sockaddr_rc) == sizeof(struct sockaddr_rfcomm), "sockaddr_rfcomm");
_Static_assert(offsetof(struct cs_sockaddr_rc, rc_channel) == offsetof(struct sockaddr_rfcomm, rfcomm_channel),
               "channel");
_Static_assert(sizeof(struct cs_sockaddr_sco) == sizeof(struct sockaddr_sco), "sockaddr_sco");
_Static_assert(sizeof(struct cs_sockaddr_hci) == sizeof(struct sockaddr_hci), "sockaddr_hci");
#else
#define SOL_L2CAP 0x1609
#define SOL_RFCOMM 0x0816
#define SOL_SCO 0x0209
#endif
#define SOL_HCI CS_SOL_HCI
#else
/* One address for all protocols, of which each uses its part. */
#define CS_SOCKADDR_BT(name, prefix)                                                                                   \
    struct name {                                                                                                      \
        unsigned char prefix##_len;                                                                                    \
        sa_family_t prefix##_family;                                                                                   \
        uint8_t prefix##_bdaddr[6];                                                                                    \
        uint16_t prefix##_psm;                                                                                         \
        uint8_t prefix##_channel;                                                                                      \
        char prefix##_node[5];                                                                                         \
    }
static const int CS_HCI_HAS_NODES = 0;
CS_SOCKADDR_BT(cs_sockaddr_l2, l2);
CS_SOCKADDR_BT(cs_sockaddr_rc, rc);
CS_SOCKADDR_BT(cs_sockaddr_sco, sco);
CS_SOCKADDR_BT(cs_sockaddr_hci, hci);
#endif

#if defined __NetBSD__ || defined __DragonFly__
#if __has_include(<netbt/hci.h>)
#include <netbt/bluetooth.h>
#include <netbt/hci.h>
#include <netbt/l2cap.h>
#include <netbt/rfcomm.h>
#include <netbt/sco.h>
_Static_assert(sizeof(struct cs_sockaddr_l2) == sizeof(struct sockaddr_bt), "sockaddr_bt");
_Static_assert(offsetof(struct cs_sockaddr_l2, l2_psm) == offsetof(struct sockaddr_bt, bt_psm), "bt_psm");
_Static_assert(offsetof(struct cs_sockaddr_rc, rc_channel) == offsetof(struct sockaddr_bt, bt_channel), "bt_channel");
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
