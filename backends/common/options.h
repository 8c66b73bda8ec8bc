int64_t cs_getsockopt(cs_socket fd, int level, int option, char *value, unsigned int size);
static const int64_t CS_NO_OPTION;
int64_t cs_getsockopt_int(cs_socket fd, int level, int option);
int64_t cs_setsockopt(cs_socket fd, int level, int option, const char *value, unsigned int size);
int64_t cs_setsockopt_int(cs_socket fd, int level, int option, int value);
