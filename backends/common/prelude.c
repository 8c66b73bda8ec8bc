/* The rule by which every call of the seam waits.
 *
 * `timeout` is in nanoseconds: negative blocks, 0 does not, and above 0 the call is tried first and poll() is called
 * only if it would block, which saves a system call whenever data or room is there already.
 *
 * A call returns n >= 0, or -errno, or
 *   CS_TIMED_OUT             the timeout passed;
 *   CS_INTERRUPTED - left    a signal came, and `left` nanoseconds of the timeout remain (at least 1): the caller lets
 *                            Python's handlers run and calls again with what is left (PEP 475).
 * Both lie below every -errno.  Without a timeout a signal gives -EINTR. */
static const int64_t CS_TIMED_OUT = -0x100000;
static const int64_t CS_INTERRUPTED = -0x200000;

struct cs_address {
    uint32_t size;
    char bytes[128];
};

struct cs_wait {
    cs_socket fd;
    short events;
    int64_t timeout;
    int64_t deadline; /* 0 until the first wait */
};

/* In timeout mode a call must not block even if somebody else made the descriptor blocking again. */
static int cs_flags(int flags, int64_t timeout) {
#ifdef MSG_DONTWAIT
    if (timeout > 0) return flags | MSG_DONTWAIT;
#else
    (void)timeout;
#endif
    return flags;
}

static int64_t cs_interrupted(const struct cs_wait *wait) {
    int64_t left = wait->timeout;
    if (wait->deadline != 0) left = wait->deadline - cs_now();
    return CS_INTERRUPTED - (left > 0 ? left : 1);
}

/* Waits until the descriptor is ready.  Returns 0, or an outcome for the caller to return. */
static int64_t cs_wait_ready(struct cs_wait *wait) {
    int64_t left = wait->timeout;
    if (left > 0) {
        if (wait->deadline == 0) {
            int64_t now = cs_now();
            wait->deadline = left < INT64_MAX - now ? now + left : INT64_MAX;
        } else {
            left = wait->deadline - cs_now();
        }
    }
    for (;;) {
        int milliseconds = -1;
        if (wait->timeout > 0) {
            if (left <= 0) return CS_TIMED_OUT;
            int64_t rounded_up = left / 1000000 + (left % 1000000 != 0);
            milliseconds = rounded_up < INT_MAX ? (int)rounded_up : INT_MAX;
        }
        int ready = cs_poll(wait->fd, wait->events, milliseconds);
        if (ready > 0) return 0;
        if (ready < 0) {
            int error = cs_last_error();
            if (error == EINTR && wait->timeout > 0) return cs_interrupted(wait);
            return -error;
        }
        left = wait->deadline - cs_now();
    }
}

/* What to do after a call failed.  Returns 0 to try it again, or an outcome for the caller to return. */
static int64_t cs_after_failure(struct cs_wait *wait) {
    int error = cs_last_error();
    if (wait->timeout > 0) {
        if (cs_would_block(error)) return cs_wait_ready(wait);
        if (error == EINTR) return cs_interrupted(wait);
    }
    return -error;
}

/* Notes how much of an address is real; the kernel may tell of more than there was room for. */
static void cs_set_size(struct cs_address *address, socklen_t size) {
    address->size = size < sizeof address->bytes ? (uint32_t)size : (uint32_t)sizeof address->bytes;
}
