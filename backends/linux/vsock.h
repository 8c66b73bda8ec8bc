struct cs_sockaddr_vm {
    sa_family_t svm_family;
    unsigned short svm_reserved1;
    uint32_t svm_port;
    uint32_t svm_cid;
    uint8_t svm_flags;
    uint8_t svm_zero[3];
};
