/* Sockets handed to other processes, and duplicates within this one, which are made by the same means. */
static const int CS_SHARED_SIZE = (int)sizeof(WSAPROTOCOL_INFOW);

/* Describes a duplicate for `process` in `shared`, of CS_SHARED_SIZE bytes.  Returns 0 or -errno. */
static int64_t cs_share(cs_socket fd, unsigned long process, char *shared) {
    WSAPROTOCOL_INFOW info;
    cs_gil gil = cs_release();
    int64_t outcome = WSADuplicateSocketW((SOCKET)fd, process, &info) == 0 ? 0 : -cs_last_error();
    cs_acquire(gil);
    if (outcome == 0) memcpy(shared, &info, sizeof info);
    return outcome;
}

/* Returns the descriptor, or -errno. */
static int64_t cs_open_shared(const char *shared, int *family, int *type, int *protocol) {
    WSAPROTOCOL_INFOW info;
    memcpy(&info, shared, sizeof info);
    cs_gil gil = cs_release();
    DWORD flags = WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT;
    int64_t outcome =
        cs_opened(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, flags));
    cs_acquire(gil);
    *family = info.iAddressFamily;
    *type = info.iSocketType;
    *protocol = info.iProtocol;
    return outcome;
}

static int64_t cs_duplicate(cs_socket fd) {
    char shared[sizeof(WSAPROTOCOL_INFOW)];
    int family, type, protocol;
    int64_t outcome = cs_share(fd, GetCurrentProcessId(), shared);
    return outcome < 0 ? outcome : cs_open_shared(shared, &family, &type, &protocol);
}
