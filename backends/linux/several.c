/* Several messages in one system call: recvmmsg(2) and sendmmsg(2), of Linux 2.6.33 and 3.0; what UDP tells and takes
 * of segments (udp(7)); and the forms in which the kernel tells when a datagram came (timestamping.rst of its
 * documentation).  backends/posix/several.c has what is done with them, and what is done without. */
#define CS_SEVERAL
typedef struct mmsghdr cs_header;

#ifdef __GLIBC__
typedef int cs_several_flags;
#else
typedef unsigned int cs_several_flags;
#endif

static int cs_recv_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    return recvmmsg(fd, headers, count, (cs_several_flags)(flags | MSG_WAITFORONE), NULL);
}

static int cs_send_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    return sendmmsg(fd, headers, count, (cs_several_flags)flags);
}

/* Numbers that the kernel's ABI fixes, and old headers lack. */
#define CS_SOL_UDP 17
#define CS_UDP_SEGMENT 103
#define CS_UDP_GRO 104

/* Control messages of SOL_SOCKET with a time: seconds, then this many nanoseconds for each unit of what follows. */
static int64_t cs_timestamp_unit(int type) {
    switch (type) {
    case 29: /* SCM_TIMESTAMP, in the old and the new form */
    case 63:
        return 1000;
    case 35: /* SCM_TIMESTAMPNS */
    case 64:
    case 37: /* SCM_TIMESTAMPING: three times, by software, none, by hardware */
    case 65:
        return 1;
    default:
        return 0;
    }
}
