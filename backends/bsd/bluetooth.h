struct cs_sockaddr_l2 {
    sa_family_t l2_family;
    uint16_t l2_psm;
    uint8_t l2_bdaddr[6];
    ...;
};
struct cs_sockaddr_rc {
    sa_family_t rc_family;
    uint8_t rc_bdaddr[6];
    uint8_t rc_channel;
    ...;
};
struct cs_sockaddr_sco {
    sa_family_t sco_family;
    uint8_t sco_bdaddr[6];
    ...;
};
struct cs_sockaddr_hci {
    sa_family_t hci_family;
    char hci_node[...];
    ...;
};
static const int CS_HCI_HAS_NODES;
