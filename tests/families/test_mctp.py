"""AF_MCTP: the bytes of its addresses.  No distribution's kernel for PCs has the family, so there is no exchange."""

from __future__ import annotations

import socket as own_socket
import struct
import sys
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.mctp import MctpAddress

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def fd() -> Iterator[int]:
    with own_socket.socket(own_socket.AF_INET, own_socket.SOCK_DGRAM) as sock:
        yield sock.fileno()


def told(sockaddr: bytes, fd: int) -> Any:
    codec = find(cffisock.AF_MCTP)
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr.ljust(128, b"\0")
    return codec.decode(raw[: codec.span], fd, 0)


def test_the_bytes(fd: int) -> None:
    # family, padding, network, endpoint, type, tag, padding
    plain = struct.pack("=HHIBBBB", 45, 0, 0x01020304, 8, 1, 8, 0)
    codec = find(cffisock.AF_MCTP)
    assert codec.sockaddr((0x01020304, 8, 1), "sendto", fd, 0) == plain
    assert codec.sockaddr(MctpAddress(0x01020304, 8, 1, cffisock.MCTP_TAG_OWNER), "sendto", fd, 0) == plain
    assert told(plain, fd) == MctpAddress(0x01020304, 8, 1, 8, "", b"")
    # the same, interface, size of the hardware address, padding, hardware address
    extended = plain + struct.pack("=iB3x32s", cffisock.if_nametoindex("lo"), 1, b"\x1d")
    address = MctpAddress(0x01020304, 8, 1, 8, "lo", b"\x1d")
    assert codec.sockaddr(address, "sendto", fd, 0) == extended
    assert told(extended, fd) == address
    assert type(told(extended, fd)) is MctpAddress


@pytest.mark.parametrize("halen", [0, 32, 33, 255])
def test_a_length_that_is_wrong(fd: int, halen: int) -> None:
    sockaddr = struct.pack("=HHIBBBBiB3x32s", 45, 0, 1, 8, 1, 8, 0, 1, halen, b"h" * 32)
    assert told(sockaddr, fd).haddr == b"h" * min(halen, 32)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (5, TypeError, r"sendto\(\): AF_MCTP address must be tuple, not int"),
        ((1, 2), TypeError, r"must be a tuple \(network, addr, type, tag, ifname, haddr\), of which 3 are needed"),
        ((2**32, 8, 1), OverflowError, "network must be 0-4294967295"),
        ((1, 256, 1), OverflowError, "addr must be 0-255"),
        ((1, 8, -1), OverflowError, "type must be 0-255"),
        ((1, 8, 1, 256), OverflowError, "tag must be 0-255"),
        ((1, 8, 1, 8, b"lo"), TypeError, "ifname must be str, not bytes"),
        ((1, 8, 1, 8, "x" * 16), ValueError, "ifname must be 15 bytes long at most, not 16"),
        ((1, 8, 1, 8, "nowhere0"), OSError, "No such device"),
        ((1, 8, 1, 8, "lo", "1d"), TypeError, "bytes-like object is required"),
        ((1, 8, 1, 8, "lo", bytes(33)), ValueError, "haddr must be 32 bytes long at most, not 33"),
    ],
)
def test_what_is_refused(fd: int, address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_MCTP).sockaddr(address, "sendto", fd, 0)
