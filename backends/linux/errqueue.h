int64_t cs_wait_errqueue(const struct cs_handle *handle, int64_t timeout);
