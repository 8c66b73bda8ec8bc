/* Protocol numbers of IP that only Windows names. Sources: Winsock 2's ws2def.h; IANA, "Protocol Numbers". */

#define IPPROTO_CBT 7
#define IPPROTO_ICLFXBM 78
#define IPPROTO_IGP 9
#define IPPROTO_L2TP 115
#define IPPROTO_PGM 113
#define IPPROTO_RDP 27
#define IPPROTO_ST 5
