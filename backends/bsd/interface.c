/* Interfaces as a socket sees them: on these systems all sockets of a process see the same.  `name` has room for
 * IF_NAMESIZE bytes. */

/* Returns the index, or -errno. */
static int64_t cs_interface_index(cs_socket fd, const char *name) {
    (void)fd;
    unsigned int index = if_nametoindex(name);
    return index != 0 ? (int64_t)index : -errno;
}

/* Returns 0 or -errno. */
static int64_t cs_interface_name(cs_socket fd, int index, char *name) {
    (void)fd;
    return if_indextoname((unsigned int)index, name) != NULL ? 0 : -errno;
}
