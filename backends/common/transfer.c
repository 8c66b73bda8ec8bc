/* Moving bytes: each returns how many were moved, or an outcome (see common/prelude.c).
 *
 * A call whose name ends in _now is one try that does not wait, with the GIL held; it has few arguments, for each costs
 * its conversion.  One whose name ends in _bytes is the same, but returns what it received: see struct cs_received. The
 * call without such an ending waits: a transfer that would do for the other is taken to have been tried before. */

static int64_t cs_recv_now(cs_socket fd, char *data, size_t size) {
    if (!cs_can_try(fd, size)) return CS_NOT_TRIED;
    if (size == 0) return 0; /* as the standard library has it: nothing is asked of the system */
    return cs_tried(recv(fd, data, CS_SIZE(size), MSG_DONTWAIT));
}

static struct cs_received cs_recv_bytes(cs_socket fd, size_t size) {
    return cs_hand_over(cs_recv_now(fd, cs_own_scratch.data, size), cs_own_scratch.data, NULL, 0);
}

static int64_t cs_recv(const struct cs_handle *handle, char *data, size_t size, int flags, int64_t timeout) {
    if (size == 0) return 0;
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    int64_t outcome = cs_before(&wait, size, flags);
    while (outcome == CS_AGAIN) {
        outcome = cs_recv_once(wait.fd, data, size, flags, timeout);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    }
    return cs_end(&wait, outcome);
}

/* Also tells who sent: `peer->size` is 0 where the protocol has no address to tell. */
static int64_t cs_recvfrom_now(cs_socket fd, struct cs_scratch *scratch, size_t size) {
    if (!cs_can_try(fd, size)) return CS_NOT_TRIED;
    struct cs_address *peer = &scratch->peer;
    socklen_t peer_size = sizeof peer->bytes;
    memset(peer, 0, sizeof *peer);
    int64_t outcome =
        cs_tried(recvfrom(fd, scratch->data, CS_SIZE(size), MSG_DONTWAIT, (struct sockaddr *)peer->bytes, &peer_size));
    if (outcome >= 0) cs_set_size(peer, peer_size);
    return outcome;
}

static struct cs_received cs_recvfrom_bytes(cs_socket fd, size_t size, size_t span) {
    return cs_hand_over(cs_recvfrom_now(fd, &cs_own_scratch, size), cs_own_scratch.data, &cs_own_scratch.peer, span);
}

static int64_t cs_recvfrom(const struct cs_handle *handle, char *data, size_t size, int flags, struct cs_address *peer,
                           int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, POLLIN, timeout);
    int64_t outcome = cs_before(&wait, size, flags);
    socklen_t peer_size = 0;
    memset(peer, 0, sizeof *peer);
    while (outcome == CS_AGAIN) {
        peer_size = sizeof peer->bytes;
        outcome = cs_recvfrom_once(wait.fd, data, size, flags, (struct sockaddr *)peer->bytes, &peer_size, timeout);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    }
    if (outcome >= 0) cs_set_size(peer, peer_size);
    return cs_end(&wait, outcome);
}

static int64_t cs_send_now(cs_socket fd, const char *data, size_t size) {
    if (!cs_can_try(fd, size)) return CS_NOT_TRIED;
    return cs_tried(send(fd, data, CS_SIZE(size), MSG_DONTWAIT));
}

static int64_t cs_sendto_now(cs_socket fd, const char *data, size_t size, const char *address,
                             unsigned int address_size) {
    if (!cs_can_try(fd, size)) return CS_NOT_TRIED;
    const struct sockaddr *peer = (const struct sockaddr *)address;
    return cs_tried(sendto(fd, data, CS_SIZE(size), MSG_DONTWAIT, peer, (socklen_t)address_size));
}

/* `address` may be NULL: to the peer of a connected socket. */
static int64_t cs_sendto(const struct cs_handle *handle, const char *data, size_t size, int flags, const char *address,
                         unsigned int address_size, int64_t timeout) {
    const struct sockaddr *peer = (const struct sockaddr *)address;
    struct cs_wait wait = cs_begin(handle, POLLOUT, timeout);
    int64_t outcome = cs_before(&wait, size, flags);
    while (outcome == CS_AGAIN) {
        outcome = sendto(wait.fd, data, CS_SIZE(size), cs_flags(flags, timeout), peer, (socklen_t)address_size);
        if (outcome < 0) outcome = cs_after_failure(&wait);
    }
    return cs_end(&wait, outcome);
}

static int64_t cs_send(const struct cs_handle *handle, const char *data, size_t size, int flags, int64_t timeout) {
    return cs_sendto(handle, data, size, flags, NULL, 0, timeout);
}
