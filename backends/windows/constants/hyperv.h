/* Hyper-V sockets, between virtual machines and their host. Source: Windows SDK, hvsocket.h. */

#define AF_HYPERV 34
#define HVSOCKET_ADDRESS_FLAG_PASSTHRU 1
#define HVSOCKET_CONNECTED_SUSPEND 4
#define HVSOCKET_CONNECT_TIMEOUT 1
#define HVSOCKET_CONNECT_TIMEOUT_MAX 300000
#define HV_PROTOCOL_RAW 1
