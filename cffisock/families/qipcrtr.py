"""AF_QIPCRTR, between the processors of a Qualcomm chip: ``(node, port)``, 32 bits each.

A socket's own node is in its getsockname() from the start; bind() takes that one only, and 0 as the port for any.
"""

from __future__ import annotations

from cffisock.arguments import c_unsigned
from cffisock.constants import numbers
from cffisock.families.base import Family, elements, must_have

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Qipcrtr(Family):
    """Nodes and ports.  A send may wait for the other node's consent whatever MSG_DONTWAIT says."""

    name = "AF_QIPCRTR"
    number: int | None = numbers.get("AF_QIPCRTR")
    struct = "struct cs_sockaddr_qrtr"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = elements(address, "getsockaddrarg: AF_QIPCRTR address must be tuple, not {}")
        must_have(2, address, "getsockaddrarg()")
        node, port = map(c_unsigned, address)
        return self.pack(sq_family=self.number, sq_node=node, sq_port=port)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[int, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return sockaddr.sq_node, sockaddr.sq_port
