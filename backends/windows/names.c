/* What common/names.c asks of the resolver, which answers in wide characters what in plain ones it would answer in the
 * code page of the system.  Names are UTF-8 on our side. */
typedef ADDRINFOW cs_addrinfo;
#define cs_forget FreeAddrInfoW

/* Bytes that are no UTF-8 are in that code page.  Returns 0, or EAI_NONAME if there is no room. */
static int cs_widen(const char *text, wchar_t *wide, int room) {
    int used = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, room);
    if (used == 0 && GetLastError() == ERROR_NO_UNICODE_TRANSLATION) {
        used = MultiByteToWideChar(CP_ACP, 0, text, -1, wide, room);
    }
    return used > 0 ? 0 : EAI_NONAME;
}

/* Names are asked for as they are: what needs to be is encoded by IDNA before. */
static int cs_look_up(const char *host, const char *service, const cs_addrinfo *hints, cs_addrinfo **found) {
    wchar_t wide_host[NI_MAXHOST], wide_service[NI_MAXHOST];
    cs_addrinfo asked = *hints;
    asked.ai_flags |= AI_DISABLE_IDN_ENCODING;
    if (host != NULL && cs_widen(host, wide_host, NI_MAXHOST) != 0) return EAI_NONAME;
    if (service != NULL && cs_widen(service, wide_service, NI_MAXHOST) != 0) return EAI_NONAME;
    return GetAddrInfoW(host != NULL ? wide_host : NULL, service != NULL ? wide_service : NULL, &asked, found);
}

static int cs_look_back(const struct sockaddr *address, socklen_t address_size, char *host, unsigned int host_size,
                        char *service, unsigned int service_size, int flags) {
    wchar_t wide_host[NI_MAXHOST], wide_service[NI_MAXSERV];
    int failure = GetNameInfoW(address, address_size, wide_host, NI_MAXHOST, wide_service, NI_MAXSERV, flags);
    if (failure != 0) return failure;
    if (cs_narrow(wide_host, host, host_size) != 0 || cs_narrow(wide_service, service, service_size) != 0) {
        return EAI_NONAME;
    }
    return 0;
}

static void cs_copy_canonical(char *target, const wchar_t *name, size_t size) {
    if (cs_narrow(name, target, size) != 0) target[0] = '\0';
}

/* The older name functions, which Winsock answers in memory of the calling thread, and in the code page of the system.
 */
struct cs_host {
    struct hostent entry;
    char memory[16384];
};

/* The UTF-8 of a name, kept in the memory of `host` from `used` on; NULL if there is no room. */
static char *cs_keep_name(struct cs_host *host, size_t *used, const char *name) {
    wchar_t wide[NI_MAXHOST];
    char *kept = host->memory + *used;
    if (MultiByteToWideChar(CP_ACP, 0, name, -1, wide, NI_MAXHOST) == 0) return NULL;
    if (cs_narrow(wide, kept, sizeof host->memory - *used) != 0) return NULL;
    *used += strlen(kept) + 1;
    return kept;
}

#define CS_MOST_ALIASES 64

/* Returns 0, or the resolver's number.  The addresses stay in the memory of the thread. */
static int cs_host_found(const struct hostent *found, struct cs_host *host) {
    if (found == NULL) return WSAGetLastError();
    host->entry = *found;
    host->entry.h_aliases = (char **)(void *)host->memory;
    size_t used = (CS_MOST_ALIASES + 1) * sizeof(char *), count = 0;
    host->entry.h_name = cs_keep_name(host, &used, found->h_name);
    if (host->entry.h_name == NULL) return WSANO_RECOVERY;
    for (char **alias = found->h_aliases; alias != NULL && *alias != NULL && count < CS_MOST_ALIASES; alias++) {
        char *kept = cs_keep_name(host, &used, *alias);
        if (kept != NULL) host->entry.h_aliases[count++] = kept;
    }
    host->entry.h_aliases[count] = NULL;
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
