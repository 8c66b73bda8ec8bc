struct cs_sockaddr_nfc {
    sa_family_t sa_family;
    uint32_t dev_idx;
    uint32_t target_idx;
    uint32_t nfc_protocol;
};
struct cs_sockaddr_nfc_llcp {
    sa_family_t sa_family;
    uint32_t dev_idx;
    uint32_t target_idx;
    uint32_t nfc_protocol;
    uint8_t dsap;
    uint8_t ssap;
    char service_name[63];
    size_t service_name_len;
};
