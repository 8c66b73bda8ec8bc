struct iovec {
    void *iov_base;
    size_t iov_len;
    ...;
};
struct cs_received cs_recvmsg_into_four_now(cs_socket fd, char *first, size_t first_size, char *second,
                                            size_t second_size, char *third, size_t third_size, char *fourth,
                                            size_t fourth_size, size_t span);
