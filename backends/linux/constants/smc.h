/* SMC, which moves TCP's data by shared memory or RDMA and falls back to TCP. Sources: af_smc(7), RFC 7609,
 * linux/smc.h. */

/* Protocols: over IPv4 and over IPv6 */
#define SMCPROTO_SMC 0
#define SMCPROTO_SMC6 1

/* Options */
#define SMC_LIMIT_HS 1
