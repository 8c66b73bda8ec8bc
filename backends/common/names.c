/* Name resolution.  cs_getaddrinfo and cs_getnameinfo return 0, or -errno, or 1 with the resolver's own number
 * (EAI_*) in *failure. */
struct cs_answer {
    int family;
    int type;
    int protocol;
    int has_canonical_name;
    struct cs_address address;
    const char *canonical_name;
};

static int64_t cs_resolver_outcome(int result, int *failure) {
    *failure = result;
    if (result == 0) return 0;
#ifdef EAI_SYSTEM
    if (result == EAI_SYSTEM) return -cs_last_error();
#endif
    return 1;
}

static int64_t cs_getaddrinfo(const char *host, const char *service, int family, int type, int protocol, int flags,
                              struct addrinfo **answers, int *failure) {
    struct addrinfo hints;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = family;
    hints.ai_socktype = type;
    hints.ai_protocol = protocol;
    hints.ai_flags = flags;
    cs_gil gil = cs_release();
    int64_t outcome = cs_resolver_outcome(getaddrinfo(host, service, &hints, answers), failure);
    cs_acquire(gil);
    return outcome;
}

/* Copies the first of `answers` out; returns the rest, NULL at the end. */
static struct addrinfo *cs_next_answer(struct addrinfo *answers, struct cs_answer *answer) {
    memset(&answer->address, 0, sizeof answer->address);
    answer->family = answers->ai_family;
    answer->type = answers->ai_socktype;
    answer->protocol = answers->ai_protocol;
    answer->has_canonical_name = answers->ai_canonname != NULL;
    answer->canonical_name = answers->ai_canonname;
    cs_set_size(&answer->address, (socklen_t)answers->ai_addrlen);
    memcpy(answer->address.bytes, answers->ai_addr, answer->address.size);
    return answers->ai_next;
}

static void cs_free_answers(struct addrinfo *answers) {
    freeaddrinfo(answers);
}

static int64_t cs_getnameinfo(const char *address, unsigned int address_size, char *host, unsigned int host_size,
                              char *service, unsigned int service_size, int flags, int *failure) {
    cs_gil gil = cs_release();
    int result = getnameinfo((const struct sockaddr *)address, (socklen_t)address_size, host, host_size, service,
                             service_size, flags);
    int64_t outcome = cs_resolver_outcome(result, failure);
    cs_acquire(gil);
    return outcome;
}

static const char *cs_resolver_message(int failure) {
    return gai_strerror(failure);
}
