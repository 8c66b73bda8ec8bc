struct cs_sockaddr_pn {
    sa_family_t spn_family;
    uint8_t spn_obj;
    uint8_t spn_dev;
    uint8_t spn_resource;
    uint8_t spn_zero[11];
};
