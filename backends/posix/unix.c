/* AF_UNIX (unix(7), unix(4)): whether a name may start with a NUL and be no path, which is Linux's idea. */
#ifdef __linux__
static const int CS_HAS_ABSTRACT_NAMES = 1;
#else
static const int CS_HAS_ABSTRACT_NAMES = 0;
#endif
