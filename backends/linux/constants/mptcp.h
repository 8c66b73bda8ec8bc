/* Multipath TCP: options that tell of a connection and its subflows. Sources: RFC 8684, linux/mptcp.h. */

#define MPTCP_FULL_INFO 4
#define MPTCP_INFO 1
#define MPTCP_INFO_FLAG_FALLBACK 0x1
#define MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED 0x2
#define MPTCP_SUBFLOW_ADDRS 3
#define MPTCP_TCPINFO 2
