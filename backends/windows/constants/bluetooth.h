/* Bluetooth: RFCOMM. Options have their highest bit set and so are negative as an int, which is what setsockopt()
 * takes. Source: Windows SDK, ws2bth.h. */

#define AF_BLUETOOTH 32
#define BTPROTO_RFCOMM 3
#define SOL_RFCOMM 3

#define SO_BTH_AUTHENTICATE -2147483647
#define SO_BTH_ENCRYPT 2
#define SO_BTH_MTU -2147483641
#define SO_BTH_MTU_MAX -2147483640
#define SO_BTH_MTU_MIN -2147483638
