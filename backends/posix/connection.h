int64_t cs_socketpair(int family, int type, int protocol, int *pair);
