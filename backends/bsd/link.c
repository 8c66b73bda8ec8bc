/* AF_LINK: an interface, and its address on the wire (link_addr(3), <net/if_dl.h>).  Behind the index stand the type of
 * the interface, then the lengths of its name, its address and its selector, a byte each, and from CS_LINK_DATA_AT on
 * what they count; how much room there is for that is each system's own. */
#include <net/if_dl.h>

static const int CS_LINK_TYPE_AT = (int)offsetof(struct sockaddr_dl, sdl_type);
static const int CS_LINK_DATA_AT = (int)offsetof(struct sockaddr_dl, sdl_data);
_Static_assert(offsetof(struct sockaddr_dl, sdl_nlen) == offsetof(struct sockaddr_dl, sdl_type) + 1, "sdl_nlen");
_Static_assert(offsetof(struct sockaddr_dl, sdl_alen) == offsetof(struct sockaddr_dl, sdl_type) + 2, "sdl_alen");
_Static_assert(offsetof(struct sockaddr_dl, sdl_slen) == offsetof(struct sockaddr_dl, sdl_type) + 3, "sdl_slen");
