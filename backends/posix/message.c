/* sendmsg and recvmsg: data in several parts, with control messages.  Sending returns the number of bytes of data,
 * receiving has the flags of the message (MSG_*) above the 32 bits of that number (Linux moves less than 2 GiB at once,
 * and what is asked for in one part is cut to that), and CS_HAS_PEER in bit 31 if there is an address: a small number
 * tells of neither; or an outcome, see common/prelude.c.  The variants for one part spare the caller an array. */
#define CS_AT_MOST(size) ((size) < INT_MAX ? (size) : INT_MAX)

/* POSIX lets systems choose these types, and they do. */
typedef __typeof__(((struct msghdr *)0)->msg_iovlen) cs_part_count;
typedef __typeof__(((struct msghdr *)0)->msg_controllen) cs_control_size;

#define CS_CONTROL_ROOM 4096

struct cs_message {
    unsigned int control_size;
    struct cs_address address;
    char control[CS_CONTROL_ROOM];
};

static const int CS_CMSG_HEADER = (int)CMSG_LEN(0);
static const int CS_CMSG_ALIGNMENT = (int)(CMSG_SPACE(1) - CMSG_SPACE(0));
static const int CS_CMSG_LENGTH_AT = (int)offsetof(struct cmsghdr, cmsg_len);
static const int CS_CMSG_LENGTH_SIZE = (int)sizeof(((struct cmsghdr *)0)->cmsg_len);
static const int CS_CMSG_LEVEL_AT = (int)offsetof(struct cmsghdr, cmsg_level);
_Static_assert(offsetof(struct cmsghdr, cmsg_type) == offsetof(struct cmsghdr, cmsg_level) + sizeof(int), "cmsghdr");

/* The control messages of a message: the first for NULL, and NULL behind the last.  (The C libraries' own macros for
 * this compare signed numbers with unsigned ones.) */
static struct cmsghdr *cs_control_after(char *start, size_t size, struct cmsghdr *control) {
    size_t at = 0;
    if (control != NULL) at = (size_t)((char *)control - start) + CMSG_SPACE((size_t)control->cmsg_len - CMSG_LEN(0));
    if (at + sizeof *control > size) return NULL;
    struct cmsghdr *next = (struct cmsghdr *)(void *)(start + at);
    return next->cmsg_len >= CMSG_LEN(0) && next->cmsg_len <= size - at ? next : NULL;
}

/* The descriptors of a control message, from the first that lies `from` bytes into its data on, are closed. */
static void cs_close_descriptors(struct cmsghdr *control, size_t from) {
    if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS) return;
    size_t size = (size_t)control->cmsg_len - CMSG_LEN(0);
    for (size_t at = from; at + sizeof(int) <= size; at += sizeof(int)) {
        int fd;
        memcpy(&fd, CMSG_DATA(control) + at, sizeof fd);
        close(fd);
    }
}

#ifdef CS_TELLS_TOO_FEW_DESCRIPTORS
union cs_all_control {
    struct cmsghdr header;
    char bytes[CS_CONTROL_ROOM];
};

/* Moves what fits of the control messages that `header` tells of into `size` bytes at `control`; the last is cut, but
 * not within a descriptor.  Descriptors that are left behind are closed. */
static void cs_cut_control(struct msghdr *header, char *control, size_t size) {
    char *start = header->msg_control;
    size_t used = 0;
    for (struct cmsghdr *next = NULL; (next = cs_control_after(start, header->msg_controllen, next)) != NULL;) {
        size_t length = (size_t)next->cmsg_len - CMSG_LEN(0), room = size - used, kept = 0;
        if (room > CMSG_LEN(0)) {
            kept = room - CMSG_LEN(0) < length ? room - CMSG_LEN(0) : length;
            if (next->cmsg_level == SOL_SOCKET && next->cmsg_type == SCM_RIGHTS) kept -= kept % sizeof(int);
        }
        if (kept < length) header->msg_flags |= MSG_CTRUNC;
        cs_close_descriptors(next, kept);
        if (kept == 0 && (length > 0 || room < CMSG_LEN(0))) continue;
        struct cmsghdr copy = *next;
        copy.cmsg_len = (__typeof__(copy.cmsg_len))CMSG_LEN(kept);
        memcpy(control + used, &copy, sizeof copy);
        memcpy(control + used + CMSG_LEN(0), CMSG_DATA(next), kept);
        used += room < CMSG_SPACE(kept) ? room : CMSG_SPACE(kept);
    }
    header->msg_controllen = (cs_control_size)used;
}

/* recvmsg().  A look ahead (MSG_PEEK) gives no descriptors away. */
static ssize_t cs_recvmsg_all(cs_socket fd, struct msghdr *header, int flags) {
    union cs_all_control all;
    char *control = header->msg_control;
    size_t size = header->msg_controllen;
    if (size >= sizeof all || (flags & MSG_PEEK) != 0) return recvmsg(fd, header, flags);
    header->msg_control = all.bytes;
    header->msg_controllen = sizeof all;
    ssize_t outcome = recvmsg(fd, header, flags);
    if (outcome >= 0) cs_cut_control(header, control, size);
    header->msg_control = control;
    if (outcome < 0) header->msg_controllen = (cs_control_size)size;
    return outcome;
}
#else
#define cs_recvmsg_all recvmsg
#endif

static int64_t cs_received(const struct msghdr *header, struct cs_address *peer, int64_t count) {
    cs_set_size(peer, header->msg_namelen);
    return (int64_t)(header->msg_flags & INT_MAX) << 32 | (peer->size > 0 ? CS_HAS_PEER : 0) | count;
}

static int64_t cs_recvmsg_once(cs_socket fd, struct iovec *parts, size_t count, char *control, size_t control_size,
                               int flags, struct cs_message *message) {
    struct msghdr header;
    memset(&header, 0, sizeof header);
    memset(message, 0, offsetof(struct cs_message, control));
    header.msg_name = message->address.bytes;
    header.msg_namelen = sizeof message->address.bytes;
    header.msg_iov = parts;
    header.msg_iovlen = (cs_part_count)count;
    header.msg_control = control_size > 0 ? control : NULL;
    header.msg_controllen = (cs_control_size)control_size;
    int64_t outcome = cs_recvmsg_all(fd, &header, flags);
    if (outcome < 0) return outcome;
    message->control_size = (unsigned int)header.msg_controllen;
    return cs_received(&header, &message->address, outcome);
}

/* Goes on from `outcome`: CS_AGAIN, or what a wait before the first attempt ended with. */
static int64_t cs_recvmsg_from(struct cs_wait *wait, int64_t outcome, struct iovec *parts, size_t count, char *control,
                               size_t control_size, int flags, struct cs_message *message) {
    int once = cs_flags(flags, wait->timeout);
    while (outcome == CS_AGAIN) {
        outcome = cs_recvmsg_once(wait->fd, parts, count, control, control_size, once, message);
        if (outcome < 0) outcome = cs_after_failure(wait);
    }
    return cs_end(wait, outcome);
}

static int64_t cs_recvmsg(const struct cs_handle *handle, struct iovec *parts, size_t count, char *control,
                          size_t control_size, int flags, struct cs_message *message, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    return cs_recvmsg_from(&wait, CS_AGAIN, parts, count, control, control_size, flags, message);
}

/* The control messages go into `message`. */
static int64_t cs_recvmsg_into_one_now(cs_socket fd, char *data, size_t size, struct cs_message *message,
                                       size_t control_size) {
    if (!cs_can_try(fd, size) || control_size > CS_CONTROL_ROOM) return CS_NOT_TRIED;
    struct iovec part = {.iov_base = data, .iov_len = size};
    return cs_tried(cs_recvmsg_once(fd, &part, 1, message->control, control_size, MSG_DONTWAIT, message));
}

static int64_t cs_recvmsg_into_one(const struct cs_handle *handle, char *data, size_t size, char *control,
                                   size_t control_size, int flags, struct cs_message *message, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    struct iovec part = {.iov_base = data, .iov_len = CS_AT_MOST(size)};
    int64_t outcome = cs_before(&wait, size, flags);
    return cs_recvmsg_from(&wait, outcome, &part, 1, control, control_size, flags, message);
}

/* A message whose control messages nobody wants. */
static int64_t cs_recvmsg_plain_once(cs_socket fd, struct iovec *parts, size_t count, int flags,
                                     struct cs_address *peer) {
    struct msghdr header;
    memset(&header, 0, sizeof header);
    memset(peer, 0, sizeof *peer);
    header.msg_name = peer->bytes;
    header.msg_namelen = sizeof peer->bytes;
    header.msg_iov = parts;
    header.msg_iovlen = (cs_part_count)count;
    int64_t outcome = cs_recvmsg_all(fd, &header, flags);
    if (outcome < 0) return outcome;
    return cs_received(&header, peer, outcome);
}

static int64_t cs_recvmsg_now(cs_socket fd, struct cs_scratch *scratch, size_t size) {
    if (!cs_can_try(fd, size)) return CS_NOT_TRIED;
    struct iovec part = {.iov_base = scratch->data, .iov_len = size};
    return cs_tried(cs_recvmsg_plain_once(fd, &part, 1, MSG_DONTWAIT, &scratch->peer));
}

/* Without a peer also if there is nothing to say of it, and no flag is set. */
static struct cs_received cs_message_received(int64_t outcome, const char *data, size_t span) {
    return cs_hand_over(outcome, data, outcome > INT_MAX ? &cs_own_scratch.peer : NULL, span);
}

static struct cs_received cs_recvmsg_bytes(cs_socket fd, size_t size, size_t span) {
    return cs_message_received(cs_recvmsg_now(fd, &cs_own_scratch, size), cs_own_scratch.data, span);
}

/* Into four parts, of which some may be empty: few enough to be given one by one. */
static struct cs_received cs_recvmsg_into_four_now(cs_socket fd, char *first, size_t first_size, char *second,
                                                   size_t second_size, char *third, size_t third_size, char *fourth,
                                                   size_t fourth_size, size_t span) {
    struct iovec parts[] = {
        {.iov_base = first, .iov_len = first_size},
        {.iov_base = second, .iov_len = second_size},
        {.iov_base = third, .iov_len = third_size},
        {.iov_base = fourth, .iov_len = fourth_size},
    };
    int64_t outcome = CS_NOT_TRIED;
    if (cs_can_try(fd, first_size + second_size + third_size + fourth_size))
        outcome = cs_tried(cs_recvmsg_plain_once(fd, parts, 4, MSG_DONTWAIT, &cs_own_scratch.peer));
    return cs_message_received(outcome, NULL, span);
}

static int64_t cs_recvmsg_plain(const struct cs_handle *handle, char *data, size_t size, int flags,
                                struct cs_address *peer, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    struct iovec part = {.iov_base = data, .iov_len = CS_AT_MOST(size)};
    int64_t outcome = cs_before(&wait, size, flags);
    while (outcome == CS_AGAIN) {
        outcome = cs_recvmsg_plain_once(wait.fd, &part, 1, cs_flags(flags, timeout), peer);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    }
    return cs_end(&wait, outcome);
}

static int64_t cs_sendmsg(const struct cs_handle *handle, struct iovec *parts, size_t count, const char *control,
                          size_t control_size, int flags, const char *address, unsigned int address_size,
                          int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLOUT, timeout);
    struct msghdr header;
    memset(&header, 0, sizeof header);
    /* The system only reads what these point to. */
    header.msg_name = address_size > 0 ? (void *)(uintptr_t)address : NULL;
    header.msg_namelen = (socklen_t)address_size;
    header.msg_iov = parts;
    header.msg_iovlen = (cs_part_count)count;
    header.msg_control = control_size > 0 ? (void *)(uintptr_t)control : NULL;
    header.msg_controllen = (cs_control_size)control_size;
    int64_t outcome;
    do {
        outcome = sendmsg(wait.fd, &header, cs_flags(flags, timeout));
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    return cs_end(&wait, outcome);
}

static int64_t cs_sendmsg_from_one_now(cs_socket fd, const char *data, size_t size, const char *control,
                                       size_t control_size) {
    if (!cs_can_try(fd, size)) return CS_NOT_TRIED;
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = size};
    struct msghdr header;
    memset(&header, 0, sizeof header);
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = (void *)(uintptr_t)control;
    header.msg_controllen = (cs_control_size)control_size;
    return cs_tried(sendmsg(fd, &header, MSG_DONTWAIT));
}

static int64_t cs_sendmsg_from_one(const struct cs_handle *handle, const char *data, size_t size, const char *control,
                                   size_t control_size, int flags, const char *address, unsigned int address_size,
                                   int64_t timeout) {
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = size};
    return cs_sendmsg(handle, &part, 1, control, control_size, flags, address, address_size, timeout);
}
