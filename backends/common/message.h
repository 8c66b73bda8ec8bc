/* What a message has beside its data, and memory for its control messages. */
struct cs_message {
    unsigned int control_size;
    struct cs_address address;
    char control[4096];
};
/* How the system lays out a control message: a header, with the data at `header` and each next one at a multiple of
 * `alignment`; where its length is and how wide, and where its level is, which the type follows. */
static const int CS_CMSG_HEADER;
static const int CS_CMSG_ALIGNMENT;
static const int CS_CMSG_LENGTH_AT;
static const int CS_CMSG_LENGTH_SIZE;
static const int CS_CMSG_LEVEL_AT;
int64_t cs_recvmsg(const struct cs_handle *handle, struct iovec *parts, size_t count, char *control,
                   size_t control_size, int flags, struct cs_message *message, int64_t timeout);
int64_t cs_sendmsg(const struct cs_handle *handle, struct iovec *parts, size_t count, const char *control,
                   size_t control_size, int flags, const char *address, unsigned int address_size, int64_t timeout);
int64_t cs_recvmsg_into_one_now(cs_socket fd, char *data, size_t size, struct cs_message *message, size_t control_size);
int64_t cs_recvmsg_into_one(const struct cs_handle *handle, char *data, size_t size, char *control, size_t control_size,
                            int flags, struct cs_message *message, int64_t timeout);
int64_t cs_recvmsg_now(cs_socket fd, struct cs_scratch *scratch, size_t size);
struct cs_received cs_recvmsg_bytes(cs_socket fd, size_t size, size_t span);
int64_t cs_recvmsg_plain(const struct cs_handle *handle, char *data, size_t size, int flags, struct cs_address *peer,
                         int64_t timeout);
int64_t cs_sendmsg_from_one_now(cs_socket fd, const char *data, size_t size, const char *control, size_t control_size);
int64_t cs_sendmsg_from_one(const struct cs_handle *handle, const char *data, size_t size, const char *control,
                            size_t control_size, int flags, const char *address, unsigned int address_size,
                            int64_t timeout);
