/* Receiving without blocking for good.  On a socket that blocks a call is started and then waited for, in slices; what
 * is not finished by the end of one is taken back, and nothing is lost by that.  Sending is left to block: data that is
 * half sent cannot be taken back. */
struct cs_reception {
    int (*start)(cs_socket fd, struct cs_reception *reception, DWORD *received, OVERLAPPED *state);
    LPFN_WSARECVMSG receive_message;
    WSAMSG message;
};

/* Returns the number of bytes, or -1 and the last error. */
static cs_count cs_receive(cs_socket fd, struct cs_reception *reception, int64_t timeout) {
    DWORD received = 0;
    /* Peeking and urgent data are for plain calls only; but they do not tell how much there is of a message of which
     * the control messages were cut. */
    int is_message = reception->receive_message != NULL;
    if ((timeout >= 0 && !is_message) || reception->message.dwFlags != 0) {
        return reception->start(fd, reception, &received, NULL) == 0 ? (cs_count)received : -1;
    }
    OVERLAPPED state;
    memset(&state, 0, sizeof state);
    HANDLE finished = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (finished == NULL) {
        WSASetLastError(WSAENOBUFS);
        return -1;
    }
    /* The lowest bit keeps the completion port of a socket that has one (asyncio's proactor) out of it. */
    state.hEvent = (HANDLE)((ULONG_PTR)finished | 1);
    int taken_back = 0;
    int error = 0;
    if (reception->start(fd, reception, &received, &state) != 0) error = WSAGetLastError();
    if (error == WSA_IO_PENDING) {
        if (WaitForSingleObject(finished, timeout < 0 ? CS_SLICE : 0) == WAIT_TIMEOUT) {
            taken_back = 1;
            CancelIoEx((HANDLE)fd, &state);
        }
        DWORD flags = 0;
        error = WSAGetOverlappedResult((SOCKET)fd, &state, &received, TRUE, &flags) ? 0 : WSAGetLastError();
        reception->message.dwFlags |= flags;
    }
    CloseHandle(finished);
    /* Aborted by somebody else: the socket was closed. */
    if (error == WSA_OPERATION_ABORTED && !taken_back) error = WSAENOTSOCK;
    if (error == WSA_OPERATION_ABORTED) error = timeout < 0 ? WSAEINTR : WSAEWOULDBLOCK;
    if (error == WSAEMSGSIZE) received = (DWORD)state.InternalHigh;
    WSASetLastError(error);
    return error == 0 || error == WSAEMSGSIZE ? (cs_count)received : -1;
}

static int cs_start_recv(cs_socket fd, struct cs_reception *reception, DWORD *received, OVERLAPPED *state) {
    WSAMSG *message = &reception->message;
    return WSARecv((SOCKET)fd, message->lpBuffers, message->dwBufferCount, received, &message->dwFlags, state, NULL);
}
