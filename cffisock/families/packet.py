"""AF_PACKET: ``(ifname, proto[, pkttype[, hatype[, addr]]])``, see packet(7).

``ifname`` names an interface, ``proto`` is an Ethernet type in host byte order (``ETH_P_*``), ``pkttype`` says to
whom a frame was sent (``PACKET_*``), ``hatype`` is the kind of hardware (``ARPHRD_*``) and ``addr`` its address: 8
bytes at most go in, but as many as the hardware has come out (16 of an IPv6 tunnel, 20 of InfiniBand).
"""

from __future__ import annotations

from cffisock.arguments import c_int, readable, text
from cffisock.byteorder import htons
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, START, Family, tuple_of
from cffisock.families.interface import interface_index, interface_name
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST_HARDWARE = 32  # the kernel's MAX_ADDR_LEN


class Packet(Family):
    """Interfaces, and frames on them."""

    name = "AF_PACKET"
    number: int | None = numbers.get("AF_PACKET")
    struct = "struct sockaddr_ll"
    blocking = ASKS_FIRST
    hardware_at: int = ffi.offsetof(struct, "sll_addr")

    def __init__(self) -> None:
        super().__init__()
        self.span: int = START + self.hardware_at + LONGEST_HARDWARE

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = tuple_of("AF_PACKET", address, caller)
        if not 2 <= len(address) <= 5 or not isinstance(address[0], str):
            raise TypeError("AF_PACKET address must be a tuple of two to five elements")
        name = text(address[0], caller)
        try:
            proto, packet_type, hardware_type = [*map(c_int, address[1:4]), 0, 0][:3]
        except OverflowError:
            raise OverflowError(f"{caller}(): address argument out of range") from None
        hardware = b""
        if len(address) == 5:
            with readable(address[4]) as memory:
                hardware = bytes(ffi.buffer(memory))
        index = interface_index(fd, name)
        if len(hardware) > 8:
            raise ValueError("Hardware address must be 8 bytes or less")
        if not 0 <= proto <= 0xFFFF:
            raise OverflowError(f"{caller}(): proto must be 0-65535.")
        return self.pack(
            sll_family=self.number,
            sll_protocol=htons(proto),
            sll_ifindex=index,
            sll_pkttype=packet_type & 0xFF,
            sll_hatype=hardware_type & 0xFFFF,
            sll_halen=len(hardware),
            sll_addr=list(hardware),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[str, int, int, int, bytes]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return (
            interface_name(fd, sockaddr.sll_ifindex),
            htons(sockaddr.sll_protocol),
            sockaddr.sll_pkttype,
            sockaddr.sll_hatype,
            raw[START + self.hardware_at : START + size][: sockaddr.sll_halen],
        )
