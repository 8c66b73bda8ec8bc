int64_t cs_recv_now(cs_socket fd, char *data, size_t size);
struct cs_received cs_recv_bytes(cs_socket fd, size_t size);
int64_t cs_recv(const struct cs_handle *handle, char *data, size_t size, int flags, int64_t timeout);
int64_t cs_recvfrom_now(cs_socket fd, struct cs_scratch *scratch, size_t size);
struct cs_received cs_recvfrom_bytes(cs_socket fd, size_t size, size_t span);
int64_t cs_recvfrom(const struct cs_handle *handle, char *data, size_t size, int flags, struct cs_address *peer,
                    int64_t timeout);
int64_t cs_send_now(cs_socket fd, const char *data, size_t size);
int64_t cs_send(const struct cs_handle *handle, const char *data, size_t size, int flags, int64_t timeout);
int64_t cs_sendto_now(cs_socket fd, const char *data, size_t size, const char *address, unsigned int address_size);
int64_t cs_sendto(const struct cs_handle *handle, const char *data, size_t size, int flags, const char *address,
                  unsigned int address_size, int64_t timeout);
