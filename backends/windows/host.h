int64_t cs_gethostname(char *name, size_t size);
