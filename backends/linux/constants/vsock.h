/* VSOCK, between a virtual machine and its host. Sources: vsock(7), linux/vm_sockets.h. */

#include <linux/vm_sockets.h>
#include <sys/ioctl.h>

/* Addresses */
#define VMADDR_CID_ANY 0xffffffffU
#define VMADDR_CID_HOST 2
#define VMADDR_CID_HYPERVISOR 0
#define VMADDR_CID_LOCAL 1
#define VMADDR_FLAG_TO_HOST 0x1
#define VMADDR_PORT_ANY 0xffffffffU

/* Options, at the level AF_VSOCK */
#define SO_VM_SOCKETS_BUFFER_MAX_SIZE 2
#define SO_VM_SOCKETS_BUFFER_MIN_SIZE 1
#define SO_VM_SOCKETS_BUFFER_SIZE 0
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW 8
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD 6
#define SO_VM_SOCKETS_NONBLOCK_TXRX 7
#define SO_VM_SOCKETS_PEER_HOST_VM_ID 3
#define SO_VM_SOCKETS_TRUSTED 5

/* Depends on the size of time_t: one of the two above */
#define SO_VM_SOCKETS_CONNECT_TIMEOUT ...

/* Requests of ioctl(), whose numbers follow the processor */
#define IOCTL_VM_SOCKETS_GET_LOCAL_CID ...

/* A version number that is none */
#define VM_SOCKETS_INVALID_VERSION 0xffffffffU
