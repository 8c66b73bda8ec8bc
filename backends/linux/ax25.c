/* AF_AX25's address (linux/ax25.h), which is AF_NETROM's as well: a sockaddr_ax25, or, where there are digipeaters, a
 * full_sockaddr_ax25. */

struct cs_sockaddr_ax25 {
    sa_family_t sax25_family;
    uint8_t sax25_call[7];
    int sax25_ndigis;
};
struct cs_full_sockaddr_ax25 {
    struct cs_sockaddr_ax25 fsa_ax25;
    uint8_t fsa_digipeater[8][7];
};

#if __has_include(<linux/ax25.h>)
#include <linux/ax25.h>
CS_SAME_SIZE(cs_sockaddr_ax25, sockaddr_ax25);
CS_SAME_PLACE(cs_sockaddr_ax25, sockaddr_ax25, sax25_call);
CS_SAME_PLACE(cs_sockaddr_ax25, sockaddr_ax25, sax25_ndigis);
CS_SAME_SIZE(cs_full_sockaddr_ax25, full_sockaddr_ax25);
CS_SAME_PLACE(cs_full_sockaddr_ax25, full_sockaddr_ax25, fsa_digipeater);
#endif
