/* AF_ALG, the kernel's cryptography. Python's names for public keys (ALG_OP_SIGN, ALG_OP_VERIFY, ALG_SET_PUBKEY) come
 * from a patch that the kernel never took, so that number 6 now has two names. Sources:
 * Documentation/crypto/userspace-if.rst of the kernel, linux/if_alg.h. */

#include <linux/if_alg.h>

/* Options and control messages */
#define ALG_SET_AEAD_ASSOCLEN 4
#define ALG_SET_AEAD_AUTHSIZE 5
#define ALG_SET_DRBG_ENTROPY 6
#define ALG_SET_IV 2
#define ALG_SET_KEY 1
#define ALG_SET_KEY_BY_KEY_SERIAL 7
#define ALG_SET_OP 3
#define ALG_SET_PUBKEY 6

/* Operations */
#define ALG_OP_DECRYPT 0
#define ALG_OP_ENCRYPT 1
#define ALG_OP_SIGN 2
#define ALG_OP_VERIFY 3
