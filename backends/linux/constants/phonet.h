/* Phonet, to and within Nokia's modems: protocols, addresses and options of a pipe. Sources:
 * Documentation/networking/phonet.rst of the kernel, linux/phonet.h. */

/* Protocols */
#define PN_PROTO_PHONET 1
#define PN_PROTO_PIPE 2
#define PN_PROTO_TRANSPORT 0

/* Addresses */
#define PNADDR_ANY 0
#define PNADDR_BROADCAST 0xfc
#define PNPORT_RESOURCE_ROUTING 0

/* Options of SOL_PNPIPE */
#define PNPIPE_ENCAP 1
#define PNPIPE_ENCAP_IP 1
#define PNPIPE_ENCAP_NONE 0
#define PNPIPE_HANDLE 3
#define PNPIPE_IFINDEX 2
#define PNPIPE_INITSTATE 4
