/* Name resolution.  Each returns n >= 0 or -errno; what the resolver itself says went wrong (EAI_*) is told as
 * CS_UNRESOLVED minus its number.  The resolver is asked by the platform's cs_look_up and cs_look_back: Windows' own
 * speaks of wide characters. */
static const int64_t CS_UNRESOLVED = -0x400000;

static int64_t cs_resolver_outcome(int result) {
    if (result == 0) return 0;
#ifdef EAI_SYSTEM
    if (result == EAI_SYSTEM && cs_last_error() != 0) return -cs_last_error();
#endif
    return CS_UNRESOLVED - result;
}

struct cs_answer {
    int family;
    int type;
    int protocol;
    int is_named;
    struct cs_address address;
};

#define CS_NAME_SIZE 1028 /* NI_MAXHOST, and a multiple of 4 */

/* Fills `memory` with the canonical name, if an answer is named, and from CS_NAME_SIZE on with the answers; with as
 * many as there is room for.  Returns how many there are. */
static int64_t cs_getaddrinfo(const char *host, const char *service, int family, int type, int protocol, int flags,
                              char *memory, size_t size) {
    cs_addrinfo hints, *found = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = family;
    hints.ai_socktype = type;
    hints.ai_protocol = protocol;
    hints.ai_flags = flags;
    cs_gil gil = cs_release();
    int64_t outcome = cs_resolver_outcome(cs_look_up(host, service, &hints, &found));
    cs_acquire(gil);
    if (outcome != 0) return outcome;
    size_t end = CS_NAME_SIZE;
    for (const cs_addrinfo *entry = found; entry != NULL; entry = entry->ai_next, outcome++) {
        struct cs_answer answer;
        if (end + sizeof answer > size) continue;
        memset(&answer, 0, sizeof answer);
        answer.family = entry->ai_family;
        answer.type = entry->ai_socktype;
        answer.protocol = entry->ai_protocol;
        cs_set_size(&answer.address, (socklen_t)entry->ai_addrlen);
        memcpy(answer.address.bytes, entry->ai_addr, answer.address.size);
        if (entry->ai_canonname != NULL) {
            answer.is_named = 1;
            cs_copy_canonical(memory, entry->ai_canonname, CS_NAME_SIZE);
        }
        memcpy(memory + end, &answer, sizeof answer);
        end += sizeof answer;
    }
    cs_forget(found);
    return outcome;
}

static int64_t cs_getnameinfo(const char *address, unsigned int address_size, char *host, unsigned int host_size,
                              char *service, unsigned int service_size, int flags) {
    cs_gil gil = cs_release();
    int result = cs_look_back((const struct sockaddr *)address, (socklen_t)address_size, host, host_size, service,
                              service_size, flags);
    int64_t outcome = cs_resolver_outcome(result);
    cs_acquire(gil);
    return outcome;
}

static const char *cs_resolver_message(int failure) {
    return gai_strerror(failure);
}
