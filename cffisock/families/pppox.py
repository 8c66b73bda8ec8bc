"""AF_PPPOX, PPP over something: `PppoeAddress`, `PppoL2tpAddress` or `PptpAddress`, as the socket's protocol says.

Source: linux/if_pppox.h, linux/if_pppol2tp.h; RFC 2516, RFC 2661, RFC 3931, RFC 2637.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from cffisock.byteorder import htons
from cffisock.constants import numbers
from cffisock.families.base import START, Family, find
from cffisock.families.hosts import AF_INET, AF_INET6, text_of
from cffisock.families.interface import IF_NAMESIZE
from cffisock.families.raw import RawAddress
from cffisock.families.typed import encoded, octets, signed, take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AF_PPPOX = numbers.get("AF_PPPOX")
PPPOE, L2TP, PPTP = (numbers.get(f"PX_PROTO_{name}") for name in ("OE", "OL2TP", "PPTP"))
_PPPOE, _PPTP = "struct cs_sockaddr_pppoe", "struct cs_sockaddr_pptp"
# By the version of L2TP and the family of the address in it.
_L2TP = {
    (2, AF_INET): "struct cs_sockaddr_pppol2tp",
    (2, AF_INET6): "struct cs_sockaddr_pppol2tpin6",
    (3, AF_INET): "struct cs_sockaddr_pppol2tpv3",
    (3, AF_INET6): "struct cs_sockaddr_pppol2tpv3in6",
}
_BY_SIZE = {ffi.sizeof(struct): (*which, struct) for which, struct in _L2TP.items()}


class PppoeAddress(NamedTuple):
    """A session of PPP over Ethernet.

    Attributes:
        sid: the session's number, 16 bits; 0 in connect() ends it.
        remote: the hardware address of the other end, 6 bytes.
        dev: the interface.
    """

    sid: int
    remote: bytes
    dev: str


class PptpAddress(NamedTuple):
    """A call of PPTP.

    Attributes:
        call_id: its number at this end in bind(), at the other in connect(); 16 bits.
        host: an IPv4 host.
    """

    call_id: int
    host: str


class PppoL2tpAddress(NamedTuple):
    """A session of PPP over L2TP.

    Attributes:
        fd: the UDP or L2TP/IP socket of the tunnel.
        s_tunnel: the tunnel's number at this end; 16 bits in version 2, 32 in version 3, as the next three.
        s_session: the session's.
        d_tunnel: the tunnel's at the other end.
        d_session: the session's.
        addr: where the other end is, in the form of AF_INET or AF_INET6; the kernel asks the socket of the tunnel.
        version: 2 or 3.
        pid: the process that has the descriptor; 0 for this one.
    """

    fd: int
    s_tunnel: int
    s_session: int
    d_tunnel: int = 0
    d_session: int = 0
    addr: Any = ("", 0)
    version: int = 2
    pid: int = 0


class Pppox(Family):
    """Sessions and calls."""

    name = "AF_PPPOX"
    number = AF_PPPOX

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol == PPPOE:
            return _pack_pppoe(take(PppoeAddress, self.name, address, caller))
        if protocol == PPTP:
            call = take(PptpAddress, self.name, address, caller)
            call_id = unsigned(call.call_id, "call_id", 0xFFFF)
            where = find(AF_INET).sockaddr((call.host, 0), caller, fd, 0)
            return _pack(_PPTP, PPTP, {"call_id": call_id, "sin_addr": list(where[4:8])})
        if protocol == L2TP:
            return _pack_l2tp(take(PppoL2tpAddress, self.name, address, caller), caller, fd)
        raise OSError(f"{caller}(): unknown PPPOX protocol")

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`; an address of a protocol that is not known comes as a `RawAddress`."""
        sockaddr = raw[START : START + size]
        said = int.from_bytes(sockaddr[2:6].ljust(4, b"\0"), sys.byteorder)
        if said == L2TP and size in _BY_SIZE:
            return _read_l2tp(sockaddr, fd)
        if said == PPPOE:
            at = _unpacked(_PPPOE, sockaddr)
            return PppoeAddress(htons(at.sid), bytes(at.remote), os.fsdecode(ffi.string(at.dev)))
        if said == PPTP:
            at = _unpacked(_PPTP, sockaddr)
            return PptpAddress(at.call_id, text_of(AF_INET, bytes(at.sin_addr)))
        return RawAddress(self.number, sockaddr[2:])


def _pack(struct: str, protocol: int | None, fields: dict[str, Any]) -> bytes:
    return bytes(ffi.buffer(ffi.new(f"{struct} *", {"sa_family": AF_PPPOX, "sa_protocol": protocol, **fields})))


def _unpacked(struct: str, sockaddr: bytes) -> Any:
    found = ffi.new(f"{struct} *")
    size = ffi.sizeof(struct)
    ffi.memmove(found, sockaddr[:size].ljust(size, b"\0"), size)
    return found


def _pack_pppoe(session: PppoeAddress) -> bytes:
    fields = {
        "sid": htons(unsigned(session.sid, "sid", 0xFFFF)),
        "remote": octets(session.remote, "remote", 6),
        "dev": encoded(session.dev, "dev", IF_NAMESIZE - 1),
    }
    return _pack(_PPPOE, PPPOE, fields)


def _pack_l2tp(session: PppoL2tpAddress, caller: str, fd: int) -> bytes:
    is_ipv6 = isinstance(session.addr, tuple) and (len(session.addr) > 2 or ":" in str(session.addr[:1]))
    family = AF_INET6 if is_ipv6 else AF_INET
    version = unsigned(session.version, "version", 3)
    if (version, family) not in _L2TP:
        raise ValueError(f"{caller}(): version must be 2 or 3, not {version}")
    most = 0xFFFF if version == 2 else 0xFFFFFFFF
    fields = {
        "pid": signed(session.pid, "pid", 32),
        "fd": signed(session.fd, "fd", 32),
        **{name: unsigned(getattr(session, name), name, most) for name in PppoL2tpAddress._fields[1:5]},
    }
    codec = find(family)
    where = codec.sockaddr(session.addr, caller, fd, 0)
    return _pack(_L2TP[version, family], L2TP, {**fields, "addr": list(where[: ffi.sizeof(codec.struct)])})


def _read_l2tp(sockaddr: bytes, fd: int) -> PppoL2tpAddress:
    version, family, struct = _BY_SIZE[len(sockaddr)]
    at = _unpacked(struct, sockaddr)
    inner = bytes(at.addr)
    where = find(family).decode(len(inner).to_bytes(START, sys.byteorder) + inner, fd, 0)
    return PppoL2tpAddress(at.fd, at.s_tunnel, at.s_session, at.d_tunnel, at.d_session, where, version, at.pid)
