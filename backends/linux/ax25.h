struct cs_sockaddr_ax25 {
    sa_family_t sax25_family;
    uint8_t sax25_call[7];
    int sax25_ndigis;
};
struct cs_full_sockaddr_ax25 {
    struct cs_sockaddr_ax25 fsa_ax25;
    uint8_t fsa_digipeater[8][7];
};
