/* AF_BLUETOOTH's addresses, one form per protocol. Their headers are BlueZ's and the kernel's own
 * (include/net/bluetooth/ of its sources), so they are declared here and compared with BlueZ's where that is installed.
 * cs_sockaddr_iso_bc is what the kernel calls a sockaddr_iso that ends with a sockaddr_iso_bc. */

struct cs_sockaddr_l2 {
    sa_family_t l2_family;
    uint16_t l2_psm; /* little-endian, as is l2_cid */
    uint8_t l2_bdaddr[6];
    uint16_t l2_cid;
    uint8_t l2_bdaddr_type;
};
struct cs_sockaddr_rc {
    sa_family_t rc_family;
    uint8_t rc_bdaddr[6];
    uint8_t rc_channel;
};
struct cs_sockaddr_hci {
    sa_family_t hci_family;
    uint16_t hci_dev;
    uint16_t hci_channel;
};
struct cs_sockaddr_sco {
    sa_family_t sco_family;
    uint8_t sco_bdaddr[6];
};
struct cs_sockaddr_iso {
    sa_family_t iso_family;
    uint8_t iso_bdaddr[6];
    uint8_t iso_bdaddr_type;
};
struct cs_sockaddr_iso_bc {
    sa_family_t iso_family;
    uint8_t iso_bdaddr[6];
    uint8_t iso_bdaddr_type;
    uint8_t bc_bdaddr[6];
    uint8_t bc_bdaddr_type;
    uint8_t bc_sid;
    uint8_t bc_num_bis;
    uint8_t bc_bis[31];
};

#if __has_include(<bluetooth/sco.h>)
#include <bluetooth/bluetooth.h>
#include <bluetooth/hci.h>
#include <bluetooth/l2cap.h>
#include <bluetooth/rfcomm.h>
#include <bluetooth/sco.h>
CS_SAME_SIZE(cs_sockaddr_l2, sockaddr_l2);
CS_SAME_PLACE(cs_sockaddr_l2, sockaddr_l2, l2_psm);
CS_SAME_PLACE(cs_sockaddr_l2, sockaddr_l2, l2_bdaddr);
CS_SAME_PLACE(cs_sockaddr_l2, sockaddr_l2, l2_cid);
CS_SAME_PLACE(cs_sockaddr_l2, sockaddr_l2, l2_bdaddr_type);
CS_SAME_SIZE(cs_sockaddr_rc, sockaddr_rc);
CS_SAME_PLACE(cs_sockaddr_rc, sockaddr_rc, rc_bdaddr);
CS_SAME_PLACE(cs_sockaddr_rc, sockaddr_rc, rc_channel);
CS_SAME_SIZE(cs_sockaddr_hci, sockaddr_hci);
CS_SAME_PLACE(cs_sockaddr_hci, sockaddr_hci, hci_dev);
CS_SAME_PLACE(cs_sockaddr_hci, sockaddr_hci, hci_channel);
CS_SAME_SIZE(cs_sockaddr_sco, sockaddr_sco);
CS_SAME_PLACE(cs_sockaddr_sco, sockaddr_sco, sco_bdaddr);
#endif

_Static_assert(sizeof(struct cs_sockaddr_iso) == 10, "sockaddr_iso");
_Static_assert(offsetof(struct cs_sockaddr_iso_bc, bc_bdaddr) == 9, "iso_bc");
_Static_assert(sizeof(struct cs_sockaddr_iso_bc) == 10 + 40, "sockaddr_iso and sockaddr_iso_bc");
