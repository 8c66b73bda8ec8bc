/* Several messages in one system call: recvmsg_x and sendmsg_x of macOS 10.10 and later.  Apple declares them in no
 * public header, and so promises nothing: they are declared here and looked up when they are first needed, and where
 * they are missing or refuse, posix/several.c sends and receives one by one.  Of flags they take only MSG_DONTWAIT.
 * Source: <sys/socket_private.h> and bsd/kern/uipc_syscalls.c of XNU. */
#include <dlfcn.h>

#define CS_SEVERAL
typedef struct {
    struct msghdr msg_hdr;
    unsigned int msg_len;
} cs_header;

/* A message header with one field more: how many bytes there were, which is 0 going in. */
struct cs_msghdr_x {
    void *msg_name;
    socklen_t msg_namelen;
    struct iovec *msg_iov;
    __typeof__(((struct msghdr *)0)->msg_iovlen) msg_iovlen;
    void *msg_control;
    __typeof__(((struct msghdr *)0)->msg_controllen) msg_controllen;
    int msg_flags;
    size_t msg_datalen;
};
_Static_assert(offsetof(struct cs_msghdr_x, msg_iov) == offsetof(struct msghdr, msg_iov), "msg_iov");
_Static_assert(offsetof(struct cs_msghdr_x, msg_control) == offsetof(struct msghdr, msg_control), "msg_control");
_Static_assert(offsetof(struct cs_msghdr_x, msg_flags) == offsetof(struct msghdr, msg_flags), "msg_flags");
_Static_assert(offsetof(struct cs_msghdr_x, msg_datalen) == sizeof(struct msghdr), "msg_datalen");

typedef ssize_t (*cs_several_call)(int fd, const struct cs_msghdr_x *headers, unsigned int count, int flags);

/* As many headers as posix/several.c has of its own in a chunk. */
#define CS_SEVERAL_X 64

/* Makes one of the calls, which `found` remembers.  Returns how many messages were moved, or -1 with an error, one of
 * them ENOSYS, that sends the caller to do it one by one.  Their kernel says EINVAL also of addresses and control
 * messages that it only takes one by one, and a message that is wrong in itself gets that again. */
static int cs_call_x(cs_several_call *found, const char *name, cs_socket fd, cs_header *headers, unsigned int count,
                     int flags) {
    struct cs_msghdr_x all[CS_SEVERAL_X];
    cs_several_call call = __atomic_load_n(found, __ATOMIC_RELAXED);
    if (call == NULL) {
        void *symbol = dlsym(RTLD_DEFAULT, name);
        memcpy(&call, &symbol, sizeof call);
        __atomic_store_n(found, call, __ATOMIC_RELAXED);
    }
    errno = ENOSYS;
    if (call == NULL || count > CS_SEVERAL_X || (flags & ~MSG_DONTWAIT) != 0) return -1;
    for (unsigned int at = 0; at < count; at++) {
        const struct msghdr *header = &headers[at].msg_hdr;
        all[at] = (struct cs_msghdr_x){
            .msg_name = header->msg_name,
            .msg_namelen = header->msg_namelen,
            .msg_iov = header->msg_iov,
            .msg_iovlen = header->msg_iovlen,
            .msg_control = header->msg_control,
            .msg_controllen = header->msg_controllen,
        };
    }
    ssize_t moved = call(fd, all, count, flags);
    if (moved == 0 || (moved < 0 && errno == EINVAL)) errno = ENOSYS;
    for (ssize_t at = 0; at < moved; at++) {
        struct msghdr *header = &headers[at].msg_hdr;
        header->msg_namelen = all[at].msg_namelen;
        header->msg_controllen = all[at].msg_controllen;
        header->msg_flags = all[at].msg_flags;
        headers[at].msg_len = (unsigned int)all[at].msg_datalen;
    }
    return moved > 0 ? (int)moved : -1;
}

/* Whether descriptors can come with a message: of those this call, too, tells of too few (see prelude.c), so that they
 * have to be received one by one. */
static int cs_brings_descriptors(cs_socket fd) {
    struct sockaddr name;
    socklen_t size = sizeof name;
    return getsockname(fd, &name, &size) != 0 || name.sa_family == AF_UNIX;
}

static int cs_recv_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    static cs_several_call found;
    if (cs_brings_descriptors(fd)) {
        errno = ENOSYS;
        return -1;
    }
    return cs_call_x(&found, "recvmsg_x", fd, headers, count, flags);
}

static int cs_send_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    static cs_several_call found;
    return cs_call_x(&found, "sendmsg_x", fd, headers, count, flags);
}
