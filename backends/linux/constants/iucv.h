/* IUCV, between the guests of a mainframe's hypervisor: options and its control message. Their header is not one that
 * the kernel hands out. Source: include/net/iucv/af_iucv.h of the kernel. */

#define SCM_IUCV_TRGCLS 1
#define SO_IPRMDATA_MSG 0x80
#define SO_MSGLIMIT 0x1000
#define SO_MSGSIZE 0x800
