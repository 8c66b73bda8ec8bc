/* recvmsg_x and sendmsg_x as macOS has them, made of what Linux has: for the tests of backends/darwin/several.c, which
 * finds them when this is loaded first (LD_PRELOAD).  They are as particular as XNU is: no flag but MSG_DONTWAIT, and
 * what only comes out has to be 0 going in.  Of descriptors recvmsg_x would tell of too few: it must not be asked where
 * they can come.  Every call is noted in the file that CALLS names. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOST 1024

struct msghdr_x {
    struct msghdr header;
    size_t datalen;
};

static void note(const char *name, unsigned int count, int moved) {
    FILE *file = fopen(getenv("CALLS"), "a");
    if (file == NULL) abort();
    fprintf(file, "%s %u %d\n", name, count, moved);
    fclose(file);
}

static int prepared(const struct msghdr_x *headers, unsigned int count, int flags, struct mmsghdr *all) {
    if (count == 0 || count > MOST || (flags & ~MSG_DONTWAIT) != 0) return 0;
    for (unsigned int at = 0; at < count; at++) {
        if (headers[at].header.msg_flags != 0 || headers[at].datalen != 0) return 0;
        all[at].msg_hdr = headers[at].header;
        all[at].msg_len = 0;
    }
    return 1;
}

ssize_t recvmsg_x(int fd, struct msghdr_x *headers, unsigned int count, int flags) {
    struct mmsghdr all[MOST];
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    if (getsockname(fd, (struct sockaddr *)&name, &size) == 0 && name.ss_family == AF_UNIX) abort();
    errno = EINVAL;
    int moved = prepared(headers, count, flags, all) ? recvmmsg(fd, all, count, flags | MSG_WAITFORONE, NULL) : -1;
    int error = errno;
    for (int at = 0; at < moved; at++) {
        headers[at].header = all[at].msg_hdr;
        headers[at].datalen = all[at].msg_len;
    }
    note("recvmsg_x", count, moved);
    errno = error;
    return moved;
}

ssize_t sendmsg_x(int fd, const struct msghdr_x *headers, unsigned int count, int flags) {
    struct mmsghdr all[MOST];
    errno = EINVAL;
    int moved = prepared(headers, count, flags, all) ? sendmmsg(fd, all, count, flags) : -1;
    int error = errno;
    note("sendmsg_x", count, moved);
    errno = error;
    return moved;
}
