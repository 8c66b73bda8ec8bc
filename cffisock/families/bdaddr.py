"""The addresses of Bluetooth devices, as text and as bytes: ``"01:23:45:67:89:AB"``."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What scanf's %X takes, six times.
_OCTETS = re.compile(rb":".join([rb"\s*([+-]?(?:0[xX])?[0-9A-Fa-f]+)"] * 6))


def parse(device: bytes) -> list[int]:
    """The bytes of a device's address, which systems want last one first."""
    found = _OCTETS.fullmatch(device)
    octets = [int(part, 16) for part in reversed(found.groups())] if found else [-1]
    if not all(0 <= octet <= 0xFF for octet in octets):
        raise OSError("bad bluetooth address")
    return octets


def form(octets: Any) -> str:
    """A device's address as text."""
    return "{5:02X}:{4:02X}:{3:02X}:{2:02X}:{1:02X}:{0:02X}".format(*octets)


def wrong_format(caller: str) -> OSError:
    """What the standard library makes of every mistake in the form of an address."""
    return OSError(f"{caller}(): wrong format")
