typedef int... cs_socket;
typedef int... sa_family_t;

/* A descriptor that other threads can take away: what waits is told where it is, not which. */
struct cs_handle {
    cs_socket fd;
};

/* To be called before all others. */
int64_t cs_start(void);

struct sockaddr {
    sa_family_t sa_family;
    char sa_data[...];
    ...;
};
struct sockaddr_storage {
    ...;
};

/* The two outcomes of a seam function that are neither a count (n >= 0) nor an error number (-errno). */
static const int64_t CS_TIMED_OUT;
static const int64_t CS_INTERRUPTED;
/* The outcome of a try that cannot be made: of too many bytes, or on a socket that might wait nevertheless. */
static const int64_t CS_NOT_TRIED;
/* Whether Python keeps the GIL during a call, unless that gives it away by itself.  Then a try (a function whose name
 * ends in _now) takes a bytearray for a `char *`, and a function may return a struct cs_received. */
static const int CS_KEEPS_GIL;

/* A socket address as the kernel wrote it: how many bytes of it are real, then the bytes, then zeros. */
struct cs_address {
    uint32_t size;
    char bytes[128];
};
/* Memory for one receive: what came, and from whom. */
struct cs_scratch {
    char data[65536];
    struct cs_address peer;
};
/* What was received, to be called for where CS_KEEPS_GIL.  Python gets a negative outcome as an int; the data as bytes,
 * or their number if they are in the caller's own memory; and if there is an address, or a flag, a tuple of this, of
 * the first `span` bytes of the struct cs_address, and of the flags. */
struct cs_received {
    int64_t outcome;
    const char *data;
    const struct cs_address *peer;
    size_t span;
};
