/* The calls on sockets that Windows spells otherwise than POSIX systems, or that need more there. */
#define CS_IN_PROGRESS WSAEWOULDBLOCK

static int64_t cs_set_mode(cs_socket fd, u_long nonblocking) {
    return ioctlsocket((SOCKET)fd, (long)FIONBIO, &nonblocking) == 0 ? 0 : -cs_last_error();
}

static int64_t cs_set_blocking(cs_socket fd) {
    return cs_set_mode(fd, 0);
}

static int64_t cs_set_nonblocking(cs_socket fd) {
    return cs_set_mode(fd, 1);
}

/* Whether accept() is to wait before it tries: not on a socket that never gets ready, since it does not listen. */
static int cs_waits_first(cs_socket fd, int64_t timeout) {
    BOOL listens = FALSE;
    socklen_t size = sizeof listens;
    if (timeout == 0) return 0;
    return getsockopt((SOCKET)fd, SOL_SOCKET, SO_ACCEPTCONN, (char *)&listens, &size) == 0 && listens;
}

/* The new socket would be as the listening one is: not blocking, and inheritable or not. */
static cs_socket cs_accept_once(cs_socket fd, struct sockaddr *peer, socklen_t *peer_size) {
    cs_socket accepted = (cs_socket)accept((SOCKET)fd, peer, peer_size);
    if (accepted != CS_NO_SOCKET) {
        SetHandleInformation((HANDLE)accepted, HANDLE_FLAG_INHERIT, 0);
        cs_set_blocking(accepted);
    }
    return accepted;
}

/* A socket that blocks starts to connect without blocking, so that cs_connect can wait for it in slices. */
static int cs_connect_once(cs_socket fd, const struct sockaddr *address, socklen_t size, int64_t timeout) {
    if (timeout >= 0) return connect((SOCKET)fd, address, size);
    if (cs_set_nonblocking(fd) < 0) return -1;
    int result = connect((SOCKET)fd, address, size);
    int error = WSAGetLastError();
    cs_set_blocking(fd);
    WSASetLastError(error);
    return result;
}

static int64_t cs_opened(SOCKET fd) {
    return fd != INVALID_SOCKET ? (int64_t)fd : -cs_last_error();
}

static int64_t cs_open(int family, int type, int protocol) {
    cs_gil gil = cs_release();
    DWORD flags = WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT;
    int64_t outcome = cs_opened(WSASocketW(family, type, protocol, NULL, 0, flags));
    cs_acquire(gil);
    return outcome;
}

static int64_t cs_close(cs_socket fd) {
    cs_gil gil = cs_release(); /* SO_LINGER may make it wait */
    int64_t outcome = closesocket((SOCKET)fd) == 0 ? 0 : -cs_last_error();
    cs_acquire(gil);
    return outcome;
}
