/* AF_RXRPC's address (linux/rxrpc.h), in which there is one of the transport: of UDP over IPv6, or over IPv4. */
struct cs_sockaddr_rxrpc {
    uint16_t srx_family;
    uint16_t srx_service;
    uint16_t transport_type;
    uint16_t transport_len;
    struct sockaddr_in6 transport;
};

#if __has_include(<linux/rxrpc.h>) && defined(__GLIBC__)
#include <linux/rxrpc.h>
CS_SAME_SIZE(cs_sockaddr_rxrpc, sockaddr_rxrpc);
CS_SAME_PLACE(cs_sockaddr_rxrpc, sockaddr_rxrpc, srx_service);
CS_SAME_PLACE(cs_sockaddr_rxrpc, sockaddr_rxrpc, transport_type);
CS_SAME_PLACE(cs_sockaddr_rxrpc, sockaddr_rxrpc, transport_len);
CS_SAME_PLACE(cs_sockaddr_rxrpc, sockaddr_rxrpc, transport);
#endif
