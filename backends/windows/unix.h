struct sockaddr_un {
    sa_family_t sun_family;
    char sun_path[...];
    ...;
};
static const int CS_HAS_ABSTRACT_NAMES;
