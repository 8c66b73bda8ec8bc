/* What common/names.c asks of the resolver. */
typedef struct addrinfo cs_addrinfo;
#define cs_look_up getaddrinfo
#define cs_look_back getnameinfo
#define cs_forget freeaddrinfo

static void cs_copy_canonical(char *target, const char *name, size_t size) {
    strncpy(target, name, size - 1);
    target[size - 1] = '\0';
}

/* The older name functions.  glibc's variants with a buffer are safe to call from several threads; the plain ones
 * answer in memory that all threads share, so there the Python half holds a lock. */
struct cs_host {
    struct hostent entry;
    char memory[16384];
};

#ifdef __GLIBC__
static const int CS_ANSWERS_ARE_OWN = 1;
#else
static const int CS_ANSWERS_ARE_OWN = 0;
#endif

#ifndef __GLIBC__
/* Keeps an answer, or returns h_errno: before the GIL is back, for others who ask the resolver do not know our lock. */
static int cs_host_found(const struct hostent *found, struct cs_host *host) {
    if (found == NULL) return h_errno;
    host->entry = *found;
    return 0;
}
#endif

/* Returns 0, or the resolver's number (h_errno). */
static int cs_gethostbyname(const char *name, struct cs_host *host) {
#ifdef __GLIBC__
    struct hostent *found = NULL;
    int failure = 0;
    cs_gil gil = cs_release();
    gethostbyname_r(name, &host->entry, host->memory, sizeof host->memory, &found, &failure);
    cs_acquire(gil);
    return found != NULL ? 0 : failure;
#else
    cs_gil gil = cs_release();
    int failure = cs_host_found(gethostbyname(name), host);
    cs_acquire(gil);
    return failure;
#endif
}

static int cs_gethostbyaddr(const char *packed, unsigned int size, int family, struct cs_host *host) {
#ifdef __GLIBC__
    struct hostent *found = NULL;
    int failure = 0;
    cs_gil gil = cs_release();
    gethostbyaddr_r(packed, size, family, &host->entry, host->memory, sizeof host->memory, &found, &failure);
    cs_acquire(gil);
    return found != NULL ? 0 : failure;
#else
    cs_gil gil = cs_release();
    int failure = cs_host_found(gethostbyaddr(packed, size, family), host);
    cs_acquire(gil);
    return failure;
#endif
}

static const char *cs_host_message(int failure) {
    return hstrerror(failure);
}

/* Copies a name that may be longer than its room.  Returns 0, or -ERANGE. */
static int64_t cs_copy_name(char *target, size_t size, const char *name) {
    size_t length = strlen(name);
    if (length >= size) return -ERANGE;
    memcpy(target, name, length + 1);
    return 0;
}

/* Returns the port in host byte order, or -ENOENT. */
static int64_t cs_getservbyname(const char *name, const char *protocol, char *memory, size_t size) {
    struct servent *found = NULL;
#ifdef __GLIBC__
    struct servent entry;
    cs_gil gil = cs_release();
    int error = getservbyname_r(name, protocol, &entry, memory, size, &found);
    cs_acquire(gil);
    if (error != 0) return -error;
#else
    (void)memory;
    (void)size;
    found = getservbyname(name, protocol);
#endif
    return found != NULL ? ntohs((uint16_t)found->s_port) : -ENOENT;
}

static int64_t cs_getservbyport(int port, const char *protocol, char *memory, size_t size, char *name,
                                size_t name_size) {
    struct servent *found = NULL;
#ifdef __GLIBC__
    struct servent entry;
    cs_gil gil = cs_release();
    int error = getservbyport_r(htons((uint16_t)port), protocol, &entry, memory, size, &found);
    cs_acquire(gil);
    if (error != 0) return -error;
#else
    (void)memory;
    (void)size;
    found = getservbyport(htons((uint16_t)port), protocol);
#endif
    return found != NULL ? cs_copy_name(name, name_size, found->s_name) : -ENOENT;
}

static int64_t cs_getprotobyname(const char *name, char *memory, size_t size) {
    struct protoent *found = NULL;
#ifdef __GLIBC__
    struct protoent entry;
    cs_gil gil = cs_release();
    int error = getprotobyname_r(name, &entry, memory, size, &found);
    cs_acquire(gil);
    if (error != 0) return -error;
#else
    (void)memory;
    (void)size;
    found = getprotobyname(name);
#endif
    return found != NULL ? found->p_proto : -ENOENT;
}
