struct if_nameindex {
    unsigned int if_index;
    char *if_name;
    ...;
};
static const int CS_IF_NAMESIZE;
int64_t cs_if_nameindex(struct if_nameindex **interfaces);
void cs_if_freenameindex(struct if_nameindex *interfaces);
int64_t cs_if_nametoindex(const char *name);
int64_t cs_if_indextoname(unsigned int index, char *name);
