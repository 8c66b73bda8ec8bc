"""What holds for every family: no sockaddr, whatever is in it and however long it says it is, does any harm."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cffisock
from cffisock.families import base, families, find
from cffisock.native import ffi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cffisock.families import Family

START = base.START
ROOM = ffi.sizeof("struct cs_address") - START

NUMBERS = sorted({*families, *base.waiting})
NAMES = [cffisock.AddressFamily(number).name for number in NUMBERS]

# Families whose addresses depend on the protocol: every one that they have, and one that they have not.
PROTOCOLS = {"AF_CAN": range(8), "AF_BLUETOOTH": range(10), "AF_NFC": range(3), "AF_PPPOX": range(4)}


def as_the_kernel_writes(sockaddr: bytes, size: int) -> bytes:
    """The bytes of a struct cs_address."""
    return size.to_bytes(START, sys.byteorder) + sockaddr[:ROOM].ljust(ROOM, b"\0")


@pytest.fixture(scope="module")
def descriptor() -> Iterator[int]:
    """Some socket, for families that ask for the names of interfaces."""
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        yield sock.fileno()


@pytest.fixture(scope="module", params=NUMBERS, ids=NAMES)
def family(request: pytest.FixtureRequest) -> Family:
    return find(request.param)


def decode(family: Family, raw: bytes, fd: int) -> None:
    """Decodes as a socket does: an address, or the exceptions that the standard library has for one that is none."""
    for protocol in PROTOCOLS.get(family.name, (0,)):
        try:
            address = family.decode(raw[: family.span], fd, protocol)
        except (ValueError, OSError):
            continue
        assert isinstance(address, (tuple, str, bytes, int)) or address is None


@given(data=st.data())
def test_random_addresses(family: Family, descriptor: int, data: Any) -> None:
    """Random bytes after the family's number, of every length, real or not, and longer than there is room."""
    content = data.draw(st.binary(max_size=ROOM - 2), label="content")
    size = data.draw(st.integers(0, ROOM) | st.integers(0, 2**32 - 1), label="size")
    number = int(family.number or 0)
    decode(family, as_the_kernel_writes(number.to_bytes(2, sys.byteorder) + content, size), descriptor)


def test_every_size_of_zeros_and_ones(family: Family, descriptor: int) -> None:
    number = int(family.number or 0).to_bytes(2, sys.byteorder)
    for size in range(ROOM + 1):
        for filler in (b"\0", b"\xff"):
            sockaddr = (number + filler * ROOM)[:size]
            decode(family, as_the_kernel_writes(sockaddr, size), descriptor)


def test_addresses_of_other_families(family: Family, descriptor: int) -> None:
    """A socket can be told of an address of another family (SO_ORIGINAL_DST, RDS): that one decodes it."""
    loopback = cffisock.AF_INET.to_bytes(2, sys.byteorder) + (80).to_bytes(2, "big") + bytes((127, 0, 0, 1))
    assert family.decode(as_the_kernel_writes(loopback, 16), descriptor, 0) == ("127.0.0.1", 80)
    nobody = (250).to_bytes(2, sys.byteorder) + bytes(range(14))
    assert tuple(family.decode(as_the_kernel_writes(nobody, 16), descriptor, 0)) == (250, bytes(range(14)))


def test_no_address(family: Family, descriptor: int) -> None:
    assert family.decode(as_the_kernel_writes(b"", 0)[: family.span], descriptor, 0) is None
