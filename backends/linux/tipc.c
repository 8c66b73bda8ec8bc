/* AF_TIPC's address (tipc(7), linux/tipc.h), whose three kinds share their room. */
struct cs_sockaddr_tipc {
    sa_family_t family;
    uint8_t addrtype;
    int8_t scope;
    union {
        struct {
            uint32_t ref;
            uint32_t node;
        } id;
        struct {
            uint32_t type;
            uint32_t lower;
            uint32_t upper;
        } nameseq;
        struct {
            uint32_t type;
            uint32_t instance;
            uint32_t domain;
        } name;
    } addr;
};

#if __has_include(<linux/tipc.h>)
#include <linux/tipc.h>
_Static_assert(sizeof(struct cs_sockaddr_tipc) == sizeof(struct sockaddr_tipc), "sockaddr_tipc");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addrtype) == offsetof(struct sockaddr_tipc, addrtype), "addrtype");
_Static_assert(offsetof(struct cs_sockaddr_tipc, scope) == offsetof(struct sockaddr_tipc, scope), "scope");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addr.id.ref) == offsetof(struct sockaddr_tipc, addr.id.ref), "ref");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addr.id.node) == offsetof(struct sockaddr_tipc, addr.id.node), "node");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addr.nameseq.type) ==
                   offsetof(struct sockaddr_tipc, addr.nameseq.type),
               "nameseq.type");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addr.nameseq.upper) ==
                   offsetof(struct sockaddr_tipc, addr.nameseq.upper),
               "upper");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addr.name.instance) ==
                   offsetof(struct sockaddr_tipc, addr.name.name.instance),
               "instance");
_Static_assert(offsetof(struct cs_sockaddr_tipc, addr.name.domain) == offsetof(struct sockaddr_tipc, addr.name.domain),
               "domain");
#endif
