int64_t cs_interface_type(cs_socket fd, const char *name);
int64_t cs_vsock_machine(void);
int64_t cs_try_recvmmsg(cs_socket fd);
int64_t cs_try_sendmmsg(cs_socket fd);
