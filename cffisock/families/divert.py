"""AF_DIVERT of FreeBSD 14 and newer: packets that a firewall diverts, ``(host, port)`` of IPv4, see divert(4).

``port`` is the one that the rule names.  The kernel's addresses are those of AF_INET and say so.
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import Family, find
from cffisock.families.hosts import AF_INET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Divert(Family):
    """Diverted packets."""

    name = "AF_DIVERT"
    number: int | None = numbers.get("AF_DIVERT")
    struct = "struct sockaddr_in"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        return find(AF_INET).sockaddr(address, caller, fd, protocol)
