/* AF_VSOCK's address.  Source: <sys/vsock.h> of XNU. */
struct cs_sockaddr_vm {
    unsigned char svm_len;
    sa_family_t svm_family;
    uint16_t svm_reserved1;
    uint32_t svm_port;
    uint32_t svm_cid;
};

#if __has_include(<sys/vsock.h>)
#include <sys/vsock.h>
_Static_assert(sizeof(struct cs_sockaddr_vm) == sizeof(struct sockaddr_vm), "sockaddr_vm");
_Static_assert(offsetof(struct cs_sockaddr_vm, svm_port) == offsetof(struct sockaddr_vm, svm_port), "svm_port");
_Static_assert(offsetof(struct cs_sockaddr_vm, svm_cid) == offsetof(struct sockaddr_vm, svm_cid), "svm_cid");
#endif
