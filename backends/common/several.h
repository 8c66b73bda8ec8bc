/* Datagrams, many at once.  A batch is memory for `count` of them: each has `size` bytes of data, `control_size` of
 * control messages, an address, and the size of the segments of which the kernel joined it (UDP_GRO) or 0.  The last
 * receive filled the first `filled`.  `claimed` says whether the descriptors that came with a datagram (SCM_RIGHTS)
 * have an owner, and `busy` that a call is using the batch; `resized` is set when a datagram has another length than
 * the last one in its place, and `recut` then, too, or when it was joined of segments of another size. */
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
    int failure;
    cs_socket failed;
};
/* The outcome of a call with a batch that another call is using: below every -errno, above the other outcomes. */
static const int64_t CS_BATCH_IN_USE;
/* Room for the control messages with that size and with a timestamp. */
static const int CS_BATCH_OWN_CONTROL;
static const int64_t CS_NO_TIMESTAMP;
int64_t cs_recv_many(const struct cs_handle *handle, struct cs_batch *batch, size_t control_size, int flags,
                     int64_t timeout);
int64_t cs_send_many(const struct cs_handle *handle, unsigned int count, const char *data, const uint32_t *lengths,
                     const char *names, const uint32_t *name_lengths, const char *controls,
                     const uint32_t *control_lengths, unsigned int skip, int flags, int64_t timeout);
int64_t cs_send_batch(const struct cs_handle *handle, struct cs_batch *batch, unsigned int skip, const char *name,
                      unsigned int name_length, int own_names, int flags, int64_t timeout);
int64_t cs_send_segments(const struct cs_handle *handle, const char *data, size_t size, unsigned int segment,
                         int offload, const char *name, unsigned int name_length, int flags, int64_t timeout);
int64_t cs_batch_timestamp(const struct cs_batch *batch, unsigned int index);
void cs_batch_discard(struct cs_batch *batch);
