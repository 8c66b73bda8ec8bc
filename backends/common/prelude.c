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

/* The descriptor of a socket, where whoever closes the socket writes that it has none.  A call that may wait takes this
 * instead of the number: while it waits another thread can close the socket, and the system give its number to a new
 * one, whose data are not for this call. */
struct cs_handle {
    cs_socket fd;
};

static cs_socket cs_descriptor(const struct cs_handle *handle) {
    return *(const volatile cs_socket *)&handle->fd;
}

struct cs_address {
    uint32_t size;
    char bytes[128];
};

#define CS_QUICK_SIZE 65536

struct cs_scratch {
    char data[CS_QUICK_SIZE];
    struct cs_address peer;
};

/* What a call received, for a wrapper that makes Python objects of it at once.  The data (NULL if the caller had room
 * for them) and the peer (NULL if nobody asks, or there is none) lie in the one cs_own_scratch: such a call is only for
 * callers that keep the GIL.  Flags are in `outcome` as posix/message.c has them. */
struct cs_received {
    int64_t outcome;
    const char *data;
    const struct cs_address *peer;
    size_t span;
};

static struct cs_scratch cs_own_scratch;

static size_t cs_span(size_t span) {
    return span < sizeof cs_own_scratch.peer ? span : sizeof cs_own_scratch.peer;
}

static struct cs_received cs_hand_over(int64_t outcome, const char *data, const struct cs_address *peer, size_t span) {
    struct cs_received received = {outcome, data, peer, cs_span(span)};
    return received;
}

/* CFFI's wrappers give the GIL away around every call and keep errno for Python.  Most calls of the seam are over
 * before that is done, and none needs errno afterwards.  So the wrappers are told not to, and a call that may take its
 * time gives the GIL away by itself, between cs_release and cs_acquire.  PyPy's CFFI uses no such wrappers. */
#if defined(Py_BEGIN_ALLOW_THREADS) && !defined(PYPY_VERSION)
#ifdef Py_GIL_DISABLED
static const int CS_KEEPS_GIL = 0;
#else
static const int CS_KEEPS_GIL = 1;
#endif
typedef PyThreadState *cs_gil;
static cs_gil cs_release(void) {
    return PyEval_SaveThread();
}
static void cs_acquire(cs_gil gil) {
    PyEval_RestoreThread(gil);
}
#undef Py_BEGIN_ALLOW_THREADS
#undef Py_END_ALLOW_THREADS
#undef _cffi_restore_errno
#undef _cffi_save_errno
#define Py_BEGIN_ALLOW_THREADS {
#define Py_END_ALLOW_THREADS }
#define _cffi_restore_errno() (void)0
#define _cffi_save_errno() (void)0

/* The wrappers convert arguments by functions of CFFI's own module, which in its wheels are built without optimization.
 * What nearly all arguments are, an int that fits, or bytes for a pointer to char, is converted here. */
static inline int64_t cs_integer(PyObject *object, size_t size, int is_signed) {
    if (Py_TYPE(object) == &PyLong_Type && size >= sizeof(int)) {
        int overflow, wide = size > sizeof(int);
        int64_t number = PyLong_AsLongLongAndOverflow(object, &overflow);
        int64_t lowest = !is_signed ? 0 : wide ? INT64_MIN : INT_MIN;
        int64_t highest = wide ? INT64_MAX : is_signed ? INT_MAX : (int64_t)UINT_MAX;
        if (overflow == 0 && number >= lowest && number <= highest) return number;
    }
    if (size == 8) return is_signed ? _cffi_to_c_i64(object) : (int64_t)_cffi_to_c_u64(object);
    if (size == 4) return is_signed ? _cffi_to_c_i32(object) : (int64_t)_cffi_to_c_u32(object);
    if (size == 2) return is_signed ? _cffi_to_c_i16(object) : _cffi_to_c_u16(object);
    return is_signed ? _cffi_to_c_i8(object) : _cffi_to_c_u8(object);
}

/* A bytearray is taken as well, which CFFI refuses.  Only a call that keeps the GIL may be given one: as soon as
 * another thread runs, it can be resized. */
static Py_ssize_t cs_other_pointer(struct _cffi_ctypedescr *type, PyObject *object, char **pointer) {
    return _cffi_prepare_pointer_call_argument(type, object, pointer);
}
static int cs_is_to_char(struct _cffi_ctypedescr *type) {
    static struct _cffi_ctypedescr *known;
    if (type == known) return 1;
    char *pointer;
    PyObject *nothing = PyBytes_FromStringAndSize(NULL, 0);
    if (nothing != NULL && cs_other_pointer(type, nothing, &pointer) == 0) known = type;
    PyErr_Clear();
    Py_XDECREF(nothing);
    return type == known;
}
static inline Py_ssize_t cs_pointer(struct _cffi_ctypedescr *type, PyObject *object, char **pointer) {
    if (Py_TYPE(object) == &PyBytes_Type) {
        if (cs_is_to_char(type)) return *pointer = PyBytes_AsString(object), 0;
    } else if (Py_TYPE(object) == &PyByteArray_Type && CS_KEEPS_GIL) {
        if (cs_is_to_char(type)) return *pointer = PyByteArray_AsString(object), 0;
    }
    return cs_other_pointer(type, object, pointer);
}

/* The only structs that are returned are those, and Python gets objects for them, as common/prelude.h says. */
static PyObject *cs_from_received(const struct cs_received *received) {
    int64_t outcome = received->outcome;
    if (outcome < 0) return PyLong_FromLongLong(outcome);
    int count = (int)(outcome & INT_MAX);
    PyObject *data = received->data == NULL ? PyLong_FromLong(count) : PyBytes_FromStringAndSize(received->data, count);
    if (data == NULL || received->peer == NULL) return data;
    PyObject *address = PyBytes_FromStringAndSize((const char *)received->peer, (Py_ssize_t)received->span);
    PyObject *flags = PyLong_FromLongLong(outcome >> 32);
    PyObject *all = NULL;
    if (address != NULL && flags != NULL) all = PyTuple_Pack(3, data, address, flags);
    Py_DECREF(data);
    Py_XDECREF(address);
    Py_XDECREF(flags);
    return all;
}
#undef _cffi_from_c_struct
#define _cffi_from_c_struct(result, type) cs_from_received((const struct cs_received *)(const void *)(result))
#undef _cffi_to_c_int
#undef _cffi_prepare_pointer_call_argument
#define _cffi_to_c_int(object, type) ((type)cs_integer(object, sizeof(type), (type) ~(type)0 < (type)1))
#define _cffi_prepare_pointer_call_argument cs_pointer
#else
static const int CS_KEEPS_GIL = 0;
typedef int cs_gil;
static cs_gil cs_release(void) {
    return 0;
}
static void cs_acquire(cs_gil gil) {
    (void)gil;
}
#endif

/* A call that waits: from cs_begin to cs_end the GIL is free.  In between it is tried, and after every failure
 * cs_after_failure says whether to try again (CS_AGAIN) or what to return. */
struct cs_wait {
    const struct cs_handle *handle;
    cs_socket fd; /* as of the start, or of the end of the last wait */
    short events;
    int64_t timeout;
    int64_t deadline; /* 0 until the first wait */
    cs_gil gil;
};

static const int64_t CS_AGAIN = INT64_MIN;

static struct cs_wait cs_begin(const struct cs_handle *handle, short events, int64_t timeout) {
    struct cs_wait wait = {handle, cs_descriptor(handle), events, timeout, 0, cs_release()};
    return wait;
}

static int64_t cs_end(const struct cs_wait *wait, int64_t outcome) {
    cs_acquire(wait->gil);
    return outcome;
}

/* In timeout mode a call must not block even if somebody else made the descriptor blocking again. */
static int cs_flags(int flags, int64_t timeout) {
#ifdef MSG_DONTWAIT
    if (timeout > 0) return flags | MSG_DONTWAIT;
#else
    (void)timeout;
#endif
    return flags;
}

/* Giving the GIL away and taking it back can cost more than a short transfer.  So a transfer of up to CS_QUICK_SIZE
 * bytes, and without flags, is first tried with the GIL held, and made again without if it would block or is
 * interrupted.  Only where the descriptor does not block, or the family is known to honour MSG_DONTWAIT, else a thread
 * could wait with the GIL held: on other sockets a try is made with a descriptor of -1, and CS_NOT_TRIED says what
 * became of it. */
static const int64_t CS_NOT_TRIED = -0x80000;

static int cs_can_try(cs_socket fd, size_t size) {
#ifdef MSG_DONTWAIT
    return fd >= 0 && size <= CS_QUICK_SIZE;
#else
    (void)fd, (void)size;
    return 0;
#endif
}

static int64_t cs_tried(int64_t outcome) {
    return outcome >= 0 ? outcome : -cs_last_error();
}

#ifndef MSG_DONTWAIT
#define MSG_DONTWAIT 0
#endif

static int64_t cs_interrupted(const struct cs_wait *wait) {
    int64_t left = wait->timeout;
    if (wait->deadline != 0) left = wait->deadline - cs_now();
    return CS_INTERRUPTED - (left > 0 ? left : 1);
}

/* Waits until the descriptor is ready.  Returns CS_AGAIN, or an outcome for the caller to return. */
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
        wait->fd = cs_descriptor(wait->handle);
        if (ready > 0) return CS_AGAIN;
        if (ready < 0) {
            int error = cs_last_error();
            if (error == EINTR && wait->timeout > 0) return cs_interrupted(wait);
            return -error;
        }
        left = wait->deadline - cs_now();
    }
}

/* What to do after a call failed.  Returns CS_AGAIN, or an outcome for the caller to return.  One that would block
 * again though it was ready (there is data, say, but not in the queue that MSG_ERRQUEUE asks for) goes back to Python
 * as if it had been interrupted: it may well go on like that until the timeout, and signal handlers have to run all the
 * same. */
static int64_t cs_after_failure(struct cs_wait *wait) {
    int error = cs_last_error();
    if (wait->timeout > 0) {
        if (cs_would_block(error)) {
            if (wait->deadline == 0) return cs_wait_ready(wait);
            return cs_now() < wait->deadline ? cs_interrupted(wait) : CS_TIMED_OUT;
        }
        if (error == EINTR) return cs_interrupted(wait);
    }
    return -error;
}

/* How a call begins that may have been tried before: with a wait if it was, for it would only block again. */
static int64_t cs_before(struct cs_wait *wait, size_t size, int flags) {
    return wait->timeout > 0 && flags == 0 && cs_can_try(wait->fd, size) ? cs_wait_ready(wait) : CS_AGAIN;
}

/* In what a call for messages returns: that there is an address. */
static const int64_t CS_HAS_PEER = (int64_t)1 << 31;

/* Notes how much of an address is real; the kernel may tell of more than there was room for. */
static void cs_set_size(struct cs_address *address, socklen_t size) {
    address->size = (size_t)size < sizeof address->bytes ? (uint32_t)size : (uint32_t)sizeof address->bytes;
}
