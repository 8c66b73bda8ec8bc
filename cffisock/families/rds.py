"""AF_RDS, reliable datagrams over InfiniBand or TCP: ``(host, port)`` of IPv4, see rds(7).

The kernel's addresses are those of AF_INET and say so: there is nothing to add to them.
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import Family, find
from cffisock.families.hosts import AF_INET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Rds(Family):
    """Hosts and ports.  What comes in is decoded by the family that it names, AF_INET or AF_INET6."""

    name = "AF_RDS"
    number: int | None = numbers.get("AF_RDS")
    struct = "struct sockaddr_in6"  # the larger of the two that can come in

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        return find(AF_INET).sockaddr(address, caller, fd, protocol)
