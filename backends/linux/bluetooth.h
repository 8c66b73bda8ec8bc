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
