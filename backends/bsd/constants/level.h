/* Levels of socket options and control messages. Sources: unix(4) of FreeBSD, NetBSD and macOS, <sys/un.h>. */

/* UNIX sockets */
#define SOL_LOCAL ...
