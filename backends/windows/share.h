/* A socket in a form that another process can open. */
static const int CS_SHARED_SIZE;
int64_t cs_share(cs_socket fd, unsigned long process, char *shared);
int64_t cs_open_shared(const char *shared, int *family, int *type, int *protocol);
