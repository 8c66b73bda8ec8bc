/* What only a system call tells of what works here; nothing is sent or received by any of these. */

/* The type (ARPHRD_*) of an interface of the socket's network namespace (netdevice(7)).  Returns it, or -errno. */
static int64_t cs_interface_type(cs_socket fd, const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    return ioctl(fd, SIOCGIFHWADDR, &request) == 0 ? request.ifr_hwaddr.sa_family : -errno;
}

/* IOCTL_VM_SOCKETS_GET_LOCAL_CID of linux/vm_sockets.h, which is not everywhere; the same on all processors. */
enum { CS_GET_LOCAL_CID = 0x7b9 };

/* The number of this machine among virtual machines and their host, 0xffffffff if nothing connects it to any, see
 * vsock(7).  Returns it, or -errno. */
static int64_t cs_vsock_machine(void) {
    int fd = open("/dev/vsock", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return -errno;
    unsigned int machine = 0;
    int64_t outcome = ioctl(fd, CS_GET_LOCAL_CID, &machine) == 0 ? (int64_t)machine : -errno;
    close(fd);
    return outcome;
}

/* Whether the kernel has recvmmsg(2) and lets this process call it: for no message at all.  Returns 0 or -errno. */
static int64_t cs_try_recvmmsg(cs_socket fd) {
    struct mmsghdr none;
    return recvmmsg(fd, &none, 0, MSG_DONTWAIT, NULL) >= 0 ? 0 : -errno;
}

/* The same of sendmmsg(2). */
static int64_t cs_try_sendmmsg(cs_socket fd) {
    struct mmsghdr none;
    return sendmmsg(fd, &none, 0, MSG_DONTWAIT) >= 0 ? 0 : -errno;
}
