"""What works here, and if not, why not: every family, tried out when asked for and never before.

A try opens a socket and closes it at once.  The kernel may load a module for that; nothing is sent.
"""

from __future__ import annotations

import errno
import os
from enum import Enum
from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.errors import own_socket
from cffisock.families import find
from cffisock.families.base import UNKNOWN
from cffisock.native import lib


class Status(Enum):
    """How a family fares on this machine."""

    AVAILABLE = "works"
    OPENS = "opens, no addresses"
    FORBIDDEN = "forbidden"
    MISSING = "not in this kernel"
    NO_PROTOCOL = "protocol missing"
    NO_DEVICE = "no device"
    FAILED = "fails"
    NOT_HERE = "not on this platform"


class Capability(NamedTuple):
    """One family.

    Attributes:
        name: like ``"AF_CAN"``.
        number: its number; None where the platform has none.
        purpose: what it is for, in a few words.
        status: whether it can be used.
        reason: why not, in a sentence; empty if it can.
        own: whether the interpreter's own ``socket`` module has the family.
    """

    name: str
    number: int | None
    purpose: str
    status: Status
    reason: str
    own: bool


# Name, purpose, and what to try to open: (type, protocol) by name or number.  The first that opens will do.
_FAMILIES: tuple[tuple[str, str, tuple[tuple[str, int | str], ...]], ...] = (
    ("AF_ALG", "kernel crypto", (("SOCK_SEQPACKET", 0),)),
    ("AF_APPLETALK", "AppleTalk", (("SOCK_DGRAM", 0),)),
    ("AF_ATMPVC", "ATM, permanent circuits", (("SOCK_DGRAM", 0),)),
    ("AF_ATMSVC", "ATM, switched circuits", (("SOCK_DGRAM", 0),)),
    ("AF_AX25", "amateur radio", (("SOCK_DGRAM", 0),)),
    ("AF_BLUETOOTH", "Bluetooth", (("SOCK_RAW", "BTPROTO_HCI"), ("SOCK_STREAM", "BTPROTO_RFCOMM"))),
    ("AF_CAN", "CAN bus", (("SOCK_RAW", "CAN_RAW"), ("SOCK_DGRAM", "CAN_BCM"))),
    ("AF_IEEE802154", "low-rate wireless", (("SOCK_DGRAM", 0),)),
    ("AF_INET", "IPv4", (("SOCK_STREAM", 0), ("SOCK_DGRAM", 0))),
    ("AF_INET6", "IPv6", (("SOCK_STREAM", 0), ("SOCK_DGRAM", 0))),
    ("AF_IPX", "Novell IPX", (("SOCK_DGRAM", 0),)),
    ("AF_IUCV", "IBM z/VM", (("SOCK_STREAM", 0),)),
    ("AF_KCM", "message framing over TCP", (("SOCK_DGRAM", 0),)),
    ("AF_KEY", "IPsec keys", (("SOCK_RAW", 2),)),
    ("AF_LLC", "IEEE 802.2 LLC", (("SOCK_DGRAM", 0),)),
    ("AF_MCTP", "management components", (("SOCK_DGRAM", 0),)),
    ("AF_NETLINK", "the kernel's own network", (("SOCK_RAW", 0),)),
    ("AF_NETROM", "amateur radio, NET/ROM", (("SOCK_SEQPACKET", 0),)),
    ("AF_NFC", "near field communication", (("SOCK_SEQPACKET", 0), ("SOCK_STREAM", 1))),
    ("AF_PACKET", "frames of an interface", (("SOCK_DGRAM", 0),)),
    ("AF_PHONET", "Nokia modems", (("SOCK_DGRAM", 0),)),
    ("AF_PPPOX", "PPP over Ethernet and others", (("SOCK_STREAM", 0),)),
    ("AF_QIPCRTR", "Qualcomm IPC router", (("SOCK_DGRAM", 0),)),
    ("AF_RDS", "reliable datagrams", (("SOCK_SEQPACKET", 0),)),
    ("AF_ROSE", "amateur radio, ROSE", (("SOCK_SEQPACKET", 0),)),
    ("AF_RXRPC", "Rx remote procedure calls", (("SOCK_DGRAM", 2),)),
    ("AF_SMC", "shared memory for TCP", (("SOCK_STREAM", 0),)),
    ("AF_TIPC", "cluster communication", (("SOCK_RDM", 0), ("SOCK_STREAM", 0))),
    ("AF_UNIX", "this machine, by path", (("SOCK_STREAM", 0), ("SOCK_DGRAM", 0))),
    ("AF_VSOCK", "virtual machines and hosts", (("SOCK_STREAM", 0), ("SOCK_DGRAM", 0))),
    ("AF_X25", "X.25", (("SOCK_SEQPACKET", 0),)),
    ("AF_XDP", "fast packet processing", (("SOCK_RAW", 0),)),
)

_REASONS = {
    errno.EPERM: (Status.FORBIDDEN, "The system refused: a privilege is missing, or a sandbox forbids it."),
    errno.EACCES: (Status.FORBIDDEN, "The system refused: a privilege is missing, or a sandbox forbids it."),
    errno.EAFNOSUPPORT: (Status.MISSING, "This kernel has no such family, or its module is not installed."),
    errno.EPROTONOSUPPORT: (Status.NO_PROTOCOL, "The family is there, but not this protocol of it."),
    errno.ESOCKTNOSUPPORT: (Status.NO_PROTOCOL, "The family is there, but not this type of socket."),
    errno.ENODEV: (Status.NO_DEVICE, "The family is there, but no device for it."),
}


def _try(family: int, kind: str, protocol: int | str) -> int:
    """Opens a socket and closes it; returns 0 or the error number."""
    number = numbers.get(protocol, 0) if isinstance(protocol, str) else protocol
    fd = lib.cs_open(family, numbers[kind], number)
    if fd < 0:
        return -fd
    lib.cs_close(fd)
    return 0


def _capability(name: str, purpose: str, attempts: tuple[tuple[str, int | str], ...]) -> Capability:
    number, own = numbers.get(name), hasattr(own_socket, name)
    if number is None:
        reason = "This platform has no such family."
        return Capability(name, None, purpose, Status.NOT_HERE, reason, own)
    failures = []
    for attempt in attempts:
        failure = _try(number, *attempt)
        if failure == 0 and find(number) is UNKNOWN:
            reason = "A socket opens, but cffisock does not know this family's addresses yet."
            return Capability(name, number, purpose, Status.OPENS, reason, own)
        if failure == 0:
            return Capability(name, number, purpose, Status.AVAILABLE, "", own)
        failures.append(failure)
    unknown = Status.FAILED, f"{os.strerror(failures[0])}."
    status, reason = _REASONS.get(failures[0], unknown)
    return Capability(name, number, purpose, status, reason, own)


def capabilities() -> dict[str, Capability]:
    """Every family that cffisock knows, by name in alphabetical order, each tried out now."""
    return {name: _capability(name, purpose, attempts) for name, purpose, attempts in _FAMILIES}
