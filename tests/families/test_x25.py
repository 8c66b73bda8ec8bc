"""AF_X25: the bytes of its addresses.  No distribution's kernel has the family, so there is no exchange."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest

import cffisock
from cffisock.families import find


def told(sockaddr: bytes) -> Any:
    codec = find(cffisock.AF_X25)
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr.ljust(128, b"\0")
    return codec.decode(raw[: codec.span], -1, 0)


@pytest.mark.parametrize("address", ["", "1", "31234567", "123456789012345"])
def test_the_bytes(address: str) -> None:
    sockaddr = struct.pack("=H16s", 9, address.encode())
    assert find(cffisock.AF_X25).sockaddr(address, "bind", -1, 0) == sockaddr
    assert told(sockaddr) == address


def test_no_end() -> None:
    assert told(struct.pack("=H16s", 9, b"1234567890123456")) == "1234567890123456"
    assert told(struct.pack("=H2s", 9, b"12")) == "12"
    assert told(struct.pack("=H16s", 9, b"\xff1")) == "\\xff1"


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (None, TypeError, r"bind\(\): AF_X25 address must be str, not None"),
        (31234, TypeError, r"bind\(\): AF_X25 address must be str, not int"),
        (("1",), TypeError, r"bind\(\): AF_X25 address must be str, not tuple"),
        ("1" * 16, ValueError, r"bind\(\): AF_X25 address must be 15 bytes long at most, not 16"),
        ("12a", ValueError, r"bind\(\): AF_X25 address must consist of decimal digits"),
        ("1\0", ValueError, r"bind\(\): AF_X25 address must consist of decimal digits"),
        ("\u0661", ValueError, r"bind\(\): AF_X25 address must consist of decimal digits"),
    ],
)
def test_what_is_refused(address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_X25).sockaddr(address, "bind", -1, 0)
