"""AF_ROSE, X.25 over amateur radio: `RoseAddress`.

Source: linux/rose.h.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.ax25 import pack_call, pack_calls, unpack_call, unpack_calls
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import take
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ADDRESS = re.compile("[0-9A-Fa-f]{10}")


class RoseAddress(NamedTuple):
    """A station, and the way to it.

    Attributes:
        address: the address of its node, ten digits.
        call: its callsign, as in AF_AX25.
        digipeaters: the callsigns of the stations that are to repeat what is sent, 6 at most.
    """

    address: str
    call: str = ""
    digipeaters: tuple[str, ...] = ()


class Rose(Family):
    """Nodes, callsigns and digipeaters."""

    name = "AF_ROSE"
    number: int | None = numbers.get("AF_ROSE")
    struct = "struct cs_full_sockaddr_rose"
    remembers = True
    blocking = ASKS_FIRST
    short: int = ffi.sizeof("struct cs_sockaddr_rose")
    most_digipeaters = 6

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`; as short as it can be: both forms have the first digipeater at the same place."""
        given = take(RoseAddress, self.name, address, caller)
        if not isinstance(given.address, str):
            raise TypeError(f"address must be str, not {type(given.address).__name__}")
        if not _ADDRESS.fullmatch(given.address):
            raise ValueError(f"no ROSE address: {given.address!r}; it has ten digits")
        digipeaters = pack_calls(given.digipeaters, self.most_digipeaters)
        sockaddr = self.pack(
            srose_family=self.number,
            srose_addr=list(bytes.fromhex(given.address)),
            srose_call=pack_call(given.call),
            srose_ndigis=len(digipeaters),
            srose_digis=digipeaters,
        )
        return sockaddr if len(digipeaters) > 1 else sockaddr[: self.short]

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> RoseAddress:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        count = min(sockaddr.srose_ndigis, self.most_digipeaters)
        address = bytes(sockaddr.srose_addr).hex().upper()
        return RoseAddress(address, unpack_call(sockaddr.srose_call), unpack_calls(sockaddr.srose_digis, count))
