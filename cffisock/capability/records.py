"""The answer to "does this work here?": a record, frozen, with a status that programs can compare."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Status(Enum):
    """Whether something can be used on this machine; the value is how people are told."""

    AVAILABLE = "works"
    #: The kernel loads its module, which is installed, when the first socket is made.
    LOADABLE = "works once loaded"
    #: The kernel has it, but there is nothing that it could talk through.
    NO_DEVICE = "no device"
    #: The system failed in a way that says nothing about the thing itself.
    FAILED = "fails"
    NEEDS_PRIVILEGE = "needs a privilege"
    #: The kernel has it; a seccomp filter or a security module does not let this process use it.
    FORBIDDEN = "forbidden"
    SWITCHED_OFF = "switched off"
    #: The kernel has it, and offers it in the initial network namespace only.
    NOT_IN_NAMESPACE = "not in this namespace"
    #: The family is there, this protocol of it is not.
    NO_PROTOCOL = "protocol missing"
    MISSING = "not in this kernel"
    #: The kernel's files do not tell; a socket would have to be opened.
    NOT_KNOWN = "not known"
    NOT_HERE = "not on this platform"


class Kind(Enum):
    """What a record is about."""

    FAMILY = "family"
    PROTOCOL = "protocol"
    FEATURE = "feature"


class Finding(NamedTuple):
    """What was found out about something: a status, why, and what would help."""

    status: Status
    reason: str = ""
    hint: str = ""


AVAILABLE = Finding(Status.AVAILABLE)


class Capability(NamedTuple):
    """A family, a protocol or a feature, and whether it works here.

    Attributes:
        name: like ``"AF_CAN"``, ``"CAN_ISOTP"`` or ``"UDP_SEGMENT"``.
        kind: which of these it is.
        number: the constant's number; None where the platform has none, and for features.
        purpose: what it is for, in a few words.
        status: whether it can be used.
        reason: why not, in a sentence; empty if it can.
        hint: what would help; empty where nothing is known to.
        own: whether the interpreter's own ``socket`` module has it, addresses included.
        privilege: the capability that it takes, like ``"CAP_NET_RAW"``; empty if anybody may.
        module: the kernel module that brings it; empty if none does.
        protocols: of a family, its protocols.
    """

    name: str
    kind: Kind
    number: int | None
    purpose: str
    status: Status
    reason: str
    hint: str
    own: bool
    privilege: str = ""
    module: str = ""
    protocols: tuple[Capability, ...] = ()
