/* IPX: the one option that its C header named. Linux gave the protocol up in 2018. Source: <netipx/ipx.h> of glibc.
 * */

#define IPX_TYPE 1
