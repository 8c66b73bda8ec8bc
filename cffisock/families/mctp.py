"""AF_MCTP, the bus of a server's management controllers: `MctpAddress`.

Source: linux/mctp.h, Documentation/networking/mctp.rst of the kernel, DMTF DSP0236.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import START, Family
from cffisock.families.interface import IF_NAMESIZE, interface_index, interface_name
from cffisock.families.typed import encoded, readable_bytes, take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_EXTENDED = "struct cs_sockaddr_mctp_ext"
_LONGEST_HARDWARE_ADDRESS = 32


class MctpAddress(NamedTuple):
    """An endpoint, and what kind of message.

    Attributes:
        network: 32 bits; MCTP_NET_ANY for the default one.
        addr: the endpoint's number, 8 bits; MCTP_ADDR_ANY in bind() for any, MCTP_ADDR_NULL for one that has none yet.
        type: the kind of message, 7 bits, and 128 for one with an integrity check.
        tag: MCTP_TAG_OWNER for a request; in an answer the tag that came with the request, without that flag.
        ifname: the interface, of sockets with MCTP_OPT_ADDR_EXT; else empty.
        haddr: the hardware address there, up to 32 bytes.
    """

    network: int
    addr: int
    type: int
    tag: int = numbers.get("MCTP_TAG_OWNER", 8)
    ifname: str = ""
    haddr: bytes = b""


class Mctp(Family):
    """Endpoints; the extended form of the sockaddr where there is an interface or a hardware address."""

    name = "AF_MCTP"
    number: int | None = numbers.get("AF_MCTP")
    struct = _EXTENDED

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(MctpAddress, self.name, address, caller)
        base = {
            "smctp_family": self.number,
            "smctp_network": unsigned(given.network, "network", 0xFFFFFFFF),
            "smctp_addr": unsigned(given.addr, "addr", 0xFF),
            "smctp_type": unsigned(given.type, "type", 0xFF),
            "smctp_tag": unsigned(given.tag, "tag", 0xFF),
        }
        name = encoded(given.ifname, "ifname", IF_NAMESIZE - 1)
        hardware = readable_bytes(given.haddr, "haddr", _LONGEST_HARDWARE_ADDRESS)
        if not name and not hardware:
            return bytes(ffi.buffer(ffi.new("struct cs_sockaddr_mctp *", base)))
        return self.pack(
            smctp_base=base,
            smctp_ifindex=interface_index(fd, name),
            smctp_halen=len(hardware),
            smctp_haddr=list(hardware),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> MctpAddress:
        """See `Family.read`."""
        at = self.unpack(raw[: START + size])
        base = at.smctp_base
        address = MctpAddress(base.smctp_network, base.smctp_addr, base.smctp_type, base.smctp_tag)
        if size < ffi.sizeof(_EXTENDED):
            return address
        hardware = bytes(at.smctp_haddr)[: at.smctp_halen]
        return address._replace(ifname=interface_name(fd, at.smctp_ifindex), haddr=hardware)
