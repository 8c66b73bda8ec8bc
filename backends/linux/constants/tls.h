/* TLS in the kernel: a TCP socket with TCP_ULP "tls". Sources: Documentation/networking/tls.rst of the kernel,
 * linux/tls.h. */

#include <linux/tls.h>

/* Options */
#define TLS_RX 2
#define TLS_RX_EXPECT_NO_PAD 4
#define TLS_TX 1
#define TLS_TX_MAX_PAYLOAD_LEN 5
#define TLS_TX_ZEROCOPY_RO 3

/* Control messages */
#define TLS_GET_RECORD_TYPE 2
#define TLS_SET_RECORD_TYPE 1

/* Versions and ciphers */
#define TLS_1_2_VERSION 0x0303
#define TLS_1_3_VERSION 0x0304
#define TLS_CIPHER_AES_CCM_128 53
#define TLS_CIPHER_AES_GCM_128 51
#define TLS_CIPHER_AES_GCM_256 52
#define TLS_CIPHER_ARIA_GCM_128 57
#define TLS_CIPHER_ARIA_GCM_256 58
#define TLS_CIPHER_CHACHA20_POLY1305 54
#define TLS_CIPHER_SM4_CCM 56
#define TLS_CIPHER_SM4_GCM 55
