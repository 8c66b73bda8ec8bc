"""Name resolution, and Internet addresses as text and bytes.

The functions that take a host accept a str, which goes through IDNA, or bytes, which do not.
"""

from __future__ import annotations

import errno
import os
from _thread import allocate_lock
from sys import audit

from cffisock.arguments import c_int, c_unsigned, exact, index, kind, readable, text
from cffisock.constants import numbers
from cffisock.errors import check, os_error, raise_host_failure, raise_resolver_failure
from cffisock.families import find
from cffisock.families.base import START, UNSEEN, family_of
from cffisock.families.hosts import (
    AF_INET,
    AF_INET6,
    ANSWER,
    ANSWERS_AT,
    PACKED_SIZE,
    idna,
    lookup,
    numeric,
    resolve,
    text_of,
)
from cffisock.families.inet6 import FLOWINFO_MAX
from cffisock.families.raw import RawAddress, sockaddr_of
from cffisock.memo import remember
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import pool, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import Buffer

__all__ = [
    "getaddrinfo",
    "gethostbyaddr",
    "gethostbyname",
    "gethostbyname_ex",
    "getnameinfo",
    "getprotobyname",
    "getservbyname",
    "getservbyport",
    "inet_aton",
    "inet_ntoa",
    "inet_ntop",
    "inet_pton",
]

_AF_UNSPEC, _SOCK_DGRAM, _AI_NUMERICHOST = 0, numbers["SOCK_DGRAM"], numbers["AI_NUMERICHOST"]
_MEMORY = 16384
_unpack_answers = ANSWER.iter_unpack
_HOST_AT = {
    AF_INET: START + ffi.offsetof("struct sockaddr_in", "sin_addr"),
    AF_INET6: START + ffi.offsetof("struct sockaddr_in6", "sin6_addr"),
}


# Where the older functions have no variant with a buffer, they answer in memory that all threads share.
class _NoLock:
    def __enter__(self) -> None:
        pass

    def __exit__(self, *args: object) -> None:
        pass


_shared_answers: Any = _NoLock() if lib.CS_ANSWERS_ARE_OWN else allocate_lock()

# Addresses converted before, by exact str and bytes.
_aton: dict[str, bytes] = {}
_names: dict[str, bytes] = {}
_pton: dict[int, dict[str, bytes]] = {AF_INET: {}, AF_INET6: {}}
_ntop: dict[int, dict[bytes, str]] = {AF_INET: {}, AF_INET6: {}}


def _checked(host: bytes) -> bytes:
    if b"\0" in host:
        raise ValueError("embedded null character")
    return host


def getaddrinfo(
    host: Any,
    port: Any,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[tuple[int, int, int, str, Any]]:
    """Resolves a host and a service: see `cffisock.getaddrinfo`, which has enums where this has ints."""
    return answers_for(host, port, family, type, proto, flags, {}, {})


def answers_for(
    host: Any,
    port: Any,
    family: int,
    kind: int,
    proto: int,
    flags: int,
    families: dict[int, Any],
    kinds: dict[int, Any],
) -> list[tuple[Any, Any, int, str, Any]]:
    """`getaddrinfo` with the names that the caller has for families and types of sockets."""
    if not type(family) is type(kind) is type(proto) is type(flags) is int:
        family, kind, proto, flags = c_int(family), c_int(kind), c_int(proto), c_int(flags)
    name = exact(host)
    if type(name) is str:
        name = _names.get(name) or remember(_names, name, _checked(idna(name)))
    elif name is None:
        name = ffi.NULL
    elif type(name) is bytes:
        name = _checked(name)
    else:
        raise TypeError("getaddrinfo() argument 1 must be string or None")
    service = exact(port)
    if type(service) is int:
        service = b"%d" % service
    elif type(service) is str:
        service = _checked(service.encode())
    elif type(service) is bytes:
        service = _checked(service)
    elif service is None:
        service = ffi.NULL
    elif hasattr(port, "__index__"):
        service = b"%d" % index(port)
    else:
        raise OSError("Int or String expected")
    audit("socket.getaddrinfo", host, port, family, kind, proto)
    scratch = take()
    try:
        memory, view = scratch[:2]
        count = lookup(name, service, family, kind, proto, flags, memory)
        while ANSWERS_AT + count * ANSWER.size > len(memory):
            memory = allocate("char[]", ANSWERS_AT + 2 * count * ANSWER.size)
            view = ffi.buffer(memory)
            count = lookup(name, service, family, kind, proto, flags, memory)
        found = []
        for number, kind, protocol, is_named, raw in _unpack_answers(
            view[ANSWERS_AT : ANSWERS_AT + count * ANSWER.size]
        ):
            codec = find(number)
            raw = raw[: codec.span]
            address = codec.decoded.get(raw, UNSEEN)
            if address is UNSEEN:
                address = codec.decode(raw, -1, proto)
            canonical = ffi.string(memory, ANSWERS_AT).decode() if is_named else ""
            found.append((families.get(number, number), kinds.get(kind, kind), protocol, canonical, address))
        return found
    finally:
        pool.append(scratch)


def getnameinfo(sockaddr: tuple[Any, ...], flags: int, /) -> tuple[str, str]:
    """The host and the service that an address stands for.

    Args:
        sockaddr: ``(host, port[, flowinfo[, scope_id]])``, the host as a number; or a `RawAddress`.
        flags: a sum of ``NI_*``.

    Raises:
        gaierror: there is no name and flags ask for one, the host is no number, or the family has no names.
        TypeError: not an address of that form.

    Source: getnameinfo(3), RFC 3493.
    """
    flags = c_int(flags)
    if isinstance(sockaddr, RawAddress):
        address = _raw(sockaddr)
    elif issubclass(type(sockaddr), tuple):
        address = _numeric(sockaddr)
    else:
        del sockaddr  # the exception keeps this frame; it need not keep the argument
        raise TypeError("getnameinfo() argument 1 must be a tuple")
    host, service = ffi.new("char[1025]"), ffi.new("char[32]")
    outcome = lib.cs_getnameinfo(address.bytes, address.size, host, 1025, service, 32, flags)
    if outcome != 0:
        raise_resolver_failure(outcome)
    return os.fsdecode(ffi.string(host)), ffi.string(service).decode()


def _raw(sockaddr: RawAddress) -> CData:
    """A raw address as a struct cs_address, which has room beyond its end for C libraries that read there."""
    encoded = sockaddr_of(sockaddr, "getnameinfo")
    audit("socket.getnameinfo", sockaddr)
    address = ffi.new("struct cs_address *", {"size": len(encoded)})
    ffi.memmove(address.bytes, encoded, len(encoded))
    return address


def _numeric(sockaddr: tuple[Any, ...]) -> CData:
    """An address with a numeric host as a struct cs_address."""
    parts = exact(sockaddr)
    if not 2 <= len(parts) <= 4 or not isinstance(parts[0], str):
        raise TypeError("getnameinfo(): illegal sockaddr argument")
    name, port = text(parts[0], "getnameinfo"), c_int(parts[1])
    flowinfo, scope_id = [*map(c_unsigned, parts[2:]), 0, 0][:2]
    if flowinfo > FLOWINFO_MAX:
        raise OverflowError("getnameinfo(): flowinfo must be 0-1048575.")
    audit("socket.getnameinfo", sockaddr)
    memory = ffi.new("char[]", ANSWERS_AT + ANSWER.size)
    count = lookup(name, str(port).encode(), _AF_UNSPEC, _SOCK_DGRAM, 0, _AI_NUMERICHOST, memory)
    if count > 1:
        raise OSError("sockaddr resolved to multiple addresses")
    answer = ffi.cast("struct cs_answer *", memory + ANSWERS_AT)
    if answer.family == AF_INET and len(parts) != 2:
        raise OSError("IPv4 sockaddr must be 2 tuple")
    if answer.family == AF_INET6:
        ipv6 = ffi.cast("struct sockaddr_in6 *", answer.address.bytes)
        ffi.memmove(ffi.addressof(ipv6[0], "sin6_flowinfo"), flowinfo.to_bytes(4, "big"), 4)
        ipv6.sin6_scope_id = scope_id
    return ffi.new("struct cs_address *", answer.address)


def _host_argument(host: Any, function: str) -> bytes:
    given = exact(host)
    if type(given) is str:
        encoded = idna(given)
    elif type(given) is bytes or type(given) is bytearray:
        encoded = bytes(given)
    else:
        raise TypeError(f"{function}() argument 1 must be str, bytes or bytearray, not {kind(host)}")
    if b"\0" in encoded:
        raise TypeError(f"{function}() argument 1 must be encoded string without null bytes, not {kind(host)}")
    return encoded


def _ipv4(name: bytes) -> bytes:
    packed = numeric(AF_INET, name)
    if packed is None:
        return resolve(name, AF_INET)[_HOST_AT[AF_INET] :][:4]
    return packed


def gethostbyname(host: str | bytes | bytearray, /) -> str:
    """The IPv4 address, as text, of a host.

    Args:
        host: a name or an IPv4 address, as str or bytes.

    Raises:
        gaierror: there is no such host, or it has no IPv4 address.

    Source: gethostbyname(3).
    """
    name = _host_argument(host, "gethostbyname")
    audit("socket.gethostbyname", host)
    return ".".join(map(str, _ipv4(name)))


def gethostbyname_ex(host: str | bytes | bytearray, /) -> tuple[str, list[str], list[str]]:
    """The name, the other names and the IPv4 addresses of a host.

    Args:
        host: a name or an IPv4 address, as str or bytes.

    Raises:
        gaierror: there is no such host.
        herror: the older interface does not know it.

    Source: gethostbyname(3).
    """
    name = _host_argument(host, "gethostbyname_ex")
    audit("socket.gethostbyname", host)
    _ipv4(name)
    found = ffi.new("struct cs_host *")
    with _shared_answers:
        return _entry(found, lib.cs_gethostbyname(name, found), AF_INET)


def gethostbyaddr(host: str | bytes | bytearray, /) -> tuple[str, list[str], list[str]]:
    """The name, the other names and the addresses of the host with an address.

    Args:
        host: an IPv4 or IPv6 address, or a name, as str or bytes.

    Raises:
        herror: no name is known for the address.
        gaierror: there is no such host.

    Source: gethostbyaddr(3).
    """
    name = _host_argument(host, "gethostbyaddr")
    audit("socket.gethostbyaddr", host)
    family, packed = _packed(name)
    found = ffi.new("struct cs_host *")
    with _shared_answers:
        return _entry(found, lib.cs_gethostbyaddr(packed, len(packed), family, found), family)


def _packed(name: bytes) -> tuple[int, bytes]:
    """The family and the packed address of a host."""
    if not name:
        raise OSError("wildcard resolved to multiple address")
    for family in (AF_INET, AF_INET6):
        if family == AF_INET or name not in (b"<broadcast>", b"255.255.255.255"):
            packed = numeric(family, name)
            if packed is not None:
                return family, packed
    resolved = resolve(name, _AF_UNSPEC)
    family = family_of(resolved)
    if family not in _HOST_AT:
        raise OSError("unknown address family")
    return family, resolved[_HOST_AT[family] :][: PACKED_SIZE[family]]


def _entry(found: CData, failure: int, family: int) -> tuple[str, list[str], list[str]]:
    if failure != 0:
        raise_host_failure(failure)
    entry = found.entry
    if entry.h_addrtype != family:
        raise os_error(errno.EAFNOSUPPORT)
    aliases = [os.fsdecode(ffi.string(alias)) for alias in _until_null(entry.h_aliases)]
    size = PACKED_SIZE[family]
    addresses = [text_of(family, bytes(ffi.buffer(address, size))) for address in _until_null(entry.h_addr_list)]
    return os.fsdecode(ffi.string(entry.h_name)), aliases, addresses


def _until_null(pointers: CData) -> list[CData]:
    found: list[CData] = []
    while pointers and pointers[len(found)]:
        found.append(pointers[len(found)])
    return found


def _protocol(protocol: tuple[Any, ...], function: str) -> Any:
    """The optional protocol name of the service functions."""
    if len(protocol) > 1:
        raise TypeError(f"{function}() takes at most 2 arguments ({1 + len(protocol)} given)")
    return text(protocol[0], function, 2) if protocol else ffi.NULL


def getservbyname(servicename: str, /, *protocolname: str) -> int:
    """The port of a service.

    Args:
        servicename: like ``"http"``.
        protocolname: ``"tcp"`` or ``"udp"``; any if not given.

    Raises:
        OSError: no such service.

    Source: getservbyname(3), services(5).
    """
    name, protocol = text(servicename, "getservbyname"), _protocol(protocolname, "getservbyname")
    audit("socket.getservbyname", servicename, protocolname[0] if protocolname else None)
    with _shared_answers:
        port = lib.cs_getservbyname(name, protocol, ffi.new("char[]", _MEMORY), _MEMORY)
    if port < 0:
        raise OSError("service/proto not found")
    return port


def getservbyport(port: int, /, *protocolname: str) -> str:
    """The name of the service at a port.

    Args:
        port: 0 to 65535.
        protocolname: ``"tcp"`` or ``"udp"``; any if not given.

    Raises:
        OSError: no service is known there.
        OverflowError: the port is out of range.

    Source: getservbyport(3), services(5).
    """
    number, protocol = c_int(port), _protocol(protocolname, "getservbyport")
    if not 0 <= number <= 0xFFFF:
        raise OverflowError("getservbyport: port must be 0-65535.")
    audit("socket.getservbyport", number, protocolname[0] if protocolname else None)
    name = ffi.new("char[]", _MEMORY)
    with _shared_answers:
        outcome = lib.cs_getservbyport(number, protocol, ffi.new("char[]", _MEMORY), _MEMORY, name, _MEMORY)
    if outcome < 0:
        raise OSError("port/proto not found")
    return str(ffi.string(name).decode())


def getprotobyname(protocolname: str, /) -> int:
    """The number of a protocol like ``"icmp"``.

    Args:
        protocolname: as the system's list of protocols has it.

    Raises:
        OSError: no such protocol.

    Source: getprotobyname(3), protocols(5).
    """
    name = text(protocolname, "getprotobyname")
    with _shared_answers:
        number = lib.cs_getprotobyname(name, ffi.new("char[]", _MEMORY), _MEMORY)
    if number < 0:
        raise OSError("protocol not found")
    return number


def inet_aton(ip_addr: str, /) -> bytes:
    """An IPv4 address in any form that the C library takes, like ``"127.1"``, as 4 bytes.

    Args:
        ip_addr: the address as text.

    Raises:
        OSError: not an address.

    >>> inet_aton("127.1").hex()
    '7f000001'

    Source: inet_aton(3).
    """
    if type(ip_addr) is str and ip_addr in _aton:
        return _aton[ip_addr]
    packed = ffi.new("char[4]")
    if not lib.cs_inet_aton(text(ip_addr, "inet_aton"), packed):
        raise OSError("illegal IP address string passed to inet_aton")
    return remember(_aton, exact(ip_addr), bytes(ffi.buffer(packed)))


def inet_ntoa(packed_ip: Buffer, /) -> str:
    """An IPv4 address, given as 4 bytes, in dotted form.

    Args:
        packed_ip: the address, bytes-like.

    Raises:
        OSError: not 4 bytes.

    Source: inet_ntoa(3).
    """
    if type(packed_ip) is not bytes:
        with readable(packed_ip) as memory:
            packed_ip = bytes(ffi.buffer(memory))
    if len(packed_ip) != PACKED_SIZE[AF_INET]:
        raise OSError("packed IP wrong length for inet_ntoa")
    return _text_of(AF_INET, packed_ip)


def inet_pton(address_family: int, ip_string: str, /) -> bytes:
    """The bytes of an address.

    Args:
        address_family: ``AF_INET`` or ``AF_INET6``.
        ip_string: the address as text.

    Raises:
        OSError: not an address of that family.

    >>> inet_pton(socket.AF_INET6, "fe80::1").hex()
    'fe800000000000000000000000000001'

    Source: inet_pton(3).
    """
    family = address_family if type(address_family) is int else index(address_family)
    if type(ip_string) is str and family in _pton and ip_string in _pton[family]:
        return _pton[family][ip_string]
    family, name = c_int(family), text(ip_string, "inet_pton", 2)
    packed = ffi.new("char[16]")
    outcome = check(lib.cs_inet_pton(family, name, packed))
    if outcome == 0:
        raise OSError("illegal IP address string passed to inet_pton")
    return remember(_pton[family], exact(ip_string), bytes(ffi.buffer(packed, PACKED_SIZE[family])))


def inet_ntop(address_family: int, packed_ip: Buffer, /) -> str:
    """An address as text.

    Args:
        address_family: ``AF_INET`` or ``AF_INET6``.
        packed_ip: its 4 or 16 bytes.

    Raises:
        ValueError: another family, or another number of bytes.

    Source: inet_ntop(3), RFC 5952.
    """
    family = address_family if type(address_family) is int else index(address_family)
    if type(packed_ip) is not bytes:
        c_int(family)
        with readable(packed_ip) as memory:
            packed_ip = bytes(ffi.buffer(memory))
    return _text_of(family, packed_ip)


def _text_of(family: int, packed: bytes) -> str:
    if family in _ntop and packed in _ntop[family]:
        return _ntop[family][packed]
    if c_int(family) not in PACKED_SIZE:
        raise ValueError(f"unknown address family {family}")
    if len(packed) != PACKED_SIZE[family]:
        raise ValueError("invalid length of packed IP address string")
    return remember(_ntop[family], packed, text_of(family, packed))
