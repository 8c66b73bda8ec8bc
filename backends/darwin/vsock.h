struct cs_sockaddr_vm {
    unsigned char svm_len;
    sa_family_t svm_family;
    uint16_t svm_reserved1;
    uint32_t svm_port;
    uint32_t svm_cid;
};
