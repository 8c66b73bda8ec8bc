/* Interfaces as the network namespace of a socket sees them, which need not be the caller's.  `name` has room for
 * IF_NAMESIZE bytes. */

/* Returns the index, or -errno. */
static int64_t cs_interface_index(cs_socket fd, const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    return ioctl(fd, SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : -errno;
}

/* Returns 0 or -errno. */
static int64_t cs_interface_name(cs_socket fd, int index, char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_ifindex = index;
    if (ioctl(fd, SIOCGIFNAME, &request) != 0) return -errno;
    memcpy(name, request.ifr_name, sizeof request.ifr_name);
    return 0;
}
