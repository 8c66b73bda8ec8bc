"""Timeouts: seconds outside, nanoseconds inside (negative: none, 0: non-blocking), and the default for new sockets."""

from __future__ import annotations

from _operator import index

from cffisock.memo import remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["getdefaulttimeout", "setdefaulttimeout"]

NONE = -1
_MAX = 2**63 - 1
_LONGEST = 9.2e9

# Timeouts converted before, floats only.
known: dict[float, int] = {}

# The timeout in nanoseconds that new sockets get.
default: int = NONE


def to_nanoseconds(timeout: Any) -> int:
    """A timeout as a user gives it: None, or seconds as an int or a float; rounded up, so as not to wake too soon.

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
            raise OverflowError("timestamp too large to convert to C PyTime_t")
        nanoseconds = int(-(-timeout * 1e9 // 1)) if timeout > 0 else int(timeout * 1e9 // 1)
    else:
        nanoseconds = index(timeout) * 1_000_000_000
    if not -_MAX - 1 <= nanoseconds <= _MAX:
        raise OverflowError("timestamp too large to convert to C PyTime_t")
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
