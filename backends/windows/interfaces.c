/* Network interfaces by name and by index, as if_nameindex(3) of POSIX systems has them; names are UTF-8. */
#define CS_NAME_ROOM (NDIS_IF_MAX_STRING_SIZE * 3 + 1)
static const int CS_IF_NAMESIZE = CS_NAME_ROOM;

struct if_nameindex {
    unsigned int if_index;
    char *if_name;
};

static int64_t cs_interface_of_luid(const NET_LUID *luid, char *name) {
    wchar_t wide[NDIS_IF_MAX_STRING_SIZE + 1];
    DWORD error = ConvertInterfaceLuidToNameW(luid, wide, NDIS_IF_MAX_STRING_SIZE + 1);
    return error == NO_ERROR ? cs_narrow(wide, name, CS_NAME_ROOM) : -(int64_t)error;
}

/* The list ends with an index of 0; one piece of memory holds it and then the names. */
static int64_t cs_if_nameindex(struct if_nameindex **interfaces) {
    MIB_IF_TABLE2 *table;
    cs_gil gil = cs_release();
    DWORD error = GetIfTable2Ex(MibIfTableRaw, &table);
    cs_acquire(gil);
    if (error != NO_ERROR) return -(int64_t)error;
    size_t count = table->NumEntries;
    struct if_nameindex *entries = calloc(count + 1, sizeof *entries + CS_NAME_ROOM);
    int64_t outcome = entries != NULL ? 0 : -ERROR_NOT_ENOUGH_MEMORY;
    for (size_t at = 0; outcome == 0 && at < count; at++) {
        entries[at].if_index = table->Table[at].InterfaceIndex;
        entries[at].if_name = (char *)(entries + count + 1) + at * CS_NAME_ROOM;
        outcome = cs_interface_of_luid(&table->Table[at].InterfaceLuid, entries[at].if_name);
    }
    FreeMibTable(table);
    if (outcome != 0) free(entries);
    *interfaces = outcome == 0 ? entries : NULL;
    return outcome;
}

static void cs_if_freenameindex(struct if_nameindex *interfaces) {
    free(interfaces);
}

/* Returns the index, or -errno. */
static int64_t cs_if_nametoindex(const char *name) {
    wchar_t wide[NDIS_IF_MAX_STRING_SIZE + 1];
    NET_LUID luid;
    NET_IFINDEX index;
    if (MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, NDIS_IF_MAX_STRING_SIZE + 1) == 0) {
        return -(int64_t)GetLastError();
    }
    DWORD error = ConvertInterfaceNameToLuidW(wide, &luid);
    if (error == NO_ERROR) error = ConvertInterfaceLuidToIndex(&luid, &index);
    return error == NO_ERROR ? (int64_t)index : -(int64_t)error;
}

/* `name` has room for CS_IF_NAMESIZE bytes.  Returns 0 or -errno. */
static int64_t cs_if_indextoname(unsigned int index, char *name) {
    NET_LUID luid;
    DWORD error = ConvertInterfaceIndexToLuid(index, &luid);
    return error == NO_ERROR ? cs_interface_of_luid(&luid, name) : -(int64_t)error;
}
