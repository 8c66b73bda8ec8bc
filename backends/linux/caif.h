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
