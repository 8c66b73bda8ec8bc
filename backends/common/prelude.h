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
/* Whether a try (a function whose name ends in _now) takes a bytearray for a `char *`. */
static const int CS_TAKES_BYTEARRAYS;

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
