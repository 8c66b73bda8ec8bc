/* AF_HYPERV's address (hvsocket.h), declared here so that no header is needed.  The two numbers are GUIDs. */
struct cs_sockaddr_hv {
    uint16_t Family;
    uint16_t Reserved;
    uint8_t VmId[16];
    uint8_t ServiceId[16];
};

#if __has_include(<hvsocket.h>)
#include <hvsocket.h>
_Static_assert(sizeof(struct cs_sockaddr_hv) == sizeof(SOCKADDR_HV), "SOCKADDR_HV");
_Static_assert(offsetof(struct cs_sockaddr_hv, ServiceId) == offsetof(SOCKADDR_HV, ServiceId), "ServiceId");
#endif
