/* AF_X25's address (linux/x25.h): decimal digits, and a NUL. */
struct cs_sockaddr_x25 {
    uint16_t sx25_family;
    char sx25_addr[16];
};

#if __has_include(<linux/x25.h>)
#include <linux/x25.h>
CS_SAME_SIZE(cs_sockaddr_x25, sockaddr_x25);
CS_SAME_PLACE(cs_sockaddr_x25, sockaddr_x25, sx25_addr);
#endif
