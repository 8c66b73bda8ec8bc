/* The older name functions, which Winsock answers in memory of the calling thread. */
struct cs_host {
    struct hostent entry;
    char memory[16384];
};

/* Returns 0, or the resolver's number. */
static int cs_host_found(const struct hostent *found, struct cs_host *host) {
    if (found == NULL) return WSAGetLastError();
    host->entry = *found;
    return 0;
}

static int cs_gethostbyname(const char *name, struct cs_host *host) {
    cs_gil gil = cs_release();
    int failure = cs_host_found(gethostbyname(name), host);
    cs_acquire(gil);
    return failure;
}

static int cs_gethostbyaddr(const char *packed, unsigned int size, int family, struct cs_host *host) {
    cs_gil gil = cs_release();
    int failure = cs_host_found(gethostbyaddr(packed, (int)size, family), host);
    cs_acquire(gil);
    return failure;
}

/* What the standard library says of every such failure on Windows. */
static const char *cs_host_message(int failure) {
    (void)failure;
    return "host not found";
}

/* Returns the port in host byte order, or -1. */
static int64_t cs_getservbyname(const char *name, const char *protocol, char *memory, size_t size) {
    (void)memory, (void)size;
    cs_gil gil = cs_release();
    const struct servent *found = getservbyname(name, protocol);
    cs_acquire(gil);
    return found != NULL ? ntohs((u_short)found->s_port) : -1;
}

/* Returns 0, or -1. */
static int64_t cs_getservbyport(int port, const char *protocol, char *memory, size_t size, char *name,
                                size_t name_size) {
    (void)memory, (void)size;
    cs_gil gil = cs_release();
    const struct servent *found = getservbyport(htons((u_short)port), protocol);
    cs_acquire(gil);
    if (found == NULL || strlen(found->s_name) >= name_size) return -1;
    memcpy(name, found->s_name, strlen(found->s_name) + 1);
    return 0;
}

/* Returns the number, or -1. */
static int64_t cs_getprotobyname(const char *name, char *memory, size_t size) {
    (void)memory, (void)size;
    cs_gil gil = cs_release();
    const struct protoent *found = getprotobyname(name);
    cs_acquire(gil);
    return found != NULL ? found->p_proto : -1;
}
