/* AF_ALG's address (linux/if_alg.h). */
struct cs_sockaddr_alg {
    sa_family_t salg_family;
    uint8_t salg_type[14];
    uint32_t salg_feat;
    uint32_t salg_mask;
    uint8_t salg_name[64];
};

#if __has_include(<linux/if_alg.h>)
#include <linux/if_alg.h>
_Static_assert(sizeof(struct cs_sockaddr_alg) == sizeof(struct sockaddr_alg), "sockaddr_alg");
_Static_assert(offsetof(struct cs_sockaddr_alg, salg_type) == offsetof(struct sockaddr_alg, salg_type), "salg_type");
_Static_assert(offsetof(struct cs_sockaddr_alg, salg_feat) == offsetof(struct sockaddr_alg, salg_feat), "salg_feat");
_Static_assert(offsetof(struct cs_sockaddr_alg, salg_mask) == offsetof(struct sockaddr_alg, salg_mask), "salg_mask");
_Static_assert(offsetof(struct cs_sockaddr_alg, salg_name) == offsetof(struct sockaddr_alg, salg_name), "salg_name");
#endif
