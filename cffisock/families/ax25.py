"""AF_AX25, amateur radio: `Ax25Address`.

Source: linux/ax25.h, and "AX.25 Link Access Protocol for Amateur Packet Radio" for callsigns.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, START, Family
from cffisock.families.typed import take
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

CALL_SIZE = 7
_CALL = re.compile(r"([0-9A-Za-z]{0,6})(?:-([0-9]{1,2}))?", re.ASCII)


class Ax25Address(NamedTuple):
    """A station, and the way to it.

    Attributes:
        call: its callsign, like ``"N0CALL"`` or ``"N0CALL-5"``; ``""`` for none.
        digipeaters: the callsigns of the stations that are to repeat what is sent, 8 at most.
    """

    call: str
    digipeaters: tuple[str, ...] = ()


class Ax25(Family):
    """Callsigns and digipeaters."""

    name = "AF_AX25"
    number: int | None = numbers.get("AF_AX25")
    struct = "struct cs_full_sockaddr_ax25"
    remembers = True
    blocking = ASKS_FIRST
    short: int = ffi.sizeof("struct cs_sockaddr_ax25")
    most_digipeaters = 8

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`; as short as it can be."""
        given = take(Ax25Address, self.name, address, caller)
        digipeaters = pack_calls(given.digipeaters, self.most_digipeaters)
        station = {"sax25_family": self.number, "sax25_call": pack_call(given.call), "sax25_ndigis": len(digipeaters)}
        sockaddr = self.pack(fsa_ax25=station, fsa_digipeater=digipeaters)
        return sockaddr if digipeaters else sockaddr[: self.short]

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Ax25Address:
        """See `Family.read`; the kernel may tell of more digipeaters than it names."""
        sockaddr = self.unpack(raw[: START + size])
        named = (size - self.short) // CALL_SIZE
        count = max(0, min(sockaddr.fsa_ax25.sax25_ndigis, self.most_digipeaters, named))
        return Ax25Address(unpack_call(sockaddr.fsa_ax25.sax25_call), unpack_calls(sockaddr.fsa_digipeater, count))


def pack_call(call: Any) -> list[int]:
    """A callsign as it is sent: six characters, filled up with spaces, and its number, all shifted by a bit.

    Raises:
        TypeError: no str.
        ValueError: no callsign.
    """
    if not isinstance(call, str):
        raise TypeError(f"a callsign must be str, not {type(call).__name__}")
    found = _CALL.fullmatch(call)
    number = int(found.group(2) or 0) if found else 16
    if found is None or number > 15:
        raise ValueError(f"no callsign: {call!r}; it has 6 letters and digits at most, and perhaps -0 to -15")
    return [*(ord(character) << 1 for character in found.group(1).upper().ljust(6)), number << 1]


def pack_calls(calls: Any, most: int) -> list[list[int]]:
    """Several callsigns, ``most`` at most."""
    if not isinstance(calls, (tuple, list)):
        raise TypeError(f"digipeaters must be tuple, not {type(calls).__name__}")
    if len(calls) > most:
        raise ValueError(f"there are {most} digipeaters at most, not {len(calls)}")
    return [pack_call(call) for call in calls]


def unpack_call(packed: Iterable[int]) -> str:
    """The text of a callsign."""
    *characters, last = packed
    call = "".join(chr(character >> 1) for character in characters).rstrip(" \0")
    number = last >> 1 & 0xF
    return f"{call}-{number}" if number else call


def unpack_calls(packed: Any, count: int) -> tuple[str, ...]:
    """The text of the first ``count`` callsigns."""
    return tuple(unpack_call(packed[place]) for place in range(count))
