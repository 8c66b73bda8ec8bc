/* Requests to the provider of a socket (WSAIoctl).  Returns how many bytes it answered, which are not kept, or -errno.
 */
static int64_t cs_ioctl(cs_socket fd, unsigned long request, const char *value, unsigned int size) {
    DWORD answered = 0;
    /* The provider only reads the value, whatever the declaration says. */
    void *given = (void *)(uintptr_t)value;
    cs_gil gil = cs_release();
    int result = WSAIoctl((SOCKET)fd, request, given, size, NULL, 0, &answered, NULL, NULL);
    int64_t outcome = result == 0 ? (int64_t)answered : -cs_last_error();
    cs_acquire(gil);
    return outcome;
}
