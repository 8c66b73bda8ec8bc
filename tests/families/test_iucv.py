"""AF_IUCV: the bytes of its addresses.  Only mainframes have the family, so there is no exchange."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.iucv import IucvAddress


def told(sockaddr: bytes) -> Any:
    codec = find(cffisock.AF_IUCV)
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr.ljust(128, b"\0")
    return codec.decode(raw[: codec.span], -1, 0)


@pytest.mark.parametrize("address", [("", ""), ("LINUX1", "APPL"), ("12345678", "12345678"), ("", "A B")])
def test_the_bytes(address: tuple[str, str]) -> None:
    # family, port and address (reserved), node (reserved), and both names padded with blanks
    names = [name.encode().ljust(8) for name in address]
    sockaddr = struct.pack("=HHI8s8s8s", 32, 0, 0, b" " * 8, *names)
    assert find(cffisock.AF_IUCV).sockaddr(address, "bind", -1, 0) == sockaddr
    assert find(cffisock.AF_IUCV).sockaddr(IucvAddress(*address), "bind", -1, 0) == sockaddr
    assert told(sockaddr) == IucvAddress(*address)
    assert type(told(sockaddr)) is IucvAddress


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("LINUX1", TypeError, r"bind\(\): AF_IUCV address must be tuple, not str"),
        (("LINUX1",), TypeError, r"must be a tuple \(user_id, name\), of which 2 are needed"),
        ((b"LINUX1", "APPL"), TypeError, "user_id must be str, not bytes"),
        (("123456789", "APPL"), ValueError, "user_id must be 8 bytes long at most, not 9"),
        (("LINUX1", "123456789"), ValueError, "name must be 8 bytes long at most, not 9"),
        (("LINUX1", None), TypeError, "name must be str, not None"),
    ],
)
def test_what_is_refused(address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_IUCV).sockaddr(address, "bind", -1, 0)
