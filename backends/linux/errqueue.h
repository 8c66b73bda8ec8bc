int64_t cs_wait_errqueue(cs_socket fd, int64_t timeout);
