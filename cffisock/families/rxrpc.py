"""AF_RXRPC, the remote procedure calls of AFS: `RxrpcAddress`.

Source: linux/rxrpc.h, Documentation/networking/rxrpc.rst of the kernel.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import START, Family, family_of, find
from cffisock.families.hosts import AF_INET, AF_INET6
from cffisock.families.typed import take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SOCK_DGRAM = numbers["SOCK_DGRAM"]


class RxrpcAddress(NamedTuple):
    """A service.

    Attributes:
        service: its number, 16 bits; 0 in bind() for a client.
        transport: where it is reached by UDP: ``(host, port)`` of AF_INET, or AF_INET6's form if that is the socket's
            protocol.
        transport_type: SOCK_DGRAM.
    """

    service: int
    transport: Any
    transport_type: int = _SOCK_DGRAM


class Rxrpc(Family):
    """Services."""

    name = "AF_RXRPC"
    number: int | None = numbers.get("AF_RXRPC")
    struct = "struct cs_sockaddr_rxrpc"
    transport_at: int = ffi.offsetof(struct, "transport")

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(RxrpcAddress, self.name, address, caller)
        transport = find(AF_INET6 if protocol == AF_INET6 else AF_INET).sockaddr(given.transport, caller, fd, 0)
        head = self.pack(
            srx_family=self.number,
            srx_service=unsigned(given.service, "service", 0xFFFF),
            transport_type=unsigned(given.transport_type, "transport_type", 0xFFFF),
            transport_len=len(transport),
        )
        # The kernel wants the whole length, whatever the transport.
        return (head[: self.transport_at] + transport).ljust(len(head), b"\0")

    def decode(self, raw: bytes, fd: int, protocol: int) -> Any:
        """See `Family.decode`; the kernel does not say the family of who calls a server."""
        size = int.from_bytes(raw[:START], sys.byteorder)
        if size and family_of(raw) == 0:
            return self.read(raw, size, fd, protocol)
        return super().decode(raw, fd, protocol)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> RxrpcAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        transport = raw[START + self.transport_at : START + size]
        length = min(at.transport_len, len(transport)).to_bytes(START, sys.byteorder)
        inner = find(AF_INET6 if protocol == AF_INET6 else AF_INET)
        room = inner.span - START
        where = inner.decode(length + transport[:room].ljust(room, b"\0"), fd, 0)
        return RxrpcAddress(at.srx_service, where, at.transport_type)
