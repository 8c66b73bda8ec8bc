/* sendmsg and recvmsg.  See posix/message.c for what they return.  Control messages are for datagrams: Windows has none
 * on streams, whose data goes through the plain calls. */
struct iovec {
    ULONG iov_len;
    char *iov_base;
};
_Static_assert(sizeof(struct iovec) == sizeof(WSABUF), "WSABUF");
_Static_assert(offsetof(struct iovec, iov_len) == offsetof(WSABUF, len), "WSABUF");
_Static_assert(offsetof(struct iovec, iov_base) == offsetof(WSABUF, buf), "WSABUF");

struct cs_message {
    unsigned int control_size;
    struct cs_address address;
    char control[4096];
};

static const int CS_CMSG_HEADER = (int)WSA_CMSG_LEN(0);
static const int CS_CMSG_ALIGNMENT = (int)(WSA_CMSG_SPACE(1) - WSA_CMSG_SPACE(0));
static const int CS_CMSG_LENGTH_AT = (int)offsetof(WSACMSGHDR, cmsg_len);
static const int CS_CMSG_LENGTH_SIZE = (int)sizeof(((WSACMSGHDR *)0)->cmsg_len);
static const int CS_CMSG_LEVEL_AT = (int)offsetof(WSACMSGHDR, cmsg_level);
_Static_assert(offsetof(WSACMSGHDR, cmsg_type) == offsetof(WSACMSGHDR, cmsg_level) + sizeof(int), "WSACMSGHDR");

static int cs_is_stream(cs_socket fd) {
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt((SOCKET)fd, SOL_SOCKET, SO_TYPE, (char *)&type, &size) == 0 && type == SOCK_STREAM;
}

/* WSASendMsg and WSARecvMsg are extensions that every kind of socket has to be asked for.  Returns 0 or -1. */
static int cs_extension(cs_socket fd, GUID name, void *function, DWORD size) {
    DWORD filled;
    return WSAIoctl((SOCKET)fd, SIO_GET_EXTENSION_FUNCTION_POINTER, &name, sizeof name, function, size, &filled, NULL,
                    NULL);
}

static int cs_start_recvmsg(cs_socket fd, struct cs_reception *reception, DWORD *received, OVERLAPPED *state) {
    return reception->receive_message((SOCKET)fd, &reception->message, received, state, NULL);
}

static cs_count cs_room(const WSAMSG *message) {
    size_t room = 0;
    for (DWORD at = 0; at < message->dwBufferCount; at++)
        room += message->lpBuffers[at].len;
    return CS_SIZE(room);
}

/* Returns as cs_recvmsg does, or -1 and the last error. */
static int64_t cs_recvmsg_once(cs_socket fd, struct cs_reception *reception, int64_t timeout) {
    reception->start = cs_start_recv;
    if (!cs_is_stream(fd)) {
        reception->start = cs_start_recvmsg;
        LPFN_WSARECVMSG *function = &reception->receive_message;
        if (cs_extension(fd, (GUID)WSAID_WSARECVMSG, function, sizeof *function) != 0) return -1;
    }
    WSASetLastError(0);
    cs_count received = cs_receive(fd, reception, timeout);
    if (reception->start == cs_start_recv) reception->message.namelen = 0, reception->message.Control.len = 0;
    if (received < 0 && WSAGetLastError() != WSAEMSGSIZE) return -1;
    DWORD flags = reception->message.dwFlags & ~(DWORD)MSG_PARTIAL;
    if (WSAGetLastError() == WSAEMSGSIZE && !(flags & MSG_CTRUNC)) flags |= MSG_TRUNC;
    /* Of a message that was cut Windows does not tell how much there is: all that there was room for. */
    if (flags & MSG_TRUNC) received = cs_room(&reception->message);
    return (int64_t)(flags & INT_MAX) << 32 | received;
}

static int64_t cs_recvmsg(const struct cs_handle *handle, struct iovec *parts, size_t count, char *control,
                          size_t control_size, int flags, struct cs_message *message, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    struct cs_reception reception;
    int64_t outcome;
    do {
        memset(&reception, 0, sizeof reception);
        memset(message, 0, offsetof(struct cs_message, control));
        reception.message.name = (struct sockaddr *)message->address.bytes;
        reception.message.namelen = sizeof message->address.bytes;
        reception.message.lpBuffers = (WSABUF *)parts;
        reception.message.dwBufferCount = (ULONG)count;
        reception.message.Control.buf = control_size > 0 ? control : NULL;
        reception.message.Control.len = (ULONG)control_size;
        reception.message.dwFlags = (DWORD)flags;
        outcome = cs_recvmsg_once(wait.fd, &reception, timeout);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    if (outcome >= 0) {
        size_t told = reception.message.Control.len;
        message->control_size = (unsigned int)(told < control_size ? told : control_size);
        cs_set_size(&message->address, reception.message.namelen);
        if (message->address.size > 0) outcome |= CS_HAS_PEER;
    }
    return cs_end(&wait, outcome);
}

/* Nothing is tried first: see CS_NOT_TRIED. */
static int64_t cs_recvmsg_into_one_now(cs_socket fd, char *data, size_t size, struct cs_message *message,
                                       size_t control_size) {
    (void)fd, (void)data, (void)size, (void)message, (void)control_size;
    return CS_NOT_TRIED;
}

static int64_t cs_recvmsg_now(cs_socket fd, struct cs_scratch *scratch, size_t size) {
    (void)fd, (void)scratch, (void)size;
    return CS_NOT_TRIED;
}

static struct cs_received cs_recvmsg_bytes(cs_socket fd, size_t size, size_t span) {
    return cs_hand_over(cs_recvmsg_now(fd, &cs_own_scratch, size), cs_own_scratch.data, NULL, span);
}

static int64_t cs_sendmsg_from_one_now(cs_socket fd, const char *data, size_t size, const char *control,
                                       size_t control_size) {
    (void)fd, (void)data, (void)size, (void)control, (void)control_size;
    return CS_NOT_TRIED;
}

static int64_t cs_recvmsg_into_one(const struct cs_handle *handle, char *data, size_t size, char *control,
                                   size_t control_size, int flags, struct cs_message *message, int64_t timeout) {
    struct iovec part = {(ULONG)CS_SIZE(size), data};
    return cs_recvmsg(handle, &part, 1, control, control_size, flags, message, timeout);
}

/* A message whose control messages nobody wants. */
static int64_t cs_recvmsg_plain(const struct cs_handle *handle, char *data, size_t size, int flags,
                                struct cs_address *peer, int64_t timeout) {
    struct cs_message message;
    int64_t outcome = cs_recvmsg_into_one(handle, data, size, NULL, 0, flags, &message, timeout);
    *peer = message.address;
    return outcome;
}

/* Returns how many bytes were sent, or -1 and the last error. */
static int64_t cs_sendmsg_once(cs_socket fd, WSAMSG *message, DWORD flags) {
    DWORD sent = 0;
    int result;
    if (cs_is_stream(fd)) {
        result = WSASend((SOCKET)fd, message->lpBuffers, message->dwBufferCount, &sent, flags, NULL, NULL);
    } else if (message->Control.len == 0) {
        result = WSASendTo((SOCKET)fd, message->lpBuffers, message->dwBufferCount, &sent, flags, message->name,
                           message->namelen, NULL, NULL);
    } else {
        LPFN_WSASENDMSG send_message;
        result = cs_extension(fd, (GUID)WSAID_WSASENDMSG, &send_message, sizeof send_message);
        if (result == 0) result = send_message((SOCKET)fd, message, flags, &sent, NULL, NULL);
    }
    return result == 0 ? (int64_t)sent : -1;
}

static int64_t cs_sendmsg(const struct cs_handle *handle, struct iovec *parts, size_t count, const char *control,
                          size_t control_size, int flags, const char *address, unsigned int address_size,
                          int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLOUT, timeout);
    WSAMSG message;
    memset(&message, 0, sizeof message);
    /* The system only reads what these point to. */
    message.name = address_size > 0 ? (struct sockaddr *)(uintptr_t)address : NULL;
    message.namelen = (INT)address_size;
    message.lpBuffers = (WSABUF *)parts;
    message.dwBufferCount = (ULONG)count;
    message.Control.buf = control_size > 0 ? (char *)(uintptr_t)control : NULL;
    message.Control.len = (ULONG)control_size;
    int64_t outcome;
    do {
        outcome = cs_sendmsg_once(wait.fd, &message, (DWORD)flags);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    return cs_end(&wait, outcome);
}

static int64_t cs_sendmsg_from_one(const struct cs_handle *handle, const char *data, size_t size, const char *control,
                                   size_t control_size, int flags, const char *address, unsigned int address_size,
                                   int64_t timeout) {
    struct iovec part = {(ULONG)CS_SIZE(size), (char *)(uintptr_t)data};
    return cs_sendmsg(handle, &part, 1, control, control_size, flags, address, address_size, timeout);
}
