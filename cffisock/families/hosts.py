"""Host names and numbers, for the families that have them.

A name is resolved by the system, as connect() and its kin do for the standard library: the first answer counts.
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.errors import check, raise_resolver_failure
from cffisock.native import ffi, lib

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
    if isinstance(host, str):
        try:
            encoded = host.encode("ascii") if host.isascii() else idna(host)
        except UnicodeError:
            raise TypeError("encoding of hostname failed") from None
    elif isinstance(host, (bytes, bytearray)):
        encoded = bytes(host)
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


def resolve(host: bytes, family: int) -> bytes:
    """The bytes of the struct cs_address that the system resolves a host to.

    Raises:
        gaierror: it cannot.
    """
    answers, failure = ffi.new("struct addrinfo **"), ffi.new("int *")
    outcome = lib.cs_getaddrinfo(host, ffi.NULL, family, 0, 0, 0, answers, failure)
    if outcome != 0:
        raise_resolver_failure(outcome, failure[0])
    try:
        answer = ffi.new("struct cs_answer *")
        lib.cs_next_answer(answers[0], answer)
        return bytes(ffi.buffer(ffi.addressof(answer.address)))
    finally:
        lib.cs_free_answers(answers[0])
