/* Moving bytes: each returns how many were moved, or an outcome (see common/prelude.c).  In timeout mode the call is
 * tried first. */
static int64_t cs_recv(cs_socket fd, char *data, size_t size, int flags, int64_t timeout) {
    struct cs_wait wait = {fd, POLLIN, timeout, 0};
    for (;;) {
        cs_count count = recv(fd, data, CS_SIZE(size), cs_flags(flags, timeout));
        if (count >= 0) return count;
        int64_t outcome = cs_after_failure(&wait);
        if (outcome != 0) return outcome;
    }
}

/* Also tells who sent: `peer->size` is 0 where the protocol has no address to tell. */
static int64_t cs_recvfrom(cs_socket fd, char *data, size_t size, int flags, struct cs_address *peer, int64_t timeout) {
    struct cs_wait wait = {fd, POLLIN, timeout, 0};
    for (;;) {
        socklen_t peer_size = sizeof peer->bytes;
        memset(peer, 0, sizeof *peer);
        cs_count count =
            recvfrom(fd, data, CS_SIZE(size), cs_flags(flags, timeout), (struct sockaddr *)peer->bytes, &peer_size);
        if (count >= 0) {
            cs_set_size(peer, peer_size);
            return count;
        }
        int64_t outcome = cs_after_failure(&wait);
        if (outcome != 0) return outcome;
    }
}

static int64_t cs_send(cs_socket fd, const char *data, size_t size, int flags, int64_t timeout) {
    struct cs_wait wait = {fd, POLLOUT, timeout, 0};
    for (;;) {
        cs_count count = send(fd, data, CS_SIZE(size), cs_flags(flags, timeout));
        if (count >= 0) return count;
        int64_t outcome = cs_after_failure(&wait);
        if (outcome != 0) return outcome;
    }
}

static int64_t cs_sendto(cs_socket fd, const char *data, size_t size, int flags, const char *address,
                         unsigned int address_size, int64_t timeout) {
    struct cs_wait wait = {fd, POLLOUT, timeout, 0};
    for (;;) {
        cs_count count = sendto(fd, data, CS_SIZE(size), cs_flags(flags, timeout), (const struct sockaddr *)address,
                                (socklen_t)address_size);
        if (count >= 0) return count;
        int64_t outcome = cs_after_failure(&wait);
        if (outcome != 0) return outcome;
    }
}
