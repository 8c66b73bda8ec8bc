/* AF_NFC's addresses (linux/nfc.h): of raw sockets, and of LLCP. */

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

#if __has_include(<linux/nfc.h>)
#include <linux/nfc.h>
CS_SAME_SIZE(cs_sockaddr_nfc, sockaddr_nfc);
CS_SAME_PLACE(cs_sockaddr_nfc, sockaddr_nfc, dev_idx);
CS_SAME_PLACE(cs_sockaddr_nfc, sockaddr_nfc, target_idx);
CS_SAME_PLACE(cs_sockaddr_nfc, sockaddr_nfc, nfc_protocol);
CS_SAME_SIZE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, dev_idx);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, target_idx);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, nfc_protocol);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, dsap);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, ssap);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, service_name);
CS_SAME_PLACE(cs_sockaddr_nfc_llcp, sockaddr_nfc_llcp, service_name_len);
#endif
