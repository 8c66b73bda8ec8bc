/* The life of a socket: open, bind, connect or listen and accept, names of both ends, shut down, close.
 * Each returns n >= 0 (a descriptor, or 0) or an outcome (see common/prelude.c).  New descriptors are not inheritable.
 */
static int64_t cs_bind(cs_socket fd, const char *address, unsigned int address_size) {
    cs_gil gil = cs_release();
    int64_t outcome = bind(fd, (const struct sockaddr *)address, (socklen_t)address_size) == 0 ? 0 : -cs_last_error();
    cs_acquire(gil);
    return outcome;
}

static int64_t cs_listen(cs_socket fd, int backlog) {
    return listen(fd, backlog) == 0 ? 0 : -cs_last_error();
}

/* `peer` may be NULL: some families (AF_ALG) refuse to name it.  Unlike data, a connection cannot be asked for with
 * MSG_DONTWAIT; so in timeout mode poll() comes first, in case the descriptor blocks after all.  If the connection that
 * it told of is gone by then, another thread has it, and this one waits for the next. */
static int64_t cs_accept(const struct cs_handle *handle, struct cs_address *peer, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    int waits = cs_waits_first(wait.fd, timeout);
    struct sockaddr *name = peer == NULL ? NULL : (struct sockaddr *)peer->bytes;
    int64_t outcome = CS_AGAIN;
    while (outcome == CS_AGAIN) {
        if (waits) {
            outcome = cs_wait_ready(&wait);
            if (outcome != CS_AGAIN) break;
        }
        socklen_t size = sizeof peer->bytes;
        if (peer != NULL) memset(peer, 0, sizeof *peer);
        cs_socket accepted = cs_accept_once(wait.fd, name, peer == NULL ? NULL : &size);
        if (accepted != CS_NO_SOCKET) {
            if (peer != NULL) cs_set_size(peer, size);
            outcome = (int64_t)accepted;
        } else if (!waits || !cs_would_block(cs_last_error())) {
            outcome = cs_after_failure(&wait);
        }
    }
    return cs_end(&wait, outcome);
}

/* What became of an attempt to connect that went on by itself, now that the descriptor is ready. */
static int64_t cs_connect_result(cs_socket fd) {
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, (void *)&error, &size) != 0) return -cs_last_error();
    return error == 0 || error == EISCONN ? 0 : -error;
}

/* Waits for an attempt that goes on by itself. */
static int64_t cs_finish_connect(const struct cs_handle *handle, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLOUT | POLLERR, timeout);
    int64_t outcome = cs_wait_ready(&wait);
    return cs_end(&wait, outcome == CS_AGAIN ? cs_connect_result(wait.fd) : outcome);
}

/* If an attempt goes on by itself, whether it was interrupted or not, the outcome is an interruption with all the time
 * left: the caller continues with cs_finish_connect.  Over loopback there is mostly nothing left to wait for. */
static int64_t cs_connect(cs_socket fd, const char *address, unsigned int address_size, int64_t timeout) {
    cs_gil gil = cs_release();
    int64_t outcome = 0;
    if (cs_connect_once(fd, (const struct sockaddr *)address, (socklen_t)address_size, timeout) != 0) {
        int error = cs_last_error();
        if (!CS_WAITS(timeout) || (error != CS_IN_PROGRESS && error != EINTR)) {
            outcome = -error;
        } else if (cs_poll(fd, POLLOUT | POLLERR, 0) > 0) {
            outcome = cs_connect_result(fd);
        } else {
            outcome = timeout > 0 ? CS_INTERRUPTED - timeout : -EINTR;
        }
    }
    cs_acquire(gil);
    return outcome;
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

/* What cs_own_scratch.peer holds now, all of it data. */
static struct cs_received cs_named(int64_t outcome, size_t span) {
    if (outcome >= 0) outcome = (int64_t)cs_span(span);
    return cs_hand_over(outcome, (const char *)&cs_own_scratch.peer, NULL, 0);
}

static struct cs_received cs_getsockname_bytes(cs_socket fd, size_t span) {
    return cs_named(cs_getsockname(fd, &cs_own_scratch.peer), span);
}

static struct cs_received cs_getpeername_bytes(cs_socket fd, size_t span) {
    return cs_named(cs_getpeername(fd, &cs_own_scratch.peer), span);
}
