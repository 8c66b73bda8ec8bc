/* AF_CAIF's address (linux/caif/caif_socket.h), one for all of its protocols. */

struct cs_sockaddr_caif {
    sa_family_t family;
    union {
        struct {
            uint8_t type;
        } at;
        struct {
            char service[16];
        } util;
        struct {
            uint32_t connection_id;
        } dgm;
        struct {
            uint32_t connection_id;
            char volume[16];
        } rfm;
        struct {
            uint8_t type;
            uint8_t service;
        } dbg;
    } u;
};

#if __has_include(<linux/caif/caif_socket.h>)
#include <linux/caif/caif_socket.h>
CS_SAME_SIZE(cs_sockaddr_caif, sockaddr_caif);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.at.type);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.util.service);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.dgm.connection_id);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.rfm.connection_id);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.rfm.volume);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.dbg.type);
CS_SAME_PLACE(cs_sockaddr_caif, sockaddr_caif, u.dbg.service);
#endif
