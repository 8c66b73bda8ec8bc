/* Whether Windows has a provider for a family: its catalog knows without opening a socket.  Returns 1 or 0, or -errno.
 */
static int cs_provides(int family) {
    DWORD size = 0;
    WSAEnumProtocolsW(NULL, NULL, &size);
    WSAPROTOCOL_INFOW *catalog = malloc(size);
    if (catalog == NULL) return -ERROR_NOT_ENOUGH_MEMORY;
    int count = WSAEnumProtocolsW(NULL, catalog, &size);
    int found = count < 0 ? -cs_last_error() : 0;
    for (int at = 0; at < count && !found; at++)
        found = catalog[at].iAddressFamily == family;
    free(catalog);
    return found;
}
