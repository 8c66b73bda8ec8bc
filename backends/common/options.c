/* Socket options, as bytes and as the int that most of them are. */

/* Returns how many bytes of `value` the system filled, or -errno. */
static int64_t cs_getsockopt(cs_socket fd, int level, int option, char *value, unsigned int size) {
    socklen_t filled = (socklen_t)size;
    if (getsockopt(fd, level, option, value, &filled) != 0) return -cs_last_error();
    return filled;
}

/* Options are ints, but those of AF_VSOCK's own level are 64 bits wide. */
static int cs_is_wide(int level) {
#ifdef AF_VSOCK
    return level == AF_VSOCK;
#else
    (void)level;
    return 0;
#endif
}

/* Below every int, and every error number is subtracted from it. */
static const int64_t CS_NO_OPTION = -0x100000000;

/* Returns the value, or CS_NO_OPTION - errno: EOVERFLOW for a wide option with 64 bits of value. */
static int64_t cs_getsockopt_int(cs_socket fd, int level, int option) {
    if (cs_is_wide(level)) {
        int64_t wide = 0;
        socklen_t size = sizeof wide;
        if (getsockopt(fd, level, option, (char *)&wide, &size) != 0) return CS_NO_OPTION - cs_last_error();
        return wide >= 0 ? wide : CS_NO_OPTION - EOVERFLOW;
    }
    int value = 0;
    socklen_t size = sizeof value;
    return getsockopt(fd, level, option, (char *)&value, &size) == 0 ? value : CS_NO_OPTION - cs_last_error();
}

/* Returns 0, or 1 after the option that makes a receive wait for more than one byte, or -errno.  `value` may be NULL:
 * some options take only a length.  Not every kernel's success is 0: for flags of J1939 Linux returns the flag. */
static int64_t cs_setsockopt(cs_socket fd, int level, int option, const char *value, unsigned int size) {
    if (setsockopt(fd, level, option, value, (socklen_t)size) < 0) return -cs_last_error();
    return level == SOL_SOCKET && option == SO_RCVLOWAT;
}

static int64_t cs_setsockopt_int(cs_socket fd, int level, int option, int value) {
    if (cs_is_wide(level)) {
        int64_t wide = value;
        return cs_setsockopt(fd, level, option, (const char *)&wide, sizeof wide);
    }
    return cs_setsockopt(fd, level, option, (const char *)&value, sizeof value);
}
