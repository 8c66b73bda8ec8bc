/* RxRPC, the remote procedure calls of AFS: options, security and control messages. Sources:
 * Documentation/networking/rxrpc.rst of the kernel, linux/rxrpc.h. */

/* Options */
#define RXRPC_EXCLUSIVE_CONNECTION 3
#define RXRPC_MANAGE_RESPONSE 7
#define RXRPC_MIN_SECURITY_LEVEL 4
#define RXRPC_SECURITY_KEY 1
#define RXRPC_SECURITY_KEYRING 2
#define RXRPC_SUPPORTED_CMSG 6
#define RXRPC_UPGRADEABLE_SERVICE 5

/* Security: levels and kinds */
#define RXRPC_SECURITY_AUTH 1
#define RXRPC_SECURITY_ENCRYPT 2
#define RXRPC_SECURITY_NONE 0
#define RXRPC_SECURITY_PLAIN 0
#define RXRPC_SECURITY_RXGK 4
#define RXRPC_SECURITY_RXK5 5
#define RXRPC_SECURITY_RXKAD 2
#define RXRPC_SECURITY_YFS_RXGK 6

/* Control messages */
#define RXRPC_ABORT 2
#define RXRPC_ACK 3
#define RXRPC_BUSY 6
#define RXRPC_CHALLENGED 16
#define RXRPC_CHARGE_ACCEPT 14
#define RXRPC_EXCLUSIVE_CALL 10
#define RXRPC_LOCAL_ERROR 7
#define RXRPC_NET_ERROR 5
#define RXRPC_NEW_CALL 8
#define RXRPC_OOB_ID 15
#define RXRPC_RESPOND 17
#define RXRPC_RESPONDED 18
#define RXRPC_RESP_RXGK_APPDATA 19
#define RXRPC_SET_CALL_TIMEOUT 13
#define RXRPC_TX_LENGTH 12
#define RXRPC_UPGRADE_SERVICE 11
#define RXRPC_USER_CALL_ID 1
