"""What Windows has not, by name: a test that asks for one of these is skipped there."""

from __future__ import annotations

import re

# fmt: off
NAMES = frozenset((
    "AF_ALG", "AF_BLUETOOTH", "AF_CAN", "AF_NETLINK", "AF_PACKET", "AF_QIPCRTR", "AF_TIPC", "AF_UNIX", "AF_VSOCK",
    "IP_MTU", "IP_MTU_DISCOVER", "MSG_DONTWAIT", "MSG_NOSIGNAL",
    "SCM_CREDENTIALS", "SCM_RIGHTS", "SO_BINDTODEVICE", "SO_DOMAIN", "SO_MARK", "SO_PASSCRED", "SO_PEERCRED",
    "SO_PRIORITY", "SO_PROTOCOL", "SO_REUSEPORT",
    "SO_TIMESTAMP", "SO_TIMESTAMPING", "SO_TIMESTAMPNS", "SO_TIMESTAMPNS_NEW", "SO_TIMESTAMP_NEW",
    "SOCK_CLOEXEC", "SOCK_NONBLOCK",
    "recv_fds", "send_fds", "sethostname",
    "SIGALRM", "SIGUSR1", "fcntl", "fork", "mkfifo", "openpty", "pipe2", "resource", "setitimer",
))
# fmt: on
_MISSING = re.compile(r"(?:has no attribute|No module named) '(\w+)'")


def reason(failure: BaseException) -> str:
    """Why a test that ended so has nothing to test on Windows; empty if it has."""
    if type(failure).__name__ == "GiveUpOnSendfile":
        return "Windows has no sendfile"
    found = _MISSING.search(str(failure)) if isinstance(failure, (AttributeError, ModuleNotFoundError)) else None
    return f"Windows has no {found[1]}" if found and found[1] in NAMES else ""
