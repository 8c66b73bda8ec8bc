/* Waits until the error queue of a socket holds something, or the socket has an error: poll(2) tells both, whatever it
 * is asked for.  Returns 0 or an outcome. */
static int64_t cs_wait_errqueue(const struct cs_handle *handle, int64_t timeout) {
    struct cs_wait wait = cs_begin(handle, 0, timeout);
    int64_t outcome = cs_wait_ready(&wait);
    return cs_end(&wait, outcome == CS_AGAIN ? 0 : outcome);
}
