/* Address families that only Windows has, or that have numbers of their own there. Source: Winsock 2's ws2def.h. */

#define AF_ATM 22
#define AF_BAN 21
#define AF_CLUSTER 24
#define AF_FIREFOX 19
#define AF_IMPLINK 3
#define AF_IRDA 26
#define AF_NETBIOS 17
#define AF_TCNPROCESS 29
#define AF_UNIX 1
#define AF_VOICEVIEW 18
