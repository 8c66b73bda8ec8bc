/* Several messages in one system call, which NetBSD and OpenBSD have: recvmmsg(2) and sendmmsg(2), of NetBSD 7 and
 * OpenBSD 7.2.  FreeBSD's functions of these names are loops in its C library; ours does the same in posix/several.c.
 * And the forms in which a system tells when a datagram came: getsockopt(2), SO_TIMESTAMP and SO_TS_CLOCK. */
#if defined __NetBSD__ || defined __OpenBSD__
#define CS_SEVERAL
typedef struct mmsghdr cs_header;

#ifdef __NetBSD__
typedef unsigned int cs_several_flags;
#else
typedef int cs_several_flags;
#endif

static int cs_recv_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    return recvmmsg(fd, headers, count, (cs_several_flags)(flags | MSG_WAITFORONE), NULL);
}

static int cs_send_several(cs_socket fd, cs_header *headers, unsigned int count, int flags) {
    return sendmmsg(fd, headers, count, (cs_several_flags)flags);
}
#endif

/* Control messages of SOL_SOCKET with a time: seconds, then this many nanoseconds for each unit of what follows. */
static int64_t cs_timestamp_unit(int type) {
#ifdef SCM_REALTIME
    if (type == SCM_REALTIME) return 1;
#endif
    return type == SCM_TIMESTAMP ? 1000 : 0;
}
