/* AF_IUCV's address.  Its header, include/net/iucv/af_iucv.h of the kernel, is not one that the kernel hands out. */
struct cs_sockaddr_iucv {
    uint16_t siucv_family;
    uint16_t siucv_port;  /* reserved */
    uint32_t siucv_addr;  /* reserved */
    char siucv_nodeid[8]; /* reserved */
    char siucv_user_id[8];
    char siucv_name[8];
};
_Static_assert(sizeof(struct cs_sockaddr_iucv) == 32, "sockaddr_iucv");
