int64_t cs_gethostname(char *name, size_t size);
int64_t cs_sethostname(const char *name, size_t size);
