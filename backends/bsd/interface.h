int64_t cs_interface_index(cs_socket fd, const char *name);
int64_t cs_interface_name(cs_socket fd, int index, char *name);
