/* Address families and protocols that only macOS has. Sources: <sys/socket.h>, <sys/sys_domain.h> and
 * <sys/kern_control.h> of XNU. */

/* Families */
#define AF_NDRV ...
#define AF_PPP ...
#define AF_SYSTEM 32
#define AF_UTUN ...

/* Old spelling */
#define PF_SYSTEM 32

/* AF_SYSTEM: protocols, and the kind of address */
#define AF_SYS_CONTROL 2
#define SYSPROTO_CONTROL 2
#define SYSPROTO_EVENT 1

/* Options of kernel control sockets for tunnels, level SYSPROTO_CONTROL */
#define UTUN_OPT_FLAGS 1
#define UTUN_OPT_IFNAME 2
