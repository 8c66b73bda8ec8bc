"""AF_XDP, packets straight from a network card's driver: `XdpAddress`.

Source: linux/if_xdp.h, Documentation/networking/af_xdp.rst of the kernel.
"""

from __future__ import annotations

import errno
from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.errors import os_error
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.interface import IF_NAMESIZE, interface_name
from cffisock.families.typed import encoded, take, unsigned
from cffisock.native import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class XdpAddress(NamedTuple):
    """A queue of a network card.

    Attributes:
        ifname: the interface.
        queue_id: the queue, from 0.
        flags: a sum of XDP_SHARED_UMEM, XDP_COPY, XDP_ZEROCOPY, XDP_USE_NEED_WAKEUP and XDP_USE_SG.
        shared_umem_fd: with XDP_SHARED_UMEM the descriptor of the socket whose memory is used, else 0.
    """

    ifname: str
    queue_id: int = 0
    flags: int = 0
    shared_umem_fd: int = 0


def _index(name: bytes) -> int:
    """The index of an interface; sockets of this family cannot be asked, so it is one of the caller's namespace."""
    found = lib.cs_if_nametoindex(name) if b"\0" not in name else 0
    if found <= 0:
        raise os_error(errno.ENODEV)
    return int(found)


class Xdp(Family):
    """Queues; the kernel only takes them, in bind(), and tells of none."""

    name = "AF_XDP"
    number: int | None = numbers.get("AF_XDP")
    struct = "struct cs_sockaddr_xdp"
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(XdpAddress, self.name, address, caller)
        return self.pack(
            sxdp_family=self.number,
            sxdp_flags=unsigned(given.flags, "flags", 0xFFFF),
            sxdp_queue_id=unsigned(given.queue_id, "queue_id", 0xFFFFFFFF),
            sxdp_shared_umem_fd=unsigned(given.shared_umem_fd, "shared_umem_fd", 0xFFFFFFFF),
            sxdp_ifindex=_index(encoded(given.ifname, "ifname", IF_NAMESIZE - 1)),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> XdpAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        return XdpAddress(interface_name(fd, at.sxdp_ifindex), at.sxdp_queue_id, at.sxdp_flags, at.sxdp_shared_umem_fd)
