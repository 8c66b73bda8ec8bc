"""AF_SMC, which moves TCP's data by shared memory or RDMA: the addresses of AF_INET and AF_INET6.

The socket's protocol says which of them: ``SMCPROTO_SMC`` (0) or ``SMCPROTO_SMC6`` (1).  See af_smc(7), RFC 7609.
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family, find
from cffisock.families.hosts import AF_INET, AF_INET6

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SMC6 = numbers.get("SMCPROTO_SMC6")


class Smc(Family):
    """TCP's addresses; those that the kernel writes have TCP's family as well, so `decode` finds who reads them."""

    name = "AF_SMC"
    number: int | None = numbers.get("AF_SMC")
    struct = "struct sockaddr_in6"
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        return find(AF_INET6 if protocol == _SMC6 else AF_INET).sockaddr(address, caller, fd, 0)
