/* What only macOS has.  Its headers offer the options of RFC 3542, in place of those of RFC 2292, to those who ask. */
#define __APPLE_USE_RFC_3542 1

/* Of descriptors that come with a message (SCM_RIGHTS) its kernel gives the process all, and then tells of as many as
 * there is room for: the others would stay open with nobody knowing (bsd/kern/uipc_socket.c of XNU, soreceive_ctl).
 * So there is always room for all, and backends/posix/message.c closes what nobody asked for. */
#define CS_TELLS_TOO_FEW_DESCRIPTORS 1
