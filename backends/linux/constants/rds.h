/* RDS, reliable datagrams over InfiniBand or TCP. Sources: rds(7), rds-rdma(7), linux/rds.h. */

/* Options */
#define RDS_CANCEL_SENT_TO 1
#define RDS_CONG_MONITOR 6
#define RDS_FREE_MR 3
#define RDS_GET_MR 2
#define RDS_GET_MR_FOR_DEST 7
#define RDS_RECVERR 5
#define SO_RDS_MSG_RXPATH_LATENCY 10
#define SO_RDS_TRANSPORT 8

/* Transports */
#define RDS_TRANS_IB 0
#define RDS_TRANS_LOOP 3
#define RDS_TRANS_NONE -1
#define RDS_TRANS_TCP 2

/* Control messages */
#define RDS_CMSG_ATOMIC_CSWP 7
#define RDS_CMSG_ATOMIC_FADD 6
#define RDS_CMSG_CONG_UPDATE 5
#define RDS_CMSG_MASKED_ATOMIC_CSWP 9
#define RDS_CMSG_MASKED_ATOMIC_FADD 8
#define RDS_CMSG_RDMA_ARGS 1
#define RDS_CMSG_RDMA_DEST 2
#define RDS_CMSG_RDMA_MAP 3
#define RDS_CMSG_RDMA_STATUS 4
#define RDS_CMSG_RXPATH_LATENCY 11
#define RDS_CMSG_ZCOPY_COMPLETION 13
#define RDS_CMSG_ZCOPY_COOKIE 12

/* RDMA: flags and outcomes */
#define RDS_RDMA_CANCELED 2
#define RDS_RDMA_DONTWAIT 0x10
#define RDS_RDMA_DROPPED 3
#define RDS_RDMA_FENCE 0x2
#define RDS_RDMA_INVALIDATE 0x4
#define RDS_RDMA_NOTIFY_ME 0x20
#define RDS_RDMA_OTHER_ERROR 4
#define RDS_RDMA_READWRITE 0x1
#define RDS_RDMA_REMOTE_ERROR 1
#define RDS_RDMA_SILENT 0x40
#define RDS_RDMA_SUCCESS 0
#define RDS_RDMA_USE_ONCE 0x8
