/* TIPC: addresses, options, groups and the topology service. Sources: tipc(7), linux/tipc.h. */

#include <linux/tipc.h>

/* Kinds of address, with the kernel's newer names for them */
#define TIPC_ADDR_ID 3
#define TIPC_ADDR_MCAST 1
#define TIPC_ADDR_NAME 2
#define TIPC_ADDR_NAMESEQ 1
#define TIPC_SERVICE_ADDR 2
#define TIPC_SERVICE_RANGE 1
#define TIPC_SOCKET_ADDR 3

/* Scopes */
#define TIPC_CLUSTER_SCOPE 2
#define TIPC_NODE_SCOPE 3
#define TIPC_ZONE_SCOPE 1

/* Types of service that TIPC keeps for itself */
#define TIPC_CFG_SRV 0
#define TIPC_LINK_STATE 2
#define TIPC_NODE_STATE 0
#define TIPC_RESERVED_TYPES 64
#define TIPC_TOP_SRV 1

/* Options */
#define TIPC_CONN_TIMEOUT 130
#define TIPC_DEST_DROPPABLE 129
#define TIPC_GROUP_JOIN 135
#define TIPC_GROUP_LEAVE 136
#define TIPC_IMPORTANCE 127
#define TIPC_MCAST_BROADCAST 133
#define TIPC_MCAST_REPLICAST 134
#define TIPC_NODELAY 138
#define TIPC_NODE_RECVQ_DEPTH 131
#define TIPC_SOCK_RECVQ_DEPTH 132
#define TIPC_SOCK_RECVQ_USED 137
#define TIPC_SRC_DROPPABLE 128

/* Arguments of TIPC_IMPORTANCE */
#define TIPC_CRITICAL_IMPORTANCE 3
#define TIPC_HIGH_IMPORTANCE 2
#define TIPC_LOW_IMPORTANCE 0
#define TIPC_MEDIUM_IMPORTANCE 1

/* Flags of TIPC_GROUP_JOIN */
#define TIPC_GROUP_LOOPBACK 0x1
#define TIPC_GROUP_MEMBER_EVTS 0x2

/* Messages: their size, control messages, and why one came back */
#define TIPC_CONN_SHUTDOWN 5
#define TIPC_DESTNAME 3
#define TIPC_ERRINFO 1
#define TIPC_ERR_NO_NAME 1
#define TIPC_ERR_NO_NODE 3
#define TIPC_ERR_NO_PORT 2
#define TIPC_ERR_OVERLOAD 4
#define TIPC_MAX_USER_MSG_SIZE 66000
#define TIPC_OK 0
#define TIPC_RETDATA 2

/* Topology service: subscriptions and events */
#define TIPC_PUBLISHED 1
#define TIPC_SUBSCR_TIMEOUT 3
#define TIPC_SUB_CANCEL 0x4
#define TIPC_SUB_PORTS 0x1
#define TIPC_SUB_SERVICE 0x2
#define TIPC_WAIT_FOREVER -1
#define TIPC_WITHDRAWN 2
