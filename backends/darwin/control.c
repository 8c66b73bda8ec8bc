/* AF_SYSTEM, protocol SYSPROTO_CONTROL: controls that kernel extensions offer by name.  Declared here since not every
 * SDK has the headers.  Source: <sys/kern_control.h> of XNU. */
struct cs_sockaddr_ctl {
    unsigned char sc_len;
    sa_family_t sc_family;
    uint16_t ss_sysaddr;
    uint32_t sc_id;
    uint32_t sc_unit;
    uint32_t sc_reserved[5];
};

struct cs_ctl_info {
    uint32_t ctl_id;
    char ctl_name[96];
};
#define CS_CTLIOCGINFO _IOWR('N', 3, struct cs_ctl_info)

#if __has_include(<sys/kern_control.h>)
#include <sys/kern_control.h>
_Static_assert(sizeof(struct cs_sockaddr_ctl) == sizeof(struct sockaddr_ctl), "sockaddr_ctl");
_Static_assert(offsetof(struct cs_sockaddr_ctl, ss_sysaddr) == offsetof(struct sockaddr_ctl, ss_sysaddr), "ss_sysaddr");
_Static_assert(offsetof(struct cs_sockaddr_ctl, sc_id) == offsetof(struct sockaddr_ctl, sc_id), "sc_id");
_Static_assert(offsetof(struct cs_sockaddr_ctl, sc_unit) == offsetof(struct sockaddr_ctl, sc_unit), "sc_unit");
_Static_assert(sizeof(struct cs_ctl_info) == sizeof(struct ctl_info), "ctl_info");
_Static_assert(CS_CTLIOCGINFO == CTLIOCGINFO, "CTLIOCGINFO");
#endif

/* Returns the number by which the kernel knows a control, or -errno.  A name has less than 96 bytes. */
static int64_t cs_control_id(cs_socket fd, const char *name) {
    struct cs_ctl_info info;
    memset(&info, 0, sizeof info);
    strncpy(info.ctl_name, name, sizeof info.ctl_name - 1);
    return ioctl(fd, CS_CTLIOCGINFO, &info) == 0 ? (int64_t)info.ctl_id : -errno;
}
