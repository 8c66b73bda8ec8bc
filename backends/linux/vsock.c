/* AF_VSOCK's address (vsock(7), linux/vm_sockets.h).  Headers before Linux 5.11 have no svm_flags, but room for it. */
struct cs_sockaddr_vm {
    sa_family_t svm_family;
    unsigned short svm_reserved1;
    uint32_t svm_port;
    uint32_t svm_cid;
    uint8_t svm_flags;
    uint8_t svm_zero[3];
};

#if __has_include(<linux/vm_sockets.h>)
#include <linux/vm_sockets.h>
_Static_assert(sizeof(struct cs_sockaddr_vm) == sizeof(struct sockaddr_vm), "sockaddr_vm");
_Static_assert(offsetof(struct cs_sockaddr_vm, svm_port) == offsetof(struct sockaddr_vm, svm_port), "svm_port");
_Static_assert(offsetof(struct cs_sockaddr_vm, svm_cid) == offsetof(struct sockaddr_vm, svm_cid), "svm_cid");
#endif
