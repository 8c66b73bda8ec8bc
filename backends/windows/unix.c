/* AF_UNIX of Windows 10 and later (afunix.h), a stream without control messages. */
#if __has_include(<afunix.h>)
#include <afunix.h>
#else
struct sockaddr_un {
    ADDRESS_FAMILY sun_family;
    char sun_path[108];
};
#endif
_Static_assert(sizeof(struct sockaddr_un) == 110, "sockaddr_un");

static const int CS_HAS_ABSTRACT_NAMES = 0;
