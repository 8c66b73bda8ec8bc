"""AF_CAIF: the bytes of its addresses.  No distribution's kernel has the family, and Linux 7.1 gave it up."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest

import cffisock
from cffisock.families import RawAddress, find
from cffisock.families.caif import (
    CaifAtAddress,
    CaifDatagramAddress,
    CaifDebugAddress,
    CaifUtilityAddress,
    CaifVolumeAddress,
)

# By protocol: an address, and what follows the family and two bytes of padding.
EXAMPLES: list[tuple[str, Any, bytes]] = [
    ("AT", CaifAtAddress(), b"\2"),
    ("DATAGRAM", CaifDatagramAddress(0x01020304), struct.pack("=I", 0x01020304)),
    ("DATAGRAM_LOOP", CaifDatagramAddress(7), struct.pack("=I", 7)),
    ("UTIL", CaifUtilityAddress("psock"), b"psock"),
    ("RFM", CaifVolumeAddress(1, "/a/volume/of/15"), struct.pack("=I", 1) + b"/a/volume/of/15"),
    ("DEBUG", CaifDebugAddress(cffisock.CAIF_DEBUG_TRACE, cffisock.CAIF_APP_DEBUG_SERVICE), b"\1\2"),
]


def protocol(name: str) -> int:
    return int(getattr(cffisock, f"CAIFPROTO_{name}"))


@pytest.mark.parametrize(("name", "address", "rest"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_the_bytes(name: str, address: Any, rest: bytes) -> None:
    codec = find(cffisock.AF_CAIF)
    sockaddr = struct.pack("=HH", 37, 0) + rest.ljust(20, b"\0")
    for given in (address, tuple(address)):
        assert codec.sockaddr(given, "connect", -1, protocol(name)) == sockaddr
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr.ljust(128, b"\0")
    told = codec.decode(raw[: codec.span], -1, protocol(name))
    assert told == address
    assert type(told) is type(address)


def test_another_protocol() -> None:
    codec = find(cffisock.AF_CAIF)
    with pytest.raises(OSError, match=r"connect\(\): unknown CAIF protocol"):
        codec.sockaddr((1,), "connect", -1, 6)
    raw = (24).to_bytes(4, sys.byteorder) + struct.pack("=HH20s", 37, 0, b"x" * 20)
    assert codec.decode(raw, -1, 6) == RawAddress(37, b"\0\0" + b"x" * 20)


@pytest.mark.parametrize(
    ("name", "address", "error", "message"),
    [
        ("AT", 2, TypeError, r"connect\(\): AF_CAIF address must be tuple, not int"),
        ("AT", (1, 2), TypeError, r"must be a tuple \(type\), of which 0 are needed"),
        ("AT", (256,), OverflowError, "type must be 0-255"),
        ("DATAGRAM", ("1",), TypeError, "connection_id must be int, not str"),
        ("DATAGRAM", (2**32,), OverflowError, "connection_id must be 0-4294967295"),
        ("UTIL", (b"psock",), TypeError, "service must be str, not bytes"),
        ("UTIL", ("x" * 16,), ValueError, "service must be 15 bytes long at most, not 16"),
        ("RFM", (1,), TypeError, r"must be a tuple \(connection_id, volume\), of which 2 are needed"),
        ("RFM", (1, "é" * 8), ValueError, "volume must be 15 bytes long at most, not 16"),
        ("DEBUG", (0, -1), OverflowError, "service must be 0-255"),
    ],
)
def test_what_is_refused(name: str, address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_CAIF).sockaddr(address, "connect", -1, protocol(name))
