/* AF_XDP, packets straight from a network card's driver: flags of an address, options and the offsets at which rings
 * are mapped. Sources: Documentation/networking/af_xdp.rst of the kernel, linux/if_xdp.h. */

#include <linux/if_xdp.h>

/* Flags of an address */
#define XDP_COPY 0x2
#define XDP_SHARED_UMEM 0x1
#define XDP_USE_NEED_WAKEUP 0x8
#define XDP_USE_SG 0x10
#define XDP_ZEROCOPY 0x4

/* Options */
#define XDP_MAX_TX_SKB_BUDGET 9
#define XDP_MMAP_OFFSETS 1
#define XDP_OPTIONS 8
#define XDP_OPTIONS_ZEROCOPY 0x1
#define XDP_RX_RING 2
#define XDP_STATISTICS 7
#define XDP_TX_RING 3
#define XDP_UMEM_COMPLETION_RING 6
#define XDP_UMEM_FILL_RING 5
#define XDP_UMEM_REG 4

/* Flags of the shared memory, of a ring and of a descriptor */
#define XDP_PKT_CONTD 0x1
#define XDP_RING_NEED_WAKEUP 0x1
#define XDP_TX_METADATA 0x2
#define XDP_UMEM_TX_METADATA_LEN 0x4
#define XDP_UMEM_TX_SW_CSUM 0x2
#define XDP_UMEM_UNALIGNED_CHUNK_FLAG 0x1

/* Offsets */
#define XDP_PGOFF_RX_RING 0
#define XDP_PGOFF_TX_RING 0x80000000LL
#define XDP_UMEM_PGOFF_COMPLETION_RING 0x180000000LL
#define XDP_UMEM_PGOFF_FILL_RING 0x100000000LL
