/* AF_QIPCRTR's address (linux/qrtr.h). */
struct cs_sockaddr_qrtr {
    sa_family_t sq_family;
    uint32_t sq_node;
    uint32_t sq_port;
};

#if __has_include(<linux/qrtr.h>)
#include <linux/qrtr.h>
_Static_assert(sizeof(struct cs_sockaddr_qrtr) == sizeof(struct sockaddr_qrtr), "sockaddr_qrtr");
_Static_assert(offsetof(struct cs_sockaddr_qrtr, sq_node) == offsetof(struct sockaddr_qrtr, sq_node), "sq_node");
_Static_assert(offsetof(struct cs_sockaddr_qrtr, sq_port) == offsetof(struct sockaddr_qrtr, sq_port), "sq_port");
#endif
