struct cs_sockaddr_tipc {
    sa_family_t family;
    uint8_t addrtype;
    int8_t scope;
    union {
        struct {
            uint32_t ref;
            uint32_t node;
        } id;
        struct {
            uint32_t type;
            uint32_t lower;
            uint32_t upper;
        } nameseq;
        struct {
            uint32_t type;
            uint32_t instance;
            uint32_t domain;
        } name;
    } addr;
};
