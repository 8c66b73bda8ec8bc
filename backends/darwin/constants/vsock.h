/* AF_VSOCK, which macOS offers between a virtual machine and its host. Source: <sys/vsock.h> of XNU. */

#include <sys/vsock.h>

/* Addresses */
#define VMADDR_CID_ANY 0xffffffffU
#define VMADDR_CID_HOST 2
#define VMADDR_CID_HYPERVISOR 0
#define VMADDR_CID_RESERVED 1
#define VMADDR_PORT_ANY 0xffffffffU

/* Request of ioctl() */
#define IOCTL_VM_SOCKETS_GET_LOCAL_CID 0x40047301
