struct iovec {
    unsigned long iov_len;
    char *iov_base;
};
