"""AF_NETLINK: ``(pid, groups)``, see netlink(7): a port number and a mask of multicast groups, 32 bits each."""

from __future__ import annotations

from cffisock.arguments import c_unsigned
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family, tuple_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Netlink(Family):
    """Ports of the kernel's own network."""

    name = "AF_NETLINK"
    number: int | None = numbers.get("AF_NETLINK")
    struct = "struct cs_sockaddr_nl"
    blocking = ASKS_FIRST
    remembers = True

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = tuple_of("AF_NETLINK", address, caller)
        if len(address) != 2:
            raise TypeError("AF_NETLINK address must be a pair (pid, groups)")
        pid, groups = map(c_unsigned, address)
        return self.pack(nl_family=self.number, nl_pid=pid, nl_groups=groups)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[int, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return sockaddr.nl_pid, sockaddr.nl_groups
