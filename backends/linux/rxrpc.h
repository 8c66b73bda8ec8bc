struct cs_sockaddr_rxrpc {
    uint16_t srx_family;
    uint16_t srx_service;
    uint16_t transport_type;
    uint16_t transport_len;
    struct sockaddr_in6 transport;
};
