/* The name of this machine.  Each returns 0 or -errno. */
static int64_t cs_gethostname(char *name, size_t size) {
    if (gethostname(name, size - 1) != 0) return -errno;
    name[size - 1] = '\0';
    return 0;
}

static int64_t cs_sethostname(const char *name, size_t size) {
    if (size > USHRT_MAX) return -EINVAL;
    unsigned short length = (unsigned short)size; /* fits what each system takes: an int here, a size_t there */
    return sethostname(name, length) == 0 ? 0 : -errno;
}
