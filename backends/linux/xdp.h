struct cs_sockaddr_xdp {
    uint16_t sxdp_family;
    uint16_t sxdp_flags;
    int32_t sxdp_ifindex;
    uint32_t sxdp_queue_id;
    uint32_t sxdp_shared_umem_fd;
};
