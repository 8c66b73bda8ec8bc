/* sendmsg and recvmsg: data in several parts, with control messages.  Each returns the number of bytes of data, or an
 * outcome (see common/prelude.c).  The variants for one part spare the caller an array of one. */
struct cs_message {
    int flags;
    unsigned int control_size;
    struct cs_address address;
};

static const int CS_CMSG_HEADER = (int)CMSG_LEN(0);
static const int CS_CMSG_ALIGNMENT = (int)(CMSG_SPACE(1) - CMSG_SPACE(0));
static const int CS_CMSG_LENGTH_SIZE = (int)sizeof(((struct cmsghdr *)0)->cmsg_len);
_Static_assert(offsetof(struct cmsghdr, cmsg_level) == sizeof(((struct cmsghdr *)0)->cmsg_len), "cmsghdr: level");
_Static_assert(offsetof(struct cmsghdr, cmsg_type) == offsetof(struct cmsghdr, cmsg_level) + sizeof(int), "type");

static int64_t cs_recvmsg(cs_socket fd, struct iovec *parts, size_t count, char *control, size_t control_size,
                          int flags, struct cs_message *message, int64_t timeout) {
    struct cs_wait wait = {fd, POLLIN, timeout, 0};
    for (;;) {
        struct msghdr header;
        memset(&header, 0, sizeof header);
        memset(message, 0, sizeof *message);
        header.msg_name = message->address.bytes;
        header.msg_namelen = sizeof message->address.bytes;
        header.msg_iov = parts;
        header.msg_iovlen = CS_PART_COUNT(count);
        header.msg_control = control_size > 0 ? control : NULL;
        header.msg_controllen = CS_CONTROL_SIZE(control_size);
        ssize_t received = recvmsg(fd, &header, cs_flags(flags, timeout));
        if (received >= 0) {
            message->flags = header.msg_flags;
            message->control_size = (unsigned int)header.msg_controllen;
            cs_set_size(&message->address, header.msg_namelen);
            return received;
        }
        int64_t outcome = cs_after_failure(&wait);
        if (outcome != 0) return outcome;
    }
}

static int64_t cs_recvmsg_into_one(cs_socket fd, char *data, size_t size, char *control, size_t control_size, int flags,
                                   struct cs_message *message, int64_t timeout) {
    struct iovec part = {.iov_base = data, .iov_len = size};
    return cs_recvmsg(fd, &part, 1, control, control_size, flags, message, timeout);
}

static int64_t cs_sendmsg(cs_socket fd, struct iovec *parts, size_t count, const char *control, size_t control_size,
                          int flags, const char *address, unsigned int address_size, int64_t timeout) {
    struct cs_wait wait = {fd, POLLOUT, timeout, 0};
    struct msghdr header;
    memset(&header, 0, sizeof header);
    /* The system only reads what these point to. */
    header.msg_name = address_size > 0 ? (void *)(uintptr_t)address : NULL;
    header.msg_namelen = (socklen_t)address_size;
    header.msg_iov = parts;
    header.msg_iovlen = CS_PART_COUNT(count);
    header.msg_control = control_size > 0 ? (void *)(uintptr_t)control : NULL;
    header.msg_controllen = CS_CONTROL_SIZE(control_size);
    for (;;) {
        ssize_t sent = sendmsg(fd, &header, cs_flags(flags, timeout));
        if (sent >= 0) return sent;
        int64_t outcome = cs_after_failure(&wait);
        if (outcome != 0) return outcome;
    }
}

static int64_t cs_sendmsg_from_one(cs_socket fd, const char *data, size_t size, const char *control,
                                   size_t control_size, int flags, const char *address, unsigned int address_size,
                                   int64_t timeout) {
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = size};
    return cs_sendmsg(fd, &part, 1, control, control_size, flags, address, address_size, timeout);
}
