struct in_addr {
    uint32_t s_addr;
    ...;
};
struct in6_addr {
    uint8_t s6_addr[16];
    ...;
};
struct sockaddr_in {
    sa_family_t sin_family;
    uint16_t sin_port;
    struct in_addr sin_addr;
    ...;
};
struct sockaddr_in6 {
    sa_family_t sin6_family;
    uint16_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
    ...;
};
int cs_inet_aton(const char *text, char *packed);
int cs_inet_pton(int family, const char *text, char *packed);
int cs_inet_ntop(int family, const char *packed, char *text, unsigned int size);
