"""AF_APPLETALK, datagrams of the Datagram Delivery Protocol: `AppleTalkAddress`, see ddp(7).

Source: linux/atalk.h.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.byteorder import htons
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import take, unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AppleTalkAddress(NamedTuple):
    """A socket of a node of a network.

    Attributes:
        net: the network, 16 bits; 0 (``ATADDR_ANYNET``) for this one, and in bind() for any.
        node: the node, 8 bits; 0 (``ATADDR_ANYNODE``) for any, 255 (``ATADDR_BCAST``) for all.
        port: the socket, 1 to 254; 0 (``ATADDR_ANYPORT``) lets bind() choose one.
    """

    net: int = 0
    node: int = 0
    port: int = 0


class AppleTalk(Family):
    """Networks, nodes and sockets."""

    name = "AF_APPLETALK"
    number: int | None = numbers.get("AF_APPLETALK")
    struct = "struct cs_sockaddr_at"
    remembers = True
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(AppleTalkAddress, self.name, address, caller)
        net, node = unsigned(given.net, "net", 0xFFFF), unsigned(given.node, "node", 0xFF)
        port = unsigned(given.port, "port", 0xFF)
        return self.pack(sat_family=self.number, sat_port=port, sat_addr={"s_net": htons(net), "s_node": node})

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> AppleTalkAddress:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return AppleTalkAddress(htons(sockaddr.sat_addr.s_net), sockaddr.sat_addr.s_node, sockaddr.sat_port)
