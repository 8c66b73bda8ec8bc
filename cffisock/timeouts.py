"""Timeouts: seconds outside, nanoseconds inside (negative: none, 0: non-blocking), and the default for new sockets."""

from __future__ import annotations

import sys
from _operator import index

from cffisock.memo import remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["getdefaulttimeout", "setdefaulttimeout"]

NONE = -1
_MAX = 2**63 - 1
_LONGEST = 9.2e9
_SAYS_FLOAT = sys.version_info >= (3, 14)
_TAKES_REALS = sys.version_info >= (3, 15)
_TOO_LONG = "timestamp out of range for C PyTime_t" if _TAKES_REALS else "timestamp too large to convert to C PyTime_t"

# Timeouts converted before, floats only.
known: dict[float, int] = {}

# The timeout in nanoseconds that new sockets get.
default: int = NONE


def to_nanoseconds(timeout: Any) -> int:
    """A timeout as a user gives it: None, or seconds as an int or a float; rounded up, so as not to wake too soon.

    From Python 3.15 on any real number will do, like a Decimal or a Fraction.

    Raises:
        ValueError: negative, or not a number.
        OverflowError: longer than 292 years.
        TypeError: anything else.
    """
    if timeout is None:
        return NONE
    if type(timeout) is float and 0.0 <= timeout < _LONGEST:
        return remember(known, timeout, int(-(-timeout * 1e9 // 1)))  # upwards
    if isinstance(timeout, float):
        if timeout != timeout:
            raise ValueError("Invalid value NaN (not a number)")
        if not -_LONGEST * 10 < timeout < _LONGEST * 10:
            raise OverflowError(_TOO_LONG)
        nanoseconds = int(-(-timeout * 1e9 // 1)) if timeout > 0 else int(timeout * 1e9 // 1)
    elif _TAKES_REALS and not hasattr(timeout, "__index__"):
        if not hasattr(timeout, "__float__"):
            raise TypeError(f"must be real number, not {type(timeout).__name__}")
        return to_nanoseconds(float(timeout))
    elif _SAYS_FLOAT and not hasattr(timeout, "__index__"):
        raise TypeError(f"'{type(timeout).__name__}' object cannot be interpreted as an integer or float")
    else:
        nanoseconds = index(timeout) * 1_000_000_000
    if not -_MAX - 1 <= nanoseconds <= _MAX:
        raise OverflowError(_TOO_LONG)
    if nanoseconds < 0:
        raise ValueError("Timeout value out of range")
    return nanoseconds


def to_seconds(nanoseconds: int) -> float | None:
    """What a user gets for a timeout."""
    return None if nanoseconds < 0 else nanoseconds / 1e9


def getdefaulttimeout() -> float | None:
    """The timeout in seconds that new sockets get; None, which is the default, if they block.

    Source: Python's library reference, socket.
    """
    return to_seconds(default)


def setdefaulttimeout(timeout: float | None, /) -> None:
    """Sets the timeout in seconds that new sockets get; None for sockets that block.

    Args:
        timeout: seconds, as a float or int.

    Raises:
        ValueError: negative, or not a number.
        OverflowError: longer than 292 years.
        TypeError: no number.

    Source: Python's library reference, socket.
    """
    global default
    default = to_nanoseconds(timeout)
