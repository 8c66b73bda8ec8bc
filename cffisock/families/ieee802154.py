"""AF_IEEE802154, low-rate radio: `Ieee802154Address`.

Source: include/net/af_ieee802154.h of the kernel.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import octets, take, unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NONE, SHORT, LONG = 0, 2, 3
BROADCAST = 0xFFFF


class Ieee802154Address(NamedTuple):
    """A station.

    Attributes:
        pan_id: its network, 16 bits; 0xffff for all.
        addr: an int of 16 bits for a short address, 0xffff for all stations; 8 bytes, the first one first, for an
            extended one (EUI-64); None for no address.
    """

    pan_id: int = BROADCAST
    addr: int | bytes | None = None


class Ieee802154(Family):
    """Stations and their networks."""

    name = "AF_IEEE802154"
    number: int | None = numbers.get("AF_IEEE802154")
    struct = "struct cs_sockaddr_ieee802154"
    remembers = True
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(Ieee802154Address, self.name, address, caller)
        fields: dict[str, Any] = {"pan_id": unsigned(given.pan_id, "pan_id", 0xFFFF)}
        if given.addr is None:
            fields["addr_type"] = NONE
        elif isinstance(given.addr, int):
            fields.update(addr_type=SHORT, hwaddr=list(unsigned(given.addr, "addr", 0xFFFF).to_bytes(2, sys.byteorder)))
        else:
            fields.update(addr_type=LONG, hwaddr=octets(given.addr, "addr", 8))
        return self.pack(family=self.number, addr=fields)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Ieee802154Address:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        station = sockaddr.addr
        hwaddr = bytes(station.hwaddr)
        if station.addr_type == SHORT:
            return Ieee802154Address(station.pan_id, int.from_bytes(hwaddr[:2], sys.byteorder))
        return Ieee802154Address(station.pan_id, hwaddr if station.addr_type == LONG else None)
