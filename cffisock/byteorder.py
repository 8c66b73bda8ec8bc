"""Host and network byte order: ``htons`` and its kin (byteorder(3)).

They raise for a number that has more bits than their name says.
"""

from __future__ import annotations

import sys
from _warnings import warn

from cffisock.arguments import INT_MAX, NEGATIVE, index, out_of_range
from cffisock.memo import remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, SupportsIndex

__all__ = ["htonl", "htons", "ntohl", "ntohs"]

# Python 3.9 still cut numbers to 16 bits, with a warning.
_CUTS_16 = sys.version_info < (3, 10)
# Numbers swapped before.
_swapped_16: dict[int, int] = {}
_swapped_32: dict[int, int] = {}


def _swap_16(x: Any, name: str) -> int:
    number = index(x)
    if not 0 <= number <= 0xFFFF:
        if not _CUTS_16 or not 0 <= number <= INT_MAX:
            raise _complaint(number, name, 16)
        warn(f"{name}() argument does not fit 16 bits and is cut", DeprecationWarning, 3)
        return _swap_16(number & 0xFFFF, name)
    return remember(_swapped_16, number, int.from_bytes(number.to_bytes(2, "big"), sys.byteorder))


def _swap_32(x: Any, name: str) -> int:
    number = index(x)
    if not 0 <= number <= 0xFFFFFFFF:
        raise _complaint(number, name, 32)
    return remember(_swapped_32, number, int.from_bytes(number.to_bytes(4, "big"), sys.byteorder))


def _complaint(number: int, name: str, bits: int) -> Exception:
    if NEGATIVE is ValueError:
        return out_of_range(number, f"uint{bits}_t")
    if number < 0:
        return OverflowError(f"{name}: can't convert negative Python int to C {bits}-bit unsigned integer")
    return OverflowError(f"{name}: Python int too large to convert to C {bits}-bit unsigned integer")


def htons(x: SupportsIndex, /) -> int:
    """Converts a 16-bit number from host to network byte order.

    Args:
        x: 0 to 65535.

    Raises:
        OverflowError: negative, or more.
        TypeError: no integer.

    Source: byteorder(3).
    """
    if type(x) is int:
        try:
            return _swapped_16[x]
        except KeyError:
            pass
    return _swap_16(x, "htons")


def ntohs(x: SupportsIndex, /) -> int:
    """Converts a 16-bit number from network to host byte order.

    Args:
        x: 0 to 65535.

    Raises:
        OverflowError: negative, or more.
        TypeError: no integer.

    Source: byteorder(3).
    """
    if type(x) is int:
        try:
            return _swapped_16[x]
        except KeyError:
            pass
    return _swap_16(x, "ntohs")


def htonl(x: SupportsIndex, /) -> int:
    """Converts a 32-bit number from host to network byte order.

    Args:
        x: 0 to 4294967295.

    Raises:
        OverflowError: negative, or more.
        TypeError: no integer.

    >>> ntohl(htonl(0x01020304)) == 0x01020304
    True

    Source: byteorder(3).
    """
    if type(x) is int:
        try:
            return _swapped_32[x]
        except KeyError:
            pass
    return _swap_32(x, "htonl")


def ntohl(x: SupportsIndex, /) -> int:
    """Converts a 32-bit number from network to host byte order.

    Args:
        x: 0 to 4294967295.

    Raises:
        OverflowError: negative, or more.
        TypeError: no integer.

    Source: byteorder(3).
    """
    if type(x) is int:
        try:
            return _swapped_32[x]
        except KeyError:
            pass
    return _swap_32(x, "ntohl")
