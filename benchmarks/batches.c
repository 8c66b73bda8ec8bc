/* What a C program does with the same system calls as `benchmarks.batches`: the measure of what can be reached.  Every
 * function does its rounds and returns how many datagrams it received, each of which it looks at for its length. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define DATAGRAMS 64
#define PLACE 2048
#define JOINED 65536

static char sent[DATAGRAMS * PLACE + 4 * JOINED], received[DATAGRAMS * PLACE + 4 * JOINED];

static void set_up(struct mmsghdr *headers, struct iovec *parts, char *data, size_t place, size_t size, int count) {
    memset(headers, 0, (size_t)count * sizeof *headers);
    for (int at = 0; at < count; at++) {
        parts[at].iov_base = data + (size_t)at * place;
        parts[at].iov_len = size;
        headers[at].msg_hdr.msg_iov = &parts[at];
        headers[at].msg_hdr.msg_iovlen = 1;
    }
}

static void set_segment(struct msghdr *header, char *control, uint16_t segment) {
    header->msg_control = control;
    header->msg_controllen = CMSG_SPACE(sizeof segment);
    struct cmsghdr *item = CMSG_FIRSTHDR(header);
    item->cmsg_level = IPPROTO_UDP;
    item->cmsg_type = 103; /* UDP_SEGMENT */
    item->cmsg_len = CMSG_LEN(sizeof segment);
    memcpy(CMSG_DATA(item), &segment, sizeof segment);
}

static long receive(int fd, int wanted, struct sockaddr_storage *names) {
    struct mmsghdr headers[DATAGRAMS];
    struct iovec parts[DATAGRAMS];
    long count = 0;
    while (count < wanted) {
        set_up(headers, parts, received, PLACE, PLACE, DATAGRAMS);
        for (int at = 0; at < DATAGRAMS; at++) {
            headers[at].msg_hdr.msg_name = &names[at];
            headers[at].msg_hdr.msg_namelen = sizeof names[at];
        }
        int found = recvmmsg(fd, headers, DATAGRAMS, MSG_WAITFORONE, NULL);
        if (found < 0) return -errno;
        for (int at = 0; at < found; at++)
            count += headers[at].msg_len > 0;
    }
    return count;
}

/* sendmmsg and recvmmsg, of one size and another in turn. */
long many(int out, int in, int size, int other, long rounds) {
    struct mmsghdr headers[DATAGRAMS];
    struct iovec parts[DATAGRAMS];
    struct sockaddr_storage names[DATAGRAMS];
    long count = 0;
    for (long round = 0; round < rounds; round++) {
        set_up(headers, parts, sent, PLACE, (size_t)size, DATAGRAMS);
        for (int at = 1; at < DATAGRAMS; at += 2)
            parts[at].iov_len = (size_t)other;
        for (int done = 0; done < DATAGRAMS;) {
            int went = sendmmsg(out, headers + done, (unsigned)(DATAGRAMS - done), 0);
            if (went < 0) return -errno;
            done += went;
        }
        count += receive(in, DATAGRAMS, names);
    }
    return count;
}

/* sendmsg of segments (as many as a datagram can carry) and recvmmsg. */
long cut(int out, int in, int size, long rounds) {
    struct sockaddr_storage names[DATAGRAMS];
    char control[CMSG_SPACE(sizeof(uint16_t))] __attribute__((aligned(8)));
    long count = 0;
    for (long round = 0; round < rounds; round++) {
        struct mmsghdr headers[2];
        struct iovec parts[2];
        int first = 65487 / size, rest = DATAGRAMS - first;
        set_up(headers, parts, sent, (size_t)(first * size), (size_t)(first * size), 2);
        parts[1].iov_len = (size_t)(rest * size);
        for (int at = 0; at < 2; at++)
            set_segment(&headers[at].msg_hdr, control, (uint16_t)size);
        if (sendmmsg(out, headers, 2, 0) != 2) return -errno;
        count += receive(in, DATAGRAMS, names);
    }
    return count;
}

/* Segments both ways: `together` datagrams in each of four messages. */
long joined(int out, int in, int size, int together, long rounds) {
    struct mmsghdr headers[4];
    struct iovec parts[4];
    struct sockaddr_storage names[4];
    char control[4][64] __attribute__((aligned(8)));
    long count = 0;
    for (long round = 0; round < rounds; round++) {
        set_up(headers, parts, sent, (size_t)(together * size), (size_t)(together * size), 4);
        for (int at = 0; at < 4; at++)
            set_segment(&headers[at].msg_hdr, control[at], (uint16_t)size);
        if (sendmmsg(out, headers, 4, 0) != 4) return -errno;
        for (long wanted = count + 4 * together; count < wanted;) {
            set_up(headers, parts, received, JOINED, JOINED, 4);
            for (int at = 0; at < 4; at++) {
                headers[at].msg_hdr.msg_name = &names[at];
                headers[at].msg_hdr.msg_namelen = sizeof names[at];
                headers[at].msg_hdr.msg_control = control[at];
                headers[at].msg_hdr.msg_controllen = sizeof control[at];
            }
            int found = recvmmsg(in, headers, 4, MSG_WAITFORONE, NULL);
            if (found < 0) return -errno;
            for (int at = 0; at < found; at++) {
                unsigned segment = headers[at].msg_len;
                struct cmsghdr *item = CMSG_FIRSTHDR(&headers[at].msg_hdr);
                if (item != NULL && item->cmsg_type == 104) { /* UDP_GRO */
                    int told;
                    memcpy(&told, CMSG_DATA(item), sizeof told);
                    segment = (unsigned)told;
                }
                for (unsigned start = 0; start < headers[at].msg_len; start += segment)
                    count++;
            }
        }
    }
    return count;
}

/* What waits already. */
long waiting(int in, int wanted) {
    struct sockaddr_storage names[DATAGRAMS];
    return receive(in, wanted, names);
}
