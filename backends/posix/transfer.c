/* Receiving once, where a call that blocks can be left to the system: signals interrupt it. */
static cs_count cs_recv_once(cs_socket fd, char *data, size_t size, int flags, int64_t timeout) {
    return recv(fd, data, CS_SIZE(size), cs_flags(flags, timeout));
}

static cs_count cs_recvfrom_once(cs_socket fd, char *data, size_t size, int flags, struct sockaddr *peer,
                                 socklen_t *peer_size, int64_t timeout) {
    return recvfrom(fd, data, CS_SIZE(size), cs_flags(flags, timeout), peer, peer_size);
}
