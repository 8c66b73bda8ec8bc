static const int64_t CS_UNRESOLVED;
/* One answer of getaddrinfo. */
struct cs_answer {
    int family;
    int type;
    int protocol;
    int is_named;
    struct cs_address address;
};
/* The memory for answers starts with so many bytes for the canonical name. */
#define CS_NAME_SIZE ...
int64_t cs_getaddrinfo(const char *host, const char *service, int family, int type, int protocol, int flags,
                       char *memory, size_t size);
int64_t cs_getnameinfo(const char *address, unsigned int address_size, char *host, unsigned int host_size,
                       char *service, unsigned int service_size, int flags);
const char *cs_resolver_message(int failure);

typedef int... cs_host_family;
struct hostent {
    char *h_name;
    char **h_aliases;
    cs_host_family h_addrtype;
    char **h_addr_list;
    ...;
};
/* A host's entry with the memory that it points into. */
struct cs_host {
    struct hostent entry;
    char memory[16384];
};
int cs_gethostbyname(const char *name, struct cs_host *host);
int cs_gethostbyaddr(const char *packed, unsigned int size, int family, struct cs_host *host);
const char *cs_host_message(int failure);
int64_t cs_getservbyname(const char *name, const char *protocol, char *memory, size_t size);
int64_t cs_getservbyport(int port, const char *protocol, char *memory, size_t size, char *name, size_t name_size);
int64_t cs_getprotobyname(const char *name, char *memory, size_t size);
static const int CS_ANSWERS_ARE_OWN;
