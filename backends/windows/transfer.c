/* Receiving once: see windows/blocking.c. */
static int cs_start_recvfrom(cs_socket fd, struct cs_reception *reception, DWORD *received, OVERLAPPED *state) {
    WSAMSG *message = &reception->message;
    return WSARecvFrom((SOCKET)fd, message->lpBuffers, message->dwBufferCount, received, &message->dwFlags,
                       message->name, &message->namelen, state, NULL);
}

static cs_count cs_recv_once(cs_socket fd, char *data, size_t size, int flags, int64_t timeout) {
    if (timeout >= 0 || flags != 0) return recv((SOCKET)fd, data, CS_SIZE(size), flags);
    WSABUF part = {(ULONG)CS_SIZE(size), data};
    struct cs_reception reception = {.start = cs_start_recv, .message = {.lpBuffers = &part, .dwBufferCount = 1}};
    cs_count received = cs_receive(fd, &reception, timeout);
    return WSAGetLastError() == WSAEMSGSIZE ? -1 : received;
}

static cs_count cs_recvfrom_once(cs_socket fd, char *data, size_t size, int flags, struct sockaddr *peer,
                                 socklen_t *peer_size, int64_t timeout) {
    if (timeout >= 0 || flags != 0) return recvfrom((SOCKET)fd, data, CS_SIZE(size), flags, peer, peer_size);
    WSABUF part = {(ULONG)CS_SIZE(size), data};
    struct cs_reception reception = {
        .start = cs_start_recvfrom,
        .message = {.name = peer, .namelen = *peer_size, .lpBuffers = &part, .dwBufferCount = 1}};
    cs_count received = cs_receive(fd, &reception, timeout);
    *peer_size = reception.message.namelen;
    return WSAGetLastError() == WSAEMSGSIZE ? -1 : received;
}
