"""AF_TIPC, between the nodes of a cluster: ``(addr_type, v1, v2, v3[, scope])``, see tipc(7).

====================  ========  ===============  ===============
``addr_type``         ``v1``    ``v2``           ``v3``
====================  ========  ===============  ===============
TIPC_ADDR_NAME        type      instance         0
TIPC_ADDR_NAMESEQ     type      lower instance   upper instance
TIPC_ADDR_ID          node      reference        0
====================  ========  ===============  ===============

``scope`` says how far a name that is bound can be seen: ``TIPC_CLUSTER_SCOPE``, which is the default, or
``TIPC_NODE_SCOPE``.
"""

from __future__ import annotations

from cffisock.arguments import c_unsigned
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family, tuple_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMESEQ, NAME = numbers.get("TIPC_ADDR_NAMESEQ"), numbers.get("TIPC_ADDR_NAME")
ID = numbers.get("TIPC_ADDR_ID")


class Tipc(Family):
    """Names of services, ranges of such names, and sockets."""

    name = "AF_TIPC"
    number: int | None = numbers.get("AF_TIPC")
    struct = "struct cs_sockaddr_tipc"
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = tuple_of("AF_TIPC", address, caller)
        if not 4 <= len(address) <= 5:
            raise TypeError("AF_TIPC address must be a tuple (addr_type, v1, v2, v3[, scope])")
        kind, first, second, third, scope = [*map(c_unsigned, address), numbers["TIPC_CLUSTER_SCOPE"]][:5]
        rest: dict[str, dict[str, int]]
        if kind == NAMESEQ:
            rest = {"nameseq": {"type": first, "lower": second, "upper": third}}
        elif kind == NAME:
            # The standard library gives the instance twice, and so does `read`: the third is not passed on.
            rest = {"name": {"type": first, "instance": second}}
        elif kind == ID:
            rest = {"id": {"node": first, "ref": second}}
        else:
            raise TypeError("Invalid address type")
        return self.pack(family=self.number, addrtype=kind, scope=(scope & 0xFF ^ 0x80) - 0x80, addr=rest)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        kind, scope = sockaddr.addrtype, c_unsigned(sockaddr.scope)
        if kind == NAMESEQ:
            services = sockaddr.addr.nameseq
            return kind, services.type, services.lower, services.upper, scope
        if kind == NAME:
            service = sockaddr.addr.name
            return kind, service.type, service.instance, service.instance, scope
        if kind == ID:
            return kind, sockaddr.addr.id.node, sockaddr.addr.id.ref, 0, scope
        return super().read(raw, size, fd, protocol)
