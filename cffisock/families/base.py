"""What a family of addresses is, and the registry of them.

An address that the kernel wrote comes here as the bytes of a ``struct cs_address``: its size as a native 32-bit
number, then the sockaddr.  Families whose addresses depend on nothing else keep those bytes as a key, so that an
address seen before is not parsed again.
"""

from __future__ import annotations

import sys

from cffisock.arguments import exact, index, kind
from cffisock.families.raw import DATA_AT, LONGEST, RawAddress, sockaddr_of
from cffisock.memo import remember
from cffisock.native import CData, ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# For `Family.blocking`.
ASKS_FIRST = 1

# On the BSDs and macOS a sockaddr starts with its own size, then comes the family.
_LEADS_WITH_SIZE: bool = ffi.offsetof("struct sockaddr", "sa_family") == 1

# Where the sockaddr starts in a struct cs_address.
START: int = ffi.offsetof("struct cs_address", "bytes")
_SHORTEST_SPAN: int = ffi.sizeof("struct sockaddr_in6")


class Family:
    """The addresses of one family.

    Sockets call `sockaddr` on the way down and `decode` on the way up; a family says how its own addresses look, in
    `encode` and `read`.  This class itself is for families that nobody knows.

    Attributes:
        name: the constant's name, like ``"AF_INET"``.
        number: its number on this platform; None where the platform lacks it.
        protocol: the only protocol that it is for; None for every one of which there is no other `Family`.
        struct: the C type of its sockaddr.
        span: how many bytes of a struct cs_address an address of this family can fill, or one of AF_INET6: a descriptor
            may be of another family than its socket was told (``fromfd(fd, AF_INET, ...)``).
        remembers: whether what `read` makes of an address depends on nothing but its bytes, and never changes.
        decoded: addresses seen before, by those bytes, for callers in a hurry; empty unless the family remembers.
        blocking: ``ASKS_FIRST`` for a family that is known to honour MSG_DONTWAIT, both ways: a short transfer is then
            tried before it waits, see the seam's ``CS_NOT_TRIED``; 0 for any other.
    """

    name: str = "AF_UNSPEC"
    number: int | None = None
    protocol: int | None = None
    struct: str = "struct sockaddr_storage"
    remembers: bool = False
    blocking: int = 0

    def __init__(self) -> None:
        self.span: int = START + min(max(ffi.sizeof(self.struct), _SHORTEST_SPAN), LONGEST)
        self.decoded: dict[bytes, Any] = {}

    def sockaddr(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """The sockaddr for what a user gave as ``address``: a `RawAddress`, or what `encode` takes."""
        if isinstance(address, RawAddress):
            return sockaddr_of(address, caller)
        encoded = self.encode(address, caller, fd, protocol)
        if type(encoded) is not bytes:
            raise TypeError(f"{caller}(): {self.name}'s encode() must return bytes, not {type(encoded).__name__}")
        if len(encoded) > LONGEST:
            raise ValueError(f"{caller}(): a sockaddr has {LONGEST} bytes or less; {self.name}'s has {len(encoded)}")
        return encoded

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """The sockaddr for an address in the family's own form.

        Args:
            address: in the form that the standard library documents for the family.
            caller: the method that the address was given to, for messages.
            fd: the socket, for families that have to ask its network namespace.
            protocol: the socket's protocol, for families whose form depends on it.
        """
        raise OSError(f"{caller}(): bad family")

    def decode(self, raw: bytes, fd: int, protocol: int) -> Any:
        """What a user gets for an address that the kernel wrote; None if it wrote none."""
        size = int.from_bytes(raw[:START], sys.byteorder)
        if size == 0:
            remember(self.decoded, raw, None)
            return None
        number = family_of(raw)
        if number == self.number:
            address = self.read(raw, size, fd, protocol)
            return remember(self.decoded, raw, address) if self.remembers else address
        return find(number).read(raw, size, fd, protocol)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """`decode` for an address known to be of this family; ``size`` bytes of it are real."""
        return RawAddress(family_of(raw), raw[START + DATA_AT : START + size])

    def pack(self, **fields: Any) -> bytes:
        """The bytes of this family's sockaddr with these fields, all others zero."""
        return sized(bytes(ffi.buffer(ffi.new(f"{self.struct} *", fields))))

    def unpack(self, raw: bytes) -> CData:
        """This family's sockaddr, copied out of the bytes of a struct cs_address.

        Its arrays and structs are parts of it, not copies: keep it as long as they are used.
        """
        sockaddr = ffi.new(f"{self.struct} *")
        room = ffi.sizeof(self.struct)
        ffi.memmove(sockaddr, raw[START : START + room].ljust(room, b"\0"), room)
        return sockaddr


def sized(sockaddr: bytes) -> bytes:
    """A sockaddr that tells its size, where the system has room for that."""
    return bytes([len(sockaddr)]) + sockaddr[1:] if _LEADS_WITH_SIZE else sockaddr


def family_of(raw: bytes) -> int:
    """The family number in the bytes of a struct cs_address."""
    sockaddr = ffi.new("struct sockaddr *")
    ffi.memmove(sockaddr, raw[START:], min(len(raw) - START, ffi.sizeof("struct sockaddr")))
    return int(sockaddr.sa_family)


# Every registered family, by its number, or by its number and a protocol that has addresses of its own.
families: dict[int | tuple[int, int], Family] = {}
# Where the others are that cffisock knows, ``module.Class`` by the same: loaded for the first of their sockets.
waiting: dict[int | tuple[int, int], str] = {}
# The protocols that have addresses of their own, in any family.
protocols: set[int] = set()
UNKNOWN = Family()


# What `Family.decoded` has not got; None is an address that is none.
UNSEEN = object()


def register(family: Family) -> None:
    """Makes sockets use ``family`` for addresses of its number, in place of what was there for it before.

    Sockets that exist keep what they have.  It may be called from any thread.

    Args:
        family: an object of a subclass of `Family`, or of `Custom`; nothing happens if its number is None, which says
            that this platform has no such family.

    Raises:
        TypeError: not a `Family`, or its number is no integer.
    """
    if not isinstance(family, Family):
        raise TypeError(f"register() takes a Family, not {kind(family)}")
    if family.number is None:
        return
    number = index(family.number)
    if family.protocol is None:
        families[number] = family
    else:
        protocol = index(family.protocol)
        families[number, protocol] = family
        protocols.add(protocol)


def expect(number: int, protocol: int, place: str) -> None:
    """Notes where the family is whose addresses only sockets of one protocol have."""
    waiting[number, protocol] = place
    protocols.add(protocol)


def find(number: int, protocol: int = 0) -> Family:
    """The family of that number, or of that protocol of it; one that only knows raw bytes if there is none."""
    if protocol in protocols:
        key = number, protocol
        family = families.get(key) or (_load(key) if key in waiting else UNKNOWN)
        if family is not UNKNOWN:
            return family
    try:
        return families[number]
    except KeyError:
        return _load(number) if number in waiting else UNKNOWN


def _load(key: int | tuple[int, int]) -> Family:
    from importlib import import_module

    module, _, name = waiting[key].partition(".")
    try:
        family: Family = getattr(import_module(f"cffisock.families.{module}"), name)()
    except ffi.error as error:
        if "undefined struct" not in str(error):
            raise
        return UNKNOWN  # the number is there, but this platform's backend declares no such sockaddr
    # Another thread, or a user's own codec, may have been quicker: the first counts.
    return families.setdefault(key, family)


def must_have(count: int, address: tuple[Any, ...], function: str = "function") -> None:
    """Raises the standard library's TypeError for a tuple that does not have ``count`` elements."""
    if len(address) != count:
        raise TypeError(f"{function} takes exactly {count} arguments ({len(address)} given)")


def elements(address: Any, wrong_type: str) -> tuple[Any, ...]:
    """The elements of an address, whatever methods a subclass of tuple has redefined.

    Args:
        address: what a user gave.
        wrong_type: the message of the standard library's TypeError for what is no tuple, with ``{}`` for its type.
    """
    parts = exact(address)
    if type(parts) is not tuple:
        raise TypeError(wrong_type.format(type(address).__name__))
    return parts


def tuple_of(family: str, address: Any, caller: str) -> tuple[Any, ...]:
    """`elements` of an address, with the message that most families have."""
    return elements(address, f"{caller}(): {family} address must be tuple, not {{}}")
