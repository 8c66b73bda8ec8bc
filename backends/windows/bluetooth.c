/* AF_BLUETOOTH's address for RFCOMM (ws2bth.h), declared here so that no header is needed: bytes without padding. */
#pragma pack(push, 1)
struct cs_sockaddr_bth {
    uint16_t addressFamily;
    uint64_t btAddr;
    uint8_t serviceClassId[16];
    uint32_t port;
};
#pragma pack(pop)

#if __has_include(<ws2bth.h>)
#include <ws2bth.h>
_Static_assert(sizeof(struct cs_sockaddr_bth) == sizeof(SOCKADDR_BTH), "SOCKADDR_BTH");
_Static_assert(offsetof(struct cs_sockaddr_bth, btAddr) == offsetof(SOCKADDR_BTH, btAddr), "btAddr");
_Static_assert(offsetof(struct cs_sockaddr_bth, port) == offsetof(SOCKADDR_BTH, port), "port");
/* As ints, which options are, these four are negative: see the table. */
#undef SO_BTH_AUTHENTICATE
#undef SO_BTH_MTU
#undef SO_BTH_MTU_MAX
#undef SO_BTH_MTU_MIN
#endif
