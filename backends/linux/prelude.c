/* What only Linux has. */
#include <net/if_arp.h>
#include <netpacket/packet.h>

/* A struct of ours compared with the kernel's, where its header is there. */
#define CS_SAME_SIZE(ours, theirs) _Static_assert(sizeof(struct ours) == sizeof(struct theirs), #theirs)
#define CS_SAME_PLACE(ours, theirs, field)                                                                             \
    _Static_assert(offsetof(struct ours, field) == offsetof(struct theirs, field), #field)
