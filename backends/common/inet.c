/* Internet addresses as text and as bytes.  Each returns 1, or 0 if the text is no address, or -errno. */

static int cs_inet_aton(const char *text, char *packed) {
    struct in_addr address;
    if (!inet_aton(text, &address)) return 0;
    memcpy(packed, &address, sizeof address);
    return 1;
}

static int cs_inet_pton(int family, const char *text, char *packed) {
    int result = inet_pton(family, text, packed);
    return result < 0 ? -cs_last_error() : result;
}

static int cs_inet_ntop(int family, const char *packed, char *text, unsigned int size) {
    return inet_ntop(family, packed, text, size) != NULL ? 1 : -cs_last_error();
}
