/* AF_PHONET's address (linux/phonet.h). */

struct cs_sockaddr_pn {
    sa_family_t spn_family;
    uint8_t spn_obj;
    uint8_t spn_dev;
    uint8_t spn_resource;
    uint8_t spn_zero[11];
};

#if __has_include(<linux/phonet.h>)
#include <linux/phonet.h>
CS_SAME_SIZE(cs_sockaddr_pn, sockaddr_pn);
CS_SAME_PLACE(cs_sockaddr_pn, sockaddr_pn, spn_obj);
CS_SAME_PLACE(cs_sockaddr_pn, sockaddr_pn, spn_dev);
CS_SAME_PLACE(cs_sockaddr_pn, sockaddr_pn, spn_resource);
#endif
