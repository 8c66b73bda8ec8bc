/* Datagrams, many at once.  Receiving waits for the first and takes what else is there.  Sending goes on until all are
 * sent, one fails, or the timeout passes; it returns how many were sent if any were, as sendmmsg(2) does.
 *
 * Where there are no system calls for several messages, or a sandbox or a family refuses them, the messages go one by
 * one.  The headers that the system wants are made on the stack for each call, a chunk at a time: that takes a few
 * nanoseconds for a message, and a batch needs no memory for them. */
#define CS_CHUNK 64
/* What one message can carry to be cut into segments by the kernel: so many, and together no more than a datagram. */
#define CS_MOST_SEGMENTS 64
#define CS_MOST_SEGMENTED 65487

#ifndef CS_SEVERAL
typedef struct {
    struct msghdr msg_hdr;
    unsigned int msg_len;
} cs_header;

static int cs_recv_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    (void)fd, (void)headers, (void)count, (void)flags;
    errno = ENOSYS;
    return -1;
}
#define cs_send_several cs_recv_several
#endif

static const int64_t CS_BATCH_IN_USE = -0x10000;
static const int64_t CS_NO_TIMESTAMP = INT64_MIN;
static const int CS_BATCH_OWN_CONTROL = (int)(CMSG_SPACE(sizeof(int)) + CMSG_SPACE(2 * sizeof(int64_t)));

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
    int failure; /* an error that came after the first datagram of a receive one by one, and the socket it came from */
    cs_socket failed;
};

struct cs_outgoing {
    unsigned int count;
    const char *data;
    const uint32_t *lengths;
    const char *names;
    const uint32_t *name_lengths;
    const char *controls;
    const uint32_t *control_lengths;
};

/* What one system call moves. */
struct cs_chunk {
    cs_header headers[CS_CHUNK];
    struct iovec parts[CS_CHUNK];
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
    } segments[CS_CHUNK];
};

static int cs_batch_claim(struct cs_batch *batch) {
    return __atomic_exchange_n(&batch->busy, 1, __ATOMIC_ACQUIRE) == 0;
}

static void cs_batch_release(struct cs_batch *batch) {
    __atomic_store_n(&batch->busy, 0, __ATOMIC_RELEASE);
}

/* Whether the system has no call for several messages, or might not let us have it: one message by itself tells. */
static int cs_is_refusal(int error) {
    return error == ENOSYS || error == EOPNOTSUPP || error == EPERM;
}

static void cs_set_message(struct cs_chunk *chunk, unsigned int index, const char *data, size_t size, const char *name,
                           size_t name_length, const char *control, size_t control_length) {
    struct msghdr *header = &chunk->headers[index].msg_hdr;
    struct iovec *part = &chunk->parts[index];
    /* When sending, the system only reads what these point to. */
    part->iov_base = (void *)(uintptr_t)data;
    part->iov_len = size;
    memset(header, 0, sizeof *header);
    header->msg_name = name_length > 0 ? (void *)(uintptr_t)name : NULL;
    header->msg_namelen = (socklen_t)name_length;
    header->msg_iov = part;
    header->msg_iovlen = 1;
    header->msg_control = control_length > 0 ? (void *)(uintptr_t)control : NULL;
    header->msg_controllen = (cs_control_size)control_length;
}

/* The control messages of a datagram: the first for NULL, and NULL behind the last. */
static struct cmsghdr *cs_next_control(const struct cs_batch *batch, unsigned int index, struct cmsghdr *control) {
    return cs_control_after(batch->control + index * batch->control_size, batch->control_lengths[index], control);
}

/* How large the segments are of which the kernel joined a datagram (UDP_GRO); 0 if it did not. */
static unsigned int cs_segment_size(const struct cs_batch *batch, unsigned int index) {
#ifdef CS_UDP_GRO
    for (struct cmsghdr *control = NULL; (control = cs_next_control(batch, index, control)) != NULL;) {
        if (control->cmsg_level == CS_SOL_UDP && control->cmsg_type == CS_UDP_GRO &&
            control->cmsg_len >= CMSG_LEN(sizeof(int))) {
            int size;
            memcpy(&size, CMSG_DATA(control), sizeof size);
            return size > 0 ? (unsigned int)size : 0;
        }
    }
#else
    (void)batch, (void)index;
#endif
    return 0;
}

/* Nanoseconds, from seconds and a part of a second: two numbers of this width. */
static int64_t cs_nanoseconds(const unsigned char *data, size_t width, int64_t unit) {
    int64_t wide[2];
    if (width == sizeof wide[0]) {
        memcpy(wide, data, sizeof wide);
    } else {
        int32_t narrow[2];
        memcpy(narrow, data, sizeof narrow);
        wide[0] = narrow[0], wide[1] = narrow[1];
    }
    return wide[0] * 1000000000 + wide[1] * unit;
}

/* When a datagram came, in nanoseconds since 1970, if the socket was asked to tell; else CS_NO_TIMESTAMP. */
static int64_t cs_batch_timestamp(const struct cs_batch *batch, unsigned int index) {
    for (struct cmsghdr *control = NULL; (control = cs_next_control(batch, index, control)) != NULL;) {
        if (control->cmsg_level != SOL_SOCKET) continue;
        int64_t unit = cs_timestamp_unit(control->cmsg_type);
        size_t size = (size_t)control->cmsg_len - CMSG_LEN(0), times = size == 48 || size == 24 ? 3 : 1;
        if (unit == 0 || (size != 2 * times * sizeof(int64_t) && size != 2 * times * sizeof(int32_t))) continue;
        size_t width = size / times / 2;
        for (size_t time = 0; time < times; time++) {
            int64_t nanoseconds = cs_nanoseconds(CMSG_DATA(control) + time * 2 * width, width, unit);
            if (nanoseconds != 0) return nanoseconds;
        }
    }
    return CS_NO_TIMESTAMP;
}

/* Closes the descriptors that came with datagrams and that nobody claimed, and empties the batch. */
static void cs_batch_discard(struct cs_batch *batch) {
    for (unsigned int index = 0; index < batch->filled; index++) {
        if (batch->control_lengths[index] == 0 || batch->claimed[index]) continue;
        for (struct cmsghdr *control = NULL; (control = cs_next_control(batch, index, control)) != NULL;)
            cs_close_descriptors(control, 0);
    }
    batch->filled = 0;
}

/* Returns how many were received, or -1.  An error after the first is kept for the next call. */
static int cs_recv_one_by_one(cs_socket fd, struct cs_batch *batch, cs_header *headers, unsigned int count, int flags) {
    int received = 0;
    while ((unsigned int)received < count) {
        ssize_t size = cs_recvmsg_all(fd, &headers[received].msg_hdr, received == 0 ? flags : flags | MSG_DONTWAIT);
        if (size < 0) {
            if (received == 0) return -1;
            if (!cs_would_block(errno) && errno != EINTR) batch->failure = errno, batch->failed = fd;
            break;
        }
        headers[received++].msg_len = (unsigned int)size;
    }
    return received;
}

/* Receives into the datagrams from `start` on, a chunk at most.  Returns how many, or -1. */
static int cs_recv_chunk(cs_socket fd, struct cs_batch *batch, unsigned int start, size_t control_size, int flags) {
    struct cs_chunk chunk;
    unsigned int count = batch->count - start < CS_CHUNK ? batch->count - start : CS_CHUNK;
    for (unsigned int at = 0; at < count; at++) {
        struct cs_address *address = &batch->addresses[start + at];
        memset(address, 0, sizeof *address);
        cs_set_message(&chunk, at, batch->data + (start + at) * batch->size, batch->size, address->bytes,
                       sizeof address->bytes, batch->control + (start + at) * batch->control_size, control_size);
    }
    int received = cs_recv_several(fd, chunk.headers, count, flags);
    if (received < 0 && cs_is_refusal(errno)) received = cs_recv_one_by_one(fd, batch, chunk.headers, count, flags);
    for (int at = 0; at < received; at++) {
        const struct msghdr *header = &chunk.headers[at].msg_hdr;
        unsigned int index = start + (unsigned int)at, length = chunk.headers[at].msg_len;
        if (length > batch->size) length = (unsigned int)batch->size;
        batch->control_lengths[index] = (uint32_t)header->msg_controllen;
        uint32_t segment = batch->control_lengths[index] > 0 ? cs_segment_size(batch, index) : 0;
        if (batch->lengths[index] != length) batch->resized = batch->recut = 1;
        if (batch->segments[index] != segment) batch->recut = 1;
        batch->lengths[index] = length;
        batch->segments[index] = segment;
        batch->flags[index] = header->msg_flags;
        batch->claimed[index] = 0;
        cs_set_size(&batch->addresses[index], header->msg_namelen);
    }
    return received;
}

static int64_t cs_recv_many_now(const struct cs_handle *handle, struct cs_batch *batch, size_t control_size, int flags,
                                int64_t timeout) {
    if (batch->failure != 0) {
        int failure = batch->failure;
        batch->failure = 0;
        if (batch->failed == cs_descriptor(handle)) return -failure;
    }
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    int64_t outcome;
    do {
        outcome = cs_recv_chunk(wait.fd, batch, 0, control_size, cs_flags(flags, timeout));
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    if (outcome > 0) batch->filled = (unsigned int)outcome;
    while (outcome > 0 && outcome % CS_CHUNK == 0 && batch->filled < batch->count && batch->failure == 0) {
        int more = cs_recv_chunk(wait.fd, batch, batch->filled, control_size, flags | MSG_DONTWAIT);
        if (more < 0 && !cs_would_block(errno) && errno != EINTR) batch->failure = errno, batch->failed = wait.fd;
        if (more <= 0) break;
        batch->filled += (unsigned int)more;
        outcome = batch->filled;
    }
    return cs_end(&wait, outcome);
}

/* Fills a batch.  Of what the last receive left in it, descriptors without an owner are closed. */
static int64_t cs_recv_many(const struct cs_handle *handle, struct cs_batch *batch, size_t control_size, int flags,
                            int64_t timeout) {
    if (!cs_batch_claim(batch)) return CS_BATCH_IN_USE;
    cs_batch_discard(batch);
    int64_t outcome = cs_recv_many_now(handle, batch, control_size, flags, timeout);
    cs_batch_release(batch);
    return outcome;
}

/* Returns how many were sent, or -1. */
static int cs_send_one_by_one(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    int sent = 0;
    while ((unsigned int)sent < count) {
        if (sendmsg(fd, &headers[sent].msg_hdr, flags) < 0) return sent > 0 ? sent : -1;
        sent++;
    }
    return sent;
}

/* Puts into a chunk what comes behind the first `done` messages of a source; returns how many those are. */
typedef unsigned int (*cs_filler)(const void *source, unsigned int done, struct cs_chunk *chunk);

/* Returns how many messages behind the first `skip` were sent, or an outcome if it was none. */
static int64_t cs_send_chunks(const struct cs_handle *handle, cs_filler fill, const void *source, unsigned int skip,
                              int flags, int64_t timeout) {
    struct cs_chunk chunk;
    struct cs_wait wait = cs_begin(handle, POLLOUT, timeout);
    int64_t outcome;
    unsigned int done = skip, count;
    flags = cs_flags(flags, timeout);
    while ((count = fill(source, done, &chunk)) > 0) {
        outcome = cs_send_several(wait.fd, chunk.headers, count, flags);
        if (outcome < 0 && cs_is_refusal(errno)) outcome = cs_send_one_by_one(wait.fd, chunk.headers, count, flags);
        if (outcome < 0 && done > skip) break;
        if (outcome < 0) {
            outcome = cs_after_failure(&wait);
            if (outcome == CS_AGAIN) continue;
            return cs_end(&wait, outcome);
        }
        done += (unsigned int)outcome;
        if (outcome < count) break;
    }
    return cs_end(&wait, done - skip);
}

struct cs_outgoing_place {
    const struct cs_outgoing *messages;
    unsigned int at;
    size_t data, name, control;
};

static void cs_outgoing_step(struct cs_outgoing_place *place) {
    const struct cs_outgoing *messages = place->messages;
    place->data += messages->lengths[place->at];
    if (messages->names != NULL) place->name += messages->name_lengths[place->at];
    if (messages->controls != NULL) place->control += messages->control_lengths[place->at];
    place->at++;
}

static unsigned int cs_fill_outgoing(const void *source, unsigned int done, struct cs_chunk *chunk) {
    struct cs_outgoing_place place = {source, 0, 0, 0, 0};
    const struct cs_outgoing *messages = place.messages;
    unsigned int count = 0;
    while (place.at < done)
        cs_outgoing_step(&place);
    for (; count < CS_CHUNK && place.at < messages->count; cs_outgoing_step(&place)) {
        int named = messages->names != NULL, controlled = messages->controls != NULL;
        cs_set_message(chunk, count++, messages->data + place.data, messages->lengths[place.at],
                       named ? messages->names + place.name : NULL, named ? messages->name_lengths[place.at] : 0,
                       controlled ? messages->controls + place.control : NULL,
                       controlled ? messages->control_lengths[place.at] : 0);
    }
    return count;
}

/* Sends messages that stand one behind the other; of names and control messages as well, but each may be NULL. */
static int64_t cs_send_many(const struct cs_handle *handle, unsigned int count, const char *data,
                            const uint32_t *lengths, const char *names, const uint32_t *name_lengths,
                            const char *controls, const uint32_t *control_lengths, unsigned int skip, int flags,
                            int64_t timeout) {
    struct cs_outgoing messages = {count, data, lengths, names, name_lengths, controls, control_lengths};
    return cs_send_chunks(handle, cs_fill_outgoing, &messages, skip, flags, timeout);
}

/* Has the kernel cut a message into segments. */
static void cs_set_segment(struct cs_chunk *chunk, unsigned int index, unsigned int segment) {
#ifdef CS_UDP_SEGMENT
    uint16_t size = (uint16_t)segment;
    struct msghdr *header = &chunk->headers[index].msg_hdr;
    struct cmsghdr *control = &chunk->segments[index].header;
    memset(&chunk->segments[index], 0, sizeof chunk->segments[index]);
    control->cmsg_level = CS_SOL_UDP;
    control->cmsg_type = CS_UDP_SEGMENT;
    control->cmsg_len = CMSG_LEN(sizeof size);
    memcpy(CMSG_DATA(control), &size, sizeof size);
    header->msg_control = control;
    header->msg_controllen = sizeof chunk->segments[index];
#else
    (void)chunk, (void)index, (void)segment;
#endif
}

struct cs_forward {
    const struct cs_batch *batch;
    const char *name;
    unsigned int name_length;
    int own_names;
};

static unsigned int cs_fill_forward(const void *source, unsigned int done, struct cs_chunk *chunk) {
    const struct cs_forward *forward = source;
    const struct cs_batch *batch = forward->batch;
    unsigned int count = 0;
    for (unsigned int index = done; count < CS_CHUNK && index < batch->filled; index++, count++) {
        const struct cs_address *address = &batch->addresses[index];
        const char *name = forward->own_names ? address->bytes : forward->name;
        unsigned int name_length = forward->own_names ? address->size : forward->name_length;
        unsigned int segment = batch->segments[index];
        cs_set_message(chunk, count, batch->data + index * batch->size, batch->lengths[index], name, name_length, NULL,
                       0);
        if (segment > 0 && segment < batch->lengths[index]) cs_set_segment(chunk, count, segment);
    }
    return count;
}

/* Sends what a batch holds: to where each came from if `own_names`, else to `name`, which may be NULL. */
static int64_t cs_send_batch(const struct cs_handle *handle, struct cs_batch *batch, unsigned int skip,
                             const char *name, unsigned int name_length, int own_names, int flags, int64_t timeout) {
    if (!cs_batch_claim(batch)) return CS_BATCH_IN_USE;
    struct cs_forward forward = {batch, name, name_length, own_names};
    int64_t outcome = cs_send_chunks(handle, cs_fill_forward, &forward, skip, flags, timeout);
    cs_batch_release(batch);
    return outcome;
}

struct cs_segmented {
    const char *data;
    size_t size;
    size_t each; /* bytes of a message */
    unsigned int segment;
    const char *name;
    unsigned int name_length;
};

static unsigned int cs_fill_segments(const void *source, unsigned int done, struct cs_chunk *chunk) {
    const struct cs_segmented *whole = source;
    unsigned int count = 0;
    for (size_t at = done * whole->each; count < CS_CHUNK && at < whole->size; at += whole->each, count++) {
        size_t size = whole->size - at < whole->each ? whole->size - at : whole->each;
        cs_set_message(chunk, count, whole->data + at, size, whole->name, whole->name_length, NULL, 0);
        if (size > whole->segment) cs_set_segment(chunk, count, whole->segment);
    }
    return count;
}

/* Sends data as datagrams of `segment` bytes each, the last of what is left.  With `offload` the kernel is given as
 * many of them at once as it takes.  Returns the number of bytes sent, or an outcome if there were none. */
static int64_t cs_send_segments(const struct cs_handle *handle, const char *data, size_t size, unsigned int segment,
                                int offload, const char *name, unsigned int name_length, int flags, int64_t timeout) {
    size_t together = CS_MOST_SEGMENTED / segment < CS_MOST_SEGMENTS ? CS_MOST_SEGMENTED / segment : CS_MOST_SEGMENTS;
    size_t each = offload && together > 0 ? together * segment : segment;
    struct cs_segmented whole = {data, size, each, segment, name, name_length};
    int64_t outcome = cs_send_chunks(handle, cs_fill_segments, &whole, 0, flags, timeout);
    if (outcome <= 0) return outcome;
    uint64_t bytes = (uint64_t)outcome * each;
    return bytes < size ? (int64_t)bytes : (int64_t)size;
}
