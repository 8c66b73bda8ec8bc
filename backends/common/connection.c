/* The life of a socket: open, bind, connect or listen and accept, names of both ends, shut down, close.
 * Each returns n >= 0 (a descriptor, or 0) or an outcome (see common/prelude.c).  New descriptors are not inheritable.
 */
static int64_t cs_bind(cs_socket fd, const char *address, unsigned int address_size) {
    if (bind(fd, (const struct sockaddr *)address, (socklen_t)address_size) == 0) return 0;
    return -cs_last_error();
}

static int64_t cs_listen(cs_socket fd, int backlog) {
    return listen(fd, backlog) == 0 ? 0 : -cs_last_error();
}

/* `peer` may be NULL: some families (AF_ALG) refuse to name it.  Unlike data, a connection cannot be asked for with
 * MSG_DONTWAIT; so in timeout mode poll() comes first, in case the descriptor blocks after all. */
static int64_t cs_accept(cs_socket fd, struct cs_address *peer, int64_t timeout) {
    struct cs_wait wait = {fd, POLLIN, timeout, 0};
    for (;;) {
        if (timeout > 0) {
            int64_t outcome = cs_wait_ready(&wait);
            if (outcome != 0) return outcome;
        }
        socklen_t peer_size = 0;
        if (peer != NULL) {
            memset(peer, 0, sizeof *peer);
            peer_size = sizeof peer->bytes;
        }
        cs_socket accepted =
            cs_accept_once(fd, peer == NULL ? NULL : (struct sockaddr *)peer->bytes, peer == NULL ? NULL : &peer_size);
        if (accepted != CS_NO_SOCKET) {
            if (peer != NULL) cs_set_size(peer, peer_size);
            return accepted;
        }
        int error = cs_last_error();
        if (timeout > 0 && cs_would_block(error)) continue;
        if (timeout > 0 && error == EINTR) return cs_interrupted(&wait);
        return -error;
    }
}

/* Waits for an attempt that goes on by itself, and tells how it ended. */
static int64_t cs_finish_connect(cs_socket fd, int64_t timeout) {
    struct cs_wait wait = {fd, POLLOUT | POLLERR, timeout, 0};
    int64_t outcome = cs_wait_ready(&wait);
    if (outcome != 0) return outcome;
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, (void *)&error, &size) != 0) return -cs_last_error();
    return error == 0 || error == EISCONN ? 0 : -error;
}

/* After an interruption the attempt goes on by itself: the caller continues with cs_finish_connect. */
static int64_t cs_connect(cs_socket fd, const char *address, unsigned int address_size, int64_t timeout) {
    if (connect(fd, (const struct sockaddr *)address, (socklen_t)address_size) == 0) return 0;
    int error = cs_last_error();
    if (timeout > 0 && error == CS_IN_PROGRESS) return cs_finish_connect(fd, timeout);
    if (timeout > 0 && error == EINTR) return CS_INTERRUPTED - timeout;
    return -error;
}

static int64_t cs_shutdown(cs_socket fd, int how) {
    return shutdown(fd, how) == 0 ? 0 : -cs_last_error();
}

static int64_t cs_getsockname(cs_socket fd, struct cs_address *address) {
    socklen_t size = sizeof address->bytes;
    memset(address, 0, sizeof *address);
    if (getsockname(fd, (struct sockaddr *)address->bytes, &size) != 0) return -cs_last_error();
    cs_set_size(address, size);
    return 0;
}

static int64_t cs_getpeername(cs_socket fd, struct cs_address *address) {
    socklen_t size = sizeof address->bytes;
    memset(address, 0, sizeof *address);
    if (getpeername(fd, (struct sockaddr *)address->bytes, &size) != 0) return -cs_last_error();
    cs_set_size(address, size);
    return 0;
}
