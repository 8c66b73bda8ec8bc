/* Moving bytes: each returns how many were moved, or an outcome (see common/prelude.c).  In timeout mode the call is
 * tried first. */
static int64_t cs_recv(cs_socket fd, char *data, size_t size, int flags, int64_t timeout) {
    if (size == 0) return 0; /* as the standard library has it: nothing is asked of the system */
    int64_t outcome;
    if (cs_is_quick(size, flags, timeout)) {
        outcome = cs_quick_outcome(recv(fd, data, CS_SIZE(size), MSG_DONTWAIT), timeout);
        if (outcome != CS_AGAIN) return outcome;
    }
    struct cs_wait wait = cs_begin(fd, POLLIN, timeout);
    do {
        outcome = cs_recv_once(fd, data, size, flags, timeout);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    return cs_end(&wait, outcome);
}

/* Also tells who sent: `peer->size` is 0 where the protocol has no address to tell. */
static int64_t cs_recvfrom(cs_socket fd, char *data, size_t size, int flags, struct cs_address *peer, int64_t timeout) {
    int64_t outcome;
    socklen_t peer_size = sizeof peer->bytes;
    memset(peer, 0, sizeof *peer);
    if (cs_is_quick(size, flags, timeout)) {
        outcome = recvfrom(fd, data, CS_SIZE(size), MSG_DONTWAIT, (struct sockaddr *)peer->bytes, &peer_size);
        if (outcome >= 0) cs_set_size(peer, peer_size);
        outcome = cs_quick_outcome(outcome, timeout);
        if (outcome != CS_AGAIN) return outcome;
    }
    struct cs_wait wait = cs_begin(fd, POLLIN, timeout);
    do {
        peer_size = sizeof peer->bytes;
        outcome = cs_recvfrom_once(fd, data, size, flags, (struct sockaddr *)peer->bytes, &peer_size, timeout);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    if (outcome >= 0) cs_set_size(peer, peer_size);
    return cs_end(&wait, outcome);
}

/* A socket that blocks takes all of what is sent, where a quick try may have taken the first part only. */
static int cs_took_part(int64_t outcome, size_t size, int64_t timeout) {
    return outcome >= 0 && timeout < 0 && (size_t)outcome < size;
}

static cs_count cs_send_once(cs_socket fd, const char *data, size_t size, int flags, const char *address,
                             unsigned int address_size) {
    if (address == NULL) return send(fd, data, CS_SIZE(size), flags);
    return sendto(fd, data, CS_SIZE(size), flags, (const struct sockaddr *)address, (socklen_t)address_size);
}

/* `address` may be NULL: to the peer of a connected socket. */
static int64_t cs_sendto(cs_socket fd, const char *data, size_t size, int flags, const char *address,
                         unsigned int address_size, int64_t timeout) {
    int64_t outcome, sent = 0;
    if (cs_is_quick(size, flags, timeout)) {
        outcome = cs_quick_outcome(cs_send_once(fd, data, size, MSG_DONTWAIT, address, address_size), timeout);
        if (cs_took_part(outcome, size, timeout)) {
            sent = outcome;
        } else if (outcome != CS_AGAIN) {
            return outcome;
        }
    }
    struct cs_wait wait = cs_begin(fd, POLLOUT, timeout);
    do {
        outcome = cs_send_once(fd, data + sent, size - (size_t)sent, cs_flags(flags, timeout), address, address_size);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    } while (outcome == CS_AGAIN);
    if (sent > 0) outcome = outcome >= 0 ? sent + outcome : sent;
    return cs_end(&wait, outcome);
}

static int64_t cs_send(cs_socket fd, const char *data, size_t size, int flags, int64_t timeout) {
    return cs_sendto(fd, data, size, flags, NULL, 0, timeout);
}
