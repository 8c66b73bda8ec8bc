/* AF_XDP's address (linux/if_xdp.h). */
struct cs_sockaddr_xdp {
    uint16_t sxdp_family;
    uint16_t sxdp_flags;
    int32_t sxdp_ifindex;
    uint32_t sxdp_queue_id;
    uint32_t sxdp_shared_umem_fd;
};

#if __has_include(<linux/if_xdp.h>)
#include <linux/if_xdp.h>
CS_SAME_SIZE(cs_sockaddr_xdp, sockaddr_xdp);
CS_SAME_PLACE(cs_sockaddr_xdp, sockaddr_xdp, sxdp_flags);
CS_SAME_PLACE(cs_sockaddr_xdp, sockaddr_xdp, sxdp_ifindex);
CS_SAME_PLACE(cs_sockaddr_xdp, sockaddr_xdp, sxdp_queue_id);
CS_SAME_PLACE(cs_sockaddr_xdp, sockaddr_xdp, sxdp_shared_umem_fd);
#endif
