/* Datagrams, many at once, where the system has no calls for that: see posix/several.c for what these return.  They go
 * one by one, the first as any other message, and what else is there as long as it is there.
 *
 * Since Windows 10 2004 the system cuts one message into datagrams of a size (UDP_SEND_MSG_SIZE) and joins those that
 * came (UDP_RECV_MAX_COALESCED_SIZE), as Linux does by UDP_SEGMENT and UDP_GRO. */
#define CS_UDP_SEND_MSG_SIZE 2
#define CS_UDP_COALESCED_INFO 3
/* What one message can carry to be cut: so many, and together no more than a datagram. */
#define CS_MOST_SEGMENTS 512
#define CS_MOST_SEGMENTED 65487

static const int64_t CS_BATCH_IN_USE = -0x10000;
static const int64_t CS_NO_TIMESTAMP = INT64_MIN;
static const int CS_BATCH_OWN_CONTROL = (int)WSA_CMSG_SPACE(sizeof(DWORD));

struct cs_batch {
    unsigned int count;
    unsigned int filled;
    size_t size;
    size_t control_size;
    char *data;
    char *control;
    struct cs_address *addresses;
    uint32_t *lengths;
    uint32_t *control_lengths;
    uint32_t *segments;
    int32_t *flags;
    char *claimed;
    int busy;
    int resized;
    int recut;
    int failure; /* an error that came after the first datagram of a receive, and the socket it came from */
    cs_socket failed;
};

_Static_assert(sizeof(LONG) == sizeof(int), "LONG");

static LONG volatile *cs_busy(struct cs_batch *batch) {
    return (LONG volatile *)&batch->busy;
}

static int cs_batch_claim(struct cs_batch *batch) {
    return InterlockedExchange(cs_busy(batch), 1) == 0;
}

static void cs_batch_release(struct cs_batch *batch) {
    InterlockedExchange(cs_busy(batch), 0);
}

/* The size of the datagrams that the system joined into this one, or 0. */
static uint32_t cs_segment_size(const char *control, size_t size) {
    for (size_t at = 0; size - at >= sizeof(WSACMSGHDR);) {
        WSACMSGHDR header;
        DWORD segment;
        memcpy(&header, control + at, sizeof header);
        if (header.cmsg_len < WSA_CMSG_LEN(0) || header.cmsg_len > size - at) break;
        if (header.cmsg_level == IPPROTO_UDP && header.cmsg_type == CS_UDP_COALESCED_INFO &&
            header.cmsg_len >= WSA_CMSG_LEN(sizeof segment)) {
            memcpy(&segment, control + at + WSA_CMSG_LEN(0), sizeof segment);
            return segment;
        }
        size_t step = WSA_CMSG_SPACE(header.cmsg_len - WSA_CMSG_LEN(0));
        if (step > size - at) break;
        at += step;
    }
    return 0;
}

/* Windows tells no times. */
static int64_t cs_batch_timestamp(const struct cs_batch *batch, unsigned int index) {
    (void)batch, (void)index;
    return CS_NO_TIMESTAMP;
}

/* No control message of Windows owns anything. */
static void cs_batch_discard(struct cs_batch *batch) {
    batch->filled = 0;
}

static int64_t cs_recv_next(const struct cs_handle *handle, struct cs_batch *batch, size_t control_size, int flags,
                            int64_t timeout) {
    struct cs_message message;
    unsigned int index = batch->filled;
    char *control = batch->control + index * batch->control_size;
    int64_t outcome = cs_recvmsg_into_one(handle, batch->data + index * batch->size, batch->size, control, control_size,
                                          flags, &message, timeout);
    if (outcome < 0) return outcome;
    uint32_t length = (uint32_t)(outcome & ~CS_HAS_PEER & UINT32_MAX);
    if (length > batch->size) length = (uint32_t)batch->size;
    uint32_t segment = cs_segment_size(control, message.control_size);
    if (batch->lengths[index] != length) batch->resized = batch->recut = 1;
    if (batch->segments[index] != segment) batch->recut = 1;
    batch->lengths[index] = length;
    batch->segments[index] = segment;
    batch->flags[index] = (int32_t)(outcome >> 32);
    batch->control_lengths[index] = message.control_size;
    batch->addresses[index] = message.address;
    batch->claimed[index] = 0;
    batch->filled++;
    return 1;
}

static int64_t cs_recv_many(const struct cs_handle *handle, struct cs_batch *batch, size_t control_size, int flags,
                            int64_t timeout) {
    if (!cs_batch_claim(batch)) return CS_BATCH_IN_USE;
    cs_batch_discard(batch);
    int64_t outcome = -batch->failure;
    batch->failure = 0;
    if (outcome == 0 || batch->failed != cs_descriptor(handle))
        outcome = cs_recv_next(handle, batch, control_size, flags, timeout);
    while (outcome > 0 && batch->filled < batch->count && cs_poll(cs_descriptor(handle), POLLIN, 0) > 0) {
        int64_t next = cs_recv_next(handle, batch, control_size, flags, 0);
        if (next <= 0) {
            if (next > -0x10000 && !cs_would_block((int)-next))
                batch->failure = (int)-next, batch->failed = cs_descriptor(handle);
            break;
        }
    }
    if (outcome > 0) outcome = batch->filled;
    cs_batch_release(batch);
    return outcome;
}

/* What to return when one message of several gave this outcome: an outcome counts only if nothing was sent before. */
static int cs_sent_one(int64_t outcome, int64_t *sent) {
    if (outcome >= 0) {
        ++*sent;
        return 1;
    }
    if (*sent == 0) *sent = outcome;
    return 0;
}

static int64_t cs_send_many(const struct cs_handle *handle, unsigned int count, const char *data,
                            const uint32_t *lengths, const char *names, const uint32_t *name_lengths,
                            const char *controls, const uint32_t *control_lengths, unsigned int skip, int flags,
                            int64_t timeout) {
    int64_t sent = 0;
    for (unsigned int at = 0; at < count; at++) {
        uint32_t name_length = names == NULL ? 0 : name_lengths[at];
        uint32_t control_length = controls == NULL ? 0 : control_lengths[at];
        if (at >= skip && !cs_sent_one(cs_sendmsg_from_one(handle, data, lengths[at], controls, control_length, flags,
                                                           names, name_length, sent > 0 && timeout > 0 ? 1 : timeout),
                                       &sent))
            break;
        data += lengths[at];
        if (names != NULL) names += name_length;
        if (controls != NULL) controls += control_length;
    }
    return sent;
}

/* Sends a message as datagrams of `segment` bytes each, cut by the system.  Returns what sendmsg would. */
static int64_t cs_send_cut(const struct cs_handle *handle, const char *data, size_t size, unsigned int segment,
                           int flags, const char *name, unsigned int name_length, int64_t timeout) {
    union {
        WSACMSGHDR header;
        char bytes[WSA_CMSG_SPACE(sizeof(DWORD))];
    } control;
    DWORD each = segment;
    int is_cut = size > segment && segment > 0;
    memset(&control, 0, sizeof control);
    control.header.cmsg_len = WSA_CMSG_LEN(sizeof each);
    control.header.cmsg_level = IPPROTO_UDP;
    control.header.cmsg_type = CS_UDP_SEND_MSG_SIZE;
    memcpy(control.bytes + WSA_CMSG_LEN(0), &each, sizeof each);
    return cs_sendmsg_from_one(handle, data, size, control.bytes, is_cut ? sizeof control : 0, flags, name, name_length,
                               timeout);
}

static int64_t cs_send_batch(const struct cs_handle *handle, struct cs_batch *batch, unsigned int skip,
                             const char *name, unsigned int name_length, int own_names, int flags, int64_t timeout) {
    if (!cs_batch_claim(batch)) return CS_BATCH_IN_USE;
    int64_t sent = 0;
    for (unsigned int index = skip; index < batch->filled; index++) {
        const struct cs_address *address = &batch->addresses[index];
        const char *target = own_names ? address->bytes : name;
        unsigned int target_length = own_names ? address->size : name_length;
        if (!cs_sent_one(cs_send_cut(handle, batch->data + index * batch->size, batch->lengths[index],
                                     batch->segments[index], flags, target, target_length,
                                     sent > 0 && timeout > 0 ? 1 : timeout),
                         &sent))
            break;
    }
    cs_batch_release(batch);
    return sent;
}

/* Sends data as datagrams of `segment` bytes each, the last of what is left.  With `offload` the system is given as
 * many of them at once as it takes.  Returns the number of bytes sent, or an outcome if there were none. */
static int64_t cs_send_segments(const struct cs_handle *handle, const char *data, size_t size, unsigned int segment,
                                int offload, const char *name, unsigned int name_length, int flags, int64_t timeout) {
    size_t together = CS_MOST_SEGMENTED / segment < CS_MOST_SEGMENTS ? CS_MOST_SEGMENTED / segment : CS_MOST_SEGMENTS;
    size_t each = offload && together > 0 ? together * segment : segment;
    int64_t sent = 0;
    for (size_t at = 0; at < size; at += each) {
        size_t part = size - at < each ? size - at : each;
        if (!cs_sent_one(cs_send_cut(handle, data + at, part, segment, flags, name, name_length,
                                     sent > 0 && timeout > 0 ? 1 : timeout),
                         &sent))
            break;
    }
    if (sent <= 0) return sent;
    return (uint64_t)sent * each < size ? sent * (int64_t)each : (int64_t)size;
}
