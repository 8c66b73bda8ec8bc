"""IPPROTO_L2TP, L2TP directly over IP (RFC 3931): `L2tpIpAddress` and `L2tpIp6Address`.

These are sockets of AF_INET and AF_INET6 whose addresses have the number of a tunnel where others have a port.  The
standard library does not know it, and always says 0.  Source: linux/l2tp.h.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, START, Family, find
from cffisock.families.hosts import AF_INET, AF_INET6, text_of
from cffisock.families.typed import take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IPPROTO_L2TP = numbers.get("IPPROTO_L2TP")


class L2tpIpAddress(NamedTuple):
    """An end of a tunnel over IPv4.

    Attributes:
        host: a name or a number, as for AF_INET.
        conn_id: the tunnel, 32 bits.
    """

    host: str
    conn_id: int = 0


class L2tpIp6Address(NamedTuple):
    """An end of a tunnel over IPv6.

    Attributes:
        host: a name or a number, as for AF_INET6.
        conn_id: the tunnel, 32 bits.
        flowinfo: as for AF_INET6.
        scope_id: as for AF_INET6.
    """

    host: str
    conn_id: int = 0
    flowinfo: int = 0
    scope_id: int = 0


class L2tpIp(Family):
    """Tunnels over IPv4."""

    name = "AF_INET"
    number: int = AF_INET
    protocol = IPPROTO_L2TP
    struct = "struct cs_sockaddr_l2tpip"
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(L2tpIpAddress, "AF_INET", address, caller)
        where = find(AF_INET).sockaddr((given.host, 0), caller, fd, 0)
        return with_tunnel(self, where, given.conn_id)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> L2tpIpAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        return L2tpIpAddress(text_of(AF_INET, bytes(ffi.buffer(ffi.addressof(at, "l2tp_addr")))), at.l2tp_conn_id)


class L2tpIp6(Family):
    """Tunnels over IPv6."""

    name = "AF_INET6"
    number: int = AF_INET6
    protocol = IPPROTO_L2TP
    struct = "struct cs_sockaddr_l2tpip6"
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(L2tpIp6Address, "AF_INET6", address, caller)
        where = find(AF_INET6).sockaddr((given.host, 0, given.flowinfo, given.scope_id), caller, fd, 0)
        return with_tunnel(self, where, given.conn_id)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> L2tpIp6Address:
        """See `Family.read`."""
        at = self.unpack(raw)
        host = text_of(AF_INET6, bytes(ffi.buffer(ffi.addressof(at, "l2tp_addr"))))
        flow = START + ffi.offsetof(self.struct, "l2tp_flowinfo")
        flowinfo = int.from_bytes(raw[flow : flow + 4], "big")
        return L2tpIp6Address(host, at.l2tp_conn_id, flowinfo, at.l2tp_scope_id)


def with_tunnel(family: L2tpIp | L2tpIp6, sockaddr: bytes, conn_id: Any) -> bytes:
    """IP's sockaddr, made into that of L2TP, which begins alike."""
    tunnel = family.pack(l2tp_conn_id=unsigned(conn_id, "conn_id", 0xFFFFFFFF))
    place = ffi.offsetof(family.struct, "l2tp_conn_id")
    return sockaddr[:place] + tunnel[place:]
