/* AF_MCTP's addresses (linux/mctp.h): the plain one, and the one of sockets with MCTP_OPT_ADDR_EXT.  That header brings
 * linux/if_packet.h with it, which the C library's headers contradict, so they are only compared with its numbers. */
struct cs_sockaddr_mctp {
    uint16_t smctp_family;
    uint16_t smctp_pad0;
    uint32_t smctp_network;
    uint8_t smctp_addr;
    uint8_t smctp_type;
    uint8_t smctp_tag;
    uint8_t smctp_pad1;
};
struct cs_sockaddr_mctp_ext {
    struct cs_sockaddr_mctp smctp_base;
    int32_t smctp_ifindex;
    uint8_t smctp_halen;
    uint8_t smctp_pad0[3];
    uint8_t smctp_haddr[32];
};

_Static_assert(sizeof(struct cs_sockaddr_mctp) == 12, "sockaddr_mctp");
_Static_assert(sizeof(struct cs_sockaddr_mctp_ext) == 52, "sockaddr_mctp_ext");
