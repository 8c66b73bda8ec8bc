/* The name of this machine.  Each returns 0 or -errno. */
static int64_t cs_gethostname(char *name, size_t size) {
    if (gethostname(name, size - 1) != 0) return -errno;
    name[size - 1] = '\0';
    return 0;
}

static int64_t cs_sethostname(const char *name, size_t size) {
    return sethostname(name, size) == 0 ? 0 : -errno;
}
