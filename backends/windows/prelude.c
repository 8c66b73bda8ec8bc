/* What the calls of the seam need of Windows: Winsock 2, under the names that every platform's prelude offers.
 *
 * Error numbers are Winsock's own, with one exception: an interruption is EINTR here as everywhere. */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <mstcpip.h>
#include <windows.h>
#include <iphlpapi.h>
#include <netioapi.h>

#ifdef _MSC_VER /* Microsoft's compiler has C11's own word for it only if it is told to speak C11 */
#define _Static_assert static_assert
#endif

/* A SOCKET is as wide as a pointer.  It is kept as a signed number, so that -1 is none here as everywhere. */
typedef intptr_t cs_socket;
#define CS_NO_SOCKET ((cs_socket) - 1)

typedef USHORT sa_family_t;
typedef short cs_host_family;

#undef EISCONN
#define EISCONN WSAEISCONN

/* Enumerators of Microsoft's headers, which the preprocessor does not see. */
#ifndef IPPROTO_GGP
#define IPPROTO_GGP IPPROTO_GGP
#endif
#ifndef IPPROTO_IPV4
#define IPPROTO_IPV4 IPPROTO_IPV4
#endif
#ifndef IPPROTO_MAX
#define IPPROTO_MAX IPPROTO_MAX
#endif
#ifndef IPPROTO_ND
#define IPPROTO_ND IPPROTO_ND
#endif

/* Numbers of tables that other platforms share, which some headers lack (mingw-w64's among them) or have wrong. */
#ifndef AF_LINK
#define AF_LINK 33
#endif
#ifndef MSG_ERRQUEUE
#define MSG_ERRQUEUE 0x1000
#endif
#ifndef TCP_KEEPALIVE
#define TCP_KEEPALIVE 3
#endif
#ifndef TCP_KEEPCNT
#define TCP_KEEPCNT 16
#endif
#ifndef TCP_KEEPIDLE
#define TCP_KEEPIDLE 3
#endif
#ifndef TCP_KEEPINTVL
#define TCP_KEEPINTVL 17
#endif
#ifndef TCP_MAXSEG
#define TCP_MAXSEG 4
#endif
#ifndef IP_RECVERR
#define IP_RECVERR 75
#endif
#ifndef IPV6_RECVERR
#define IPV6_RECVERR 75
#endif
#undef EAI_NODATA
#define EAI_NODATA EAI_NONAME

static int cs_last_error(void) {
    int error = WSAGetLastError();
    return error == WSAEINTR ? EINTR : error;
}

static int cs_would_block(int error) {
    return error == WSAEWOULDBLOCK;
}

/* Nanoseconds of a clock that only goes forward. */
static int64_t cs_now(void) {
    LARGE_INTEGER ticks, second;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&second);
    int64_t rest = ticks.QuadPart % second.QuadPart;
    return ticks.QuadPart / second.QuadPart * 1000000000 + rest * 1000000000 / second.QuadPart;
}

/* No signal interrupts a call: Ctrl-C and its kin only leave a note for Python's main thread to find.  So nothing here
 * waits for longer than this many milliseconds, and then returns as if it had been interrupted. */
#define CS_SLICE 100

/* The seam waits by itself even on a socket that blocks. */
#define CS_WAITS(timeout) ((timeout) != 0)

/* Waits for `events` on `fd`, `milliseconds` at most (negative: for ever).  Returns as poll() does.  It is select(),
 * because WSAPoll() did not tell of a connection that failed before Windows 10 2004. */
static int cs_poll(cs_socket fd, short events, int milliseconds) {
    int slice = milliseconds < 0 || milliseconds > CS_SLICE ? CS_SLICE : milliseconds;
    struct timeval limit = {slice / 1000, slice % 1000 * 1000};
    fd_set ready = {1, {(SOCKET)fd}};
    fd_set failed = {1, {(SOCKET)fd}};
    int count = select(0, events & POLLIN ? &ready : NULL, events & POLLOUT ? &ready : NULL,
                       events & POLLERR ? &failed : NULL, &limit);
    if (count == 0 && slice != milliseconds) {
        WSASetLastError(WSAEINTR);
        return -1;
    }
    return count;
}

/* What the system's calls take and return for a number of bytes. */
typedef int cs_count;
#define CS_SIZE(size) ((size) < INT_MAX ? (int)(size) : INT_MAX)

/* Winsock's answers are in memory of the thread that asked. */
static const int CS_ANSWERS_ARE_OWN = 1;

/* UTF-8 of a wide string; returns 0, or an error number below 0 if there is no room. */
static int64_t cs_narrow(const wchar_t *wide, char *text, size_t size) {
    int room = size < INT_MAX ? (int)size : INT_MAX;
    return WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, room, NULL, NULL) > 0 ? 0 : -(int64_t)GetLastError();
}

/* inet_addr() takes the same forms and has no number of its own for failure. */
static int inet_aton(const char *text, struct in_addr *address) {
    address->s_addr = inet_addr(text);
    return address->s_addr != INADDR_NONE || strcmp(text, "255.255.255.255") == 0;
}

/* Winsock has to be started before its first call; it ends with the process.  Returns 0 or -errno. */
static int64_t cs_start(void) {
    WSADATA data;
    return -WSAStartup(MAKEWORD(2, 2), &data);
}
