/* AF_ROSE's address (linux/rose.h): a sockaddr_rose, or, with more than one digipeater, a full_sockaddr_rose. */

struct cs_sockaddr_rose {
    sa_family_t srose_family;
    uint8_t srose_addr[5];
    uint8_t srose_call[7];
    int srose_ndigis;
    uint8_t srose_digi[7];
};
struct cs_full_sockaddr_rose {
    sa_family_t srose_family;
    uint8_t srose_addr[5];
    uint8_t srose_call[7];
    unsigned int srose_ndigis;
    uint8_t srose_digis[6][7];
};

#if __has_include(<linux/ax25.h>) && __has_include(<linux/rose.h>)
#include <linux/ax25.h>
#include <linux/rose.h>
CS_SAME_SIZE(cs_sockaddr_rose, sockaddr_rose);
CS_SAME_PLACE(cs_sockaddr_rose, sockaddr_rose, srose_addr);
CS_SAME_PLACE(cs_sockaddr_rose, sockaddr_rose, srose_call);
CS_SAME_PLACE(cs_sockaddr_rose, sockaddr_rose, srose_ndigis);
CS_SAME_PLACE(cs_sockaddr_rose, sockaddr_rose, srose_digi);
CS_SAME_SIZE(cs_full_sockaddr_rose, full_sockaddr_rose);
CS_SAME_PLACE(cs_full_sockaddr_rose, full_sockaddr_rose, srose_addr);
CS_SAME_PLACE(cs_full_sockaddr_rose, full_sockaddr_rose, srose_call);
CS_SAME_PLACE(cs_full_sockaddr_rose, full_sockaddr_rose, srose_ndigis);
CS_SAME_PLACE(cs_full_sockaddr_rose, full_sockaddr_rose, srose_digis);
#endif
