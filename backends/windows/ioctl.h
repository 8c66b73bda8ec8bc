int64_t cs_ioctl(cs_socket fd, unsigned long request, const char *value, unsigned int size);
