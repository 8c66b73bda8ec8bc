/* What the calls of the seam need of a POSIX system: headers, the type of a socket, the last error, the clock,
 * and waiting.  Every platform's prelude offers the same names, so that backends/common does not know where it is. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <arpa/inet.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

typedef int cs_socket;
#define CS_NO_SOCKET (-1)

typedef int cs_host_family;

static int cs_last_error(void) {
    return errno;
}

static int cs_would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK;
}

/* Nanoseconds of a clock that only goes forward. */
static int64_t cs_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* Whether the seam waits by itself, with this timeout; else the system waits, or nobody does. */
#define CS_WAITS(timeout) ((timeout) > 0)

/* Waits for `events` on `fd`, `milliseconds` at most (negative: for ever).  Returns what poll() returns; but that takes
 * no notice of the descriptor of a closed socket, and would wait for nothing. */
static int cs_poll(cs_socket fd, short events, int milliseconds) {
    if (fd < 0) {
        errno = EBADF;
        return -1;
    }
    struct pollfd entry = {.fd = fd, .events = events, .revents = 0};
    return poll(&entry, 1, milliseconds);
}

/* What the system's calls take and return for a number of bytes. */
typedef ssize_t cs_count;
#define CS_SIZE(size) (size)

/* Nothing has to be started before the first call. */
static int64_t cs_start(void) {
    return 0;
}
