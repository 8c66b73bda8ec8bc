"""What cffisock knows beside families and protocols: calls, options and control messages, and how to ask for each.

A check is given a new socket and returns 0, or ``-errno``; it sends nothing.  What it sets goes with the socket.
"""

from __future__ import annotations

import errno
from typing import NamedTuple

from cffisock.ancillary import encode, rights
from cffisock.constants import numbers
from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[int], int]


class Feature(NamedTuple):
    """A feature.

    Attributes:
        name: what it is called.
        purpose: what it is for, in a few words.
        socket: family, type and protocol of the socket that is asked: names of constants.
        check: asks it; None where this platform has nothing to ask.
        own: the name that the interpreter's own module has for it.
        since: the first Linux that has it.
        switch: the file below ``/proc/sys`` that can forbid it, and in ``on`` what to write there.
    """

    name: str
    purpose: str
    socket: tuple[str, str, str]
    check: Check | None
    own: str
    since: str
    switch: str = ""
    on: str = ""


def _option(level: str, name: str, value: int) -> Check | None:
    """Sets an option."""
    if level not in numbers or name not in numbers:
        return None
    return lambda fd: lib.cs_setsockopt_int(fd, numbers[level], numbers[name], value)


def _call(name: str) -> Check | None:
    """Makes a call for nothing, by a function of the seam."""
    return getattr(lib, name, None)


def _nothing(fd: int) -> int:  # noqa: ARG001 - nothing is asked of it
    """That the socket could be opened is all."""
    return 0


def _bind_to_no_name(fd: int) -> int:
    """To a name of AF_UNIX without any letters: Linux chooses an abstract one (unix(7), "Autobind")."""
    size = ffi.offsetof("struct sockaddr", "sa_data")
    address = ffi.new("struct sockaddr *", {"sa_family": numbers["AF_UNIX"]})
    return lib.cs_bind(fd, ffi.buffer(address)[:size], size)


def _send_rights_to_nobody(fd: int) -> int:
    """Systems look at the control message first; one that they do not know is an error of its own."""
    control = encode([rights([fd])])
    handle = ffi.new("struct cs_handle *", (fd,))
    outcome = lib.cs_sendmsg_from_one(handle, b"", 0, control, len(control), 0, ffi.NULL, 0, 0)
    return 0 if outcome in (-errno.ENOTCONN, -errno.EDESTADDRREQ) else min(outcome, 0)


_TCP, _UDP = ("AF_INET", "SOCK_STREAM", "IPPROTO_TCP"), ("AF_INET", "SOCK_DGRAM", "IPPROTO_UDP")
_UNIX = ("AF_UNIX", "SOCK_DGRAM", "IPPROTO_IP")

FEATURES: tuple[Feature, ...] = (
    Feature(
        "MPTCP",
        "TCP over several paths",
        ("AF_INET", "SOCK_STREAM", "IPPROTO_MPTCP"),
        _nothing,
        "IPPROTO_MPTCP",
        "5.6",
        "net/mptcp/enabled",
        "1",
    ),
    Feature(
        "MSG_ZEROCOPY", "sending without a copy", _TCP, _option("SOL_SOCKET", "SO_ZEROCOPY", 1), "MSG_ZEROCOPY", "4.14"
    ),
    Feature(
        "SCM_PIDFD",
        "who sent it, as a descriptor",
        _UNIX,
        _option("SOL_SOCKET", "SO_PASSPIDFD", 1),
        "SCM_PIDFD",
        "6.5",
    ),
    Feature("SCM_RIGHTS", "passing descriptors", _UNIX, _send_rights_to_nobody, "SCM_RIGHTS", "2.2"),
    Feature(
        "SO_REUSEPORT",
        "several sockets on one port",
        _UDP,
        _option("SOL_SOCKET", "SO_REUSEPORT", 1),
        "SO_REUSEPORT",
        "3.9",
    ),
    Feature(
        "SO_TIMESTAMPING",
        "when packets came and went",
        _UDP,
        _option("SOL_SOCKET", "SO_TIMESTAMPING", numbers.get("SOF_TIMESTAMPING_SOFTWARE", 0)),
        "SO_TIMESTAMPING",
        "2.6.30",
    ),
    Feature(
        "TCP_FASTOPEN",
        "data in the first packet",
        _TCP,
        _option("IPPROTO_TCP", "TCP_FASTOPEN", 1),
        "TCP_FASTOPEN",
        "3.7",
    ),
    Feature("UDP_GRO", "many datagrams in one piece", _UDP, _option("IPPROTO_UDP", "UDP_GRO", 1), "UDP_GRO", "5.0"),
    Feature(
        "UDP_SEGMENT",
        "many datagrams in one piece",
        _UDP,
        _option("IPPROTO_UDP", "UDP_SEGMENT", 1000),
        "UDP_SEGMENT",
        "4.18",
    ),
    Feature("abstract UNIX names", "names that are no files", _UNIX, _bind_to_no_name, "AF_UNIX", "2.2"),
    Feature(
        "dual-stack",
        "IPv4 and IPv6 on one socket",
        ("AF_INET6", "SOCK_STREAM", "IPPROTO_TCP"),
        _option("IPPROTO_IPV6", "IPV6_V6ONLY", 0),
        "IPV6_V6ONLY",
        "2.4.21",
    ),
    Feature("recvmmsg", "many datagrams per call", _UDP, _call("cs_try_recvmmsg"), "recvmmsg", "2.6.33"),
    Feature("sendmmsg", "many datagrams per call", _UDP, _call("cs_try_sendmmsg"), "sendmmsg", "3.0"),
)

BY_NAME: dict[str, Feature] = {feature.name: feature for feature in FEATURES}
