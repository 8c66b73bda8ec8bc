/* The name of this machine, in UTF-8 (gethostname() would give it in the code page of the system).  Returns 0 or
 * -errno. */
static int64_t cs_gethostname(char *name, size_t size) {
    wchar_t wide[256];
    DWORD length = sizeof wide / sizeof *wide;
    if (!GetComputerNameExW(ComputerNamePhysicalDnsHostname, wide, &length)) return -(int64_t)GetLastError();
    return cs_narrow(wide, name, size);
}
