/* AF_LLC's address (linux/llc.h). */

struct cs_sockaddr_llc {
    sa_family_t sllc_family;
    sa_family_t sllc_arphrd;
    uint8_t sllc_test;
    uint8_t sllc_xid;
    uint8_t sllc_ua;
    uint8_t sllc_sap;
    uint8_t sllc_mac[6];
    uint8_t sllc_pad[2];
};

#if defined(__GLIBC__) && __has_include(<linux/llc.h>)
#include <linux/llc.h>
CS_SAME_SIZE(cs_sockaddr_llc, sockaddr_llc);
CS_SAME_PLACE(cs_sockaddr_llc, sockaddr_llc, sllc_arphrd);
CS_SAME_PLACE(cs_sockaddr_llc, sockaddr_llc, sllc_test);
CS_SAME_PLACE(cs_sockaddr_llc, sockaddr_llc, sllc_xid);
CS_SAME_PLACE(cs_sockaddr_llc, sockaddr_llc, sllc_ua);
CS_SAME_PLACE(cs_sockaddr_llc, sockaddr_llc, sllc_sap);
CS_SAME_PLACE(cs_sockaddr_llc, sockaddr_llc, sllc_mac);
#endif
