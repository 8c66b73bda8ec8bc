struct sockaddr_dl {
    unsigned char sdl_len;
    sa_family_t sdl_family;
    uint16_t sdl_index;
    ...;
};
static const int CS_LINK_TYPE_AT;
static const int CS_LINK_DATA_AT;
