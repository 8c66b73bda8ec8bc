/* Amateur radio: options of AX.25, NET/ROM and ROSE. Sources: linux/ax25.h, linux/netrom.h, linux/rose.h. */

/* AX.25 */
#define AX25_BACKOFF 6
#define AX25_EXTSEQ 7
#define AX25_IAMDIGI 12
#define AX25_IDLE 9
#define AX25_N2 3
#define AX25_PACLEN 10
#define AX25_PIDINCL 8
#define AX25_T1 2
#define AX25_T2 5
#define AX25_T3 4
#define AX25_WINDOW 1

/* NET/ROM */
#define NETROM_IDLE 7
#define NETROM_N2 3
#define NETROM_T1 1
#define NETROM_T2 2
#define NETROM_T4 6

/* ROSE */
#define ROSE_DEFER 1
#define ROSE_HOLDBACK 7
#define ROSE_IDLE 5
#define ROSE_QBITINCL 6
#define ROSE_T1 2
#define ROSE_T2 3
#define ROSE_T3 4
