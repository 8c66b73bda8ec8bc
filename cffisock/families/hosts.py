"""Host names and numbers, for the families that have them.

A name is resolved by the system, as connect() and its kin do for the standard library: the first answer counts.
"""

from __future__ import annotations

from struct import Struct

from cffisock.arguments import exact
from cffisock.constants import numbers
from cffisock.errors import check, raise_resolver_failure
from cffisock.native import CData, ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AF_INET: int = numbers["AF_INET"]
AF_INET6: int = numbers["AF_INET6"]
PACKED_SIZE = {AF_INET: 4, AF_INET6: 16}


def idna(host: str) -> bytes:
    """A host name as it goes to the resolver: labels by IDNA, a zone after ``%`` as it stands.

    Raises:
        UnicodeError: no host name: a label is empty or longer than 63.
    """
    name, percent, zone = host.partition("%")
    if name.isascii() and len(name) < 64 and ".." not in name and not name.startswith("."):
        encoded = name.encode("ascii")  # what the codec would say, without loading its tables
    else:
        encoded = name.encode("idna")
    return encoded + b"%" + zone.encode("utf-8", "surrogateescape") if percent else encoded


def host_bytes(host: Any) -> bytes:
    """The host of an address, as the standard library takes it: str, bytes or bytearray without NUL."""
    given = exact(host)
    if type(given) is str:
        try:
            encoded = given.encode("ascii") if given.isascii() else idna(given)
        except UnicodeError:
            raise TypeError("encoding of hostname failed") from None
    elif type(given) is bytes or type(given) is bytearray:
        encoded = bytes(given)
    else:
        raise TypeError(f"str, bytes or bytearray expected, not {type(host).__name__}")
    if b"\0" in encoded:
        raise TypeError("host name must not contain null character")
    return encoded


def numeric(family: int, host: bytes) -> bytes | None:
    """The packed address if ``host`` is written as a number; None if it has to be looked up.

    Raises:
        OSError: a broadcast address, which only IPv4 has.
    """
    size = PACKED_SIZE[family]
    if not host:
        return bytes(size)
    if host in (b"<broadcast>", b"255.255.255.255"):
        if family != AF_INET:
            raise OSError("address family mismatched")
        return b"\xff" * size
    packed = ffi.new("char[16]")
    if lib.cs_inet_pton(family, host, packed) != 1:
        return None
    return bytes(ffi.buffer(packed, size))


def text_of(family: int, packed: bytes) -> str:
    """A packed address as text."""
    text = ffi.new("char[64]")
    check(lib.cs_inet_ntop(family, packed, text, 64))
    return str(ffi.string(text).decode("ascii"))


# Reads one of the answers that `lookup` leaves in memory: family, type, protocol, whether it is named, address.
ANSWER = Struct(f"=4i{ffi.sizeof('struct cs_address')}s")
ANSWERS_AT: int = lib.CS_NAME_SIZE


def lookup(host: Any, service: Any, family: int, kind: int, proto: int, flags: int, memory: CData) -> int:
    """Asks the system for a host and a service, each bytes or NULL.

    Args:
        host: the host.
        service: a port or the name of a service.
        family: ``AF_*``, 0 for any.
        kind: ``SOCK_*``, 0 for any.
        proto: a protocol number, 0 for any.
        flags: a sum of ``AI_*``.
        memory: where the canonical name goes, and from `ANSWERS_AT` on as many answers as it has room for.

    Returns:
        How many answers there are.

    Raises:
        gaierror: the system cannot tell.
    """
    count = lib.cs_getaddrinfo(host, service, family, kind, proto, flags, memory, len(memory))
    if count < 0:
        raise_resolver_failure(count)
    return count


def resolve(host: bytes, family: int) -> bytes:
    """The bytes of the struct cs_address that the system resolves a host to.

    Raises:
        gaierror: it cannot.
    """
    memory = ffi.new("char[]", ANSWERS_AT + ANSWER.size)
    lookup(host, ffi.NULL, family, 0, 0, 0, memory)
    return bytes(ANSWER.unpack_from(ffi.buffer(memory), ANSWERS_AT)[4])
