/* Network interfaces by name and by index. */

/* The array ends with an index of 0; to be freed by cs_if_freenameindex.  Returns 0 or -errno. */
static const int CS_IF_NAMESIZE = IF_NAMESIZE;

static int64_t cs_if_nameindex(struct if_nameindex **interfaces) {
    *interfaces = if_nameindex();
    return *interfaces != NULL ? 0 : -errno;
}

static void cs_if_freenameindex(struct if_nameindex *interfaces) {
    if_freenameindex(interfaces);
}

/* Returns the index, or -errno. */
static int64_t cs_if_nametoindex(const char *name) {
    unsigned int index = if_nametoindex(name);
    return index != 0 ? (int64_t)index : -errno;
}

/* `name` has room for IF_NAMESIZE bytes.  Returns 0 or -errno. */
static int64_t cs_if_indextoname(unsigned int index, char *name) {
    return if_indextoname(index, name) != NULL ? 0 : -errno;
}
