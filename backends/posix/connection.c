/* The calls on descriptors that POSIX systems spell alike and Windows does not. */
#define CS_IN_PROGRESS EINPROGRESS

static int64_t cs_set_mode(cs_socket fd, int nonblocking) {
    return ioctl(fd, FIONBIO, &nonblocking) == 0 ? 0 : -errno;
}

static int64_t cs_set_blocking(cs_socket fd) {
    return cs_set_mode(fd, 0);
}

static int64_t cs_set_nonblocking(cs_socket fd) {
    return cs_set_mode(fd, 1);
}

#ifndef SOCK_CLOEXEC
/* Returns the descriptor made not inheritable, or CS_NO_SOCKET with errno set. */
static cs_socket cs_not_inherited(cs_socket fd) {
    if (fd == CS_NO_SOCKET || fcntl(fd, F_SETFD, FD_CLOEXEC) == 0) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return CS_NO_SOCKET;
}
#endif

/* Without accept4() the new socket would be as the listening one is: not blocking. */
static cs_socket cs_accept_once(cs_socket fd, struct sockaddr *peer, socklen_t *peer_size) {
#ifdef SOCK_CLOEXEC
    return accept4(fd, peer, peer_size, SOCK_CLOEXEC);
#else
    cs_socket accepted = cs_not_inherited(accept(fd, peer, peer_size));
    if (accepted != CS_NO_SOCKET) cs_set_blocking(accepted);
    return accepted;
#endif
}

/* Whether accept() is to wait before it tries. */
static int cs_waits_first(cs_socket fd, int64_t timeout) {
    (void)fd;
    return CS_WAITS(timeout);
}

static int cs_connect_once(cs_socket fd, const struct sockaddr *address, socklen_t size, int64_t timeout) {
    (void)timeout;
    return connect(fd, address, size);
}

static int64_t cs_open(int family, int type, int protocol) {
    cs_gil gil = cs_release(); /* the kernel may load a module first */
#ifdef SOCK_CLOEXEC
    cs_socket fd = socket(family, type | SOCK_CLOEXEC, protocol);
#else
    cs_socket fd = cs_not_inherited(socket(family, type, protocol));
#endif
    int64_t outcome = fd != CS_NO_SOCKET ? fd : -errno;
    cs_acquire(gil);
    return outcome;
}

static int64_t cs_close(cs_socket fd) {
    cs_gil gil = cs_release(); /* SO_LINGER may make it wait */
    int64_t outcome = close(fd) == 0 ? 0 : -errno;
    cs_acquire(gil);
    return outcome;
}

static int64_t cs_duplicate(cs_socket fd) {
    cs_socket copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    return copy != CS_NO_SOCKET ? copy : -errno;
}

/* After a failure the system may have left numbers in pair[2] that are no descriptors of ours. */
static int64_t cs_no_pair(int *pair, int error) {
    pair[0] = pair[1] = CS_NO_SOCKET;
    return -error;
}

/* Fills pair[2]. */
static int64_t cs_socketpair(int family, int type, int protocol, int *pair) {
#ifdef SOCK_CLOEXEC
    return socketpair(family, type | SOCK_CLOEXEC, protocol, pair) == 0 ? 0 : cs_no_pair(pair, errno);
#else
    if (socketpair(family, type, protocol, pair) != 0) return cs_no_pair(pair, errno);
    for (int end = 0; end < 2; end++) {
        if (fcntl(pair[end], F_SETFD, FD_CLOEXEC) == 0) continue;
        int error = errno;
        close(pair[0]);
        close(pair[1]);
        return cs_no_pair(pair, error);
    }
    return 0;
#endif
}
