/* TCP: options of Linux. Some of them other systems have as well; they are here because C libraries in use lack them.
 * Sources: tcp(7), linux/tcp.h, RFC 5925 (TCP-AO). */

/* Options */
#define TCP_AO_ADD_KEY 38
#define TCP_AO_DEL_KEY 39
#define TCP_AO_GET_KEYS 41
#define TCP_AO_INFO 40
#define TCP_AO_REPAIR 42
#define TCP_CC_INFO 26
#define TCP_CM_INQ 36
#define TCP_CONGESTION 13
#define TCP_CORK 3
#define TCP_DEFER_ACCEPT 9
#define TCP_DELACK_MAX_US 46
#define TCP_FASTOPEN 23
#define TCP_FASTOPEN_CONNECT 30
#define TCP_FASTOPEN_KEY 33
#define TCP_FASTOPEN_NO_COOKIE 34
#define TCP_INFO 11
#define TCP_INQ 36
#define TCP_IS_MPTCP 43
#define TCP_LINGER2 8
#define TCP_MD5SIG 14
#define TCP_MD5SIG_EXT 32
#define TCP_NOTSENT_LOWAT 25
#define TCP_QUEUE_SEQ 21
#define TCP_QUICKACK 12
#define TCP_REPAIR 19
#define TCP_REPAIR_OPTIONS 22
#define TCP_REPAIR_QUEUE 20
#define TCP_REPAIR_WINDOW 29
#define TCP_RTO_MAX_MS 44
#define TCP_RTO_MIN_US 45
#define TCP_SAVED_SYN 28
#define TCP_SAVE_SYN 27
#define TCP_SYNCNT 7
#define TCP_THIN_DUPACK 17
#define TCP_THIN_LINEAR_TIMEOUTS 16
#define TCP_TIMESTAMP 24
#define TCP_TX_DELAY 37
#define TCP_ULP 31
#define TCP_USER_TIMEOUT 18
#define TCP_WINDOW_CLAMP 10
#define TCP_ZEROCOPY_RECEIVE 35

/* Arguments of TCP_REPAIR and TCP_REPAIR_QUEUE */
#define TCP_NO_QUEUE 0
#define TCP_RECV_QUEUE 1
#define TCP_REPAIR_OFF 0
#define TCP_REPAIR_OFF_NO_WP -1
#define TCP_REPAIR_ON 1
#define TCP_SEND_QUEUE 2

/* Keys: TCP_MD5SIG_EXT and TCP-AO */
#define TCP_AO_KEYF_EXCLUDE_OPT 0x2
#define TCP_AO_KEYF_IFINDEX 0x1
#define TCP_AO_MAXKEYLEN 80
#define TCP_MD5SIG_FLAG_IFINDEX 0x2
#define TCP_MD5SIG_FLAG_PREFIX 0x1
#define TCP_MD5SIG_MAXKEYLEN 80
