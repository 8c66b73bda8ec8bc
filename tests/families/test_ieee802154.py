"""AF_IEEE802154: stations, and frames between two simulated radios."""

from __future__ import annotations

import pathlib
import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.ieee802154 import Ieee802154Address

if TYPE_CHECKING:
    from collections.abc import Iterator

words = st.integers(0, 0xFFFF)
stations = st.none() | words | st.binary(min_size=8, max_size=8)


@settings(deadline=None, database=None)
@given(address=st.builds(Ieee802154Address, words, stations))
def test_round_trip(recode: Any, address: Ieee802154Address) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_IEEE802154", given_as)
        assert answer == address
        assert type(answer) is Ieee802154Address


def test_forms(recode: Any) -> None:
    assert recode("AF_IEEE802154", ()) == (0xFFFF, None)
    assert recode("AF_IEEE802154", (1, bytearray(b"12345678"))) == (1, b"12345678")
    assert recode("AF_IEEE802154", (1, memoryview(b"12345678"))) == (1, b"12345678")
    assert recode("AF_IEEE802154", (1, True)) == (1, 1)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("wpan0", TypeError, "bind(): AF_IEEE802154 address must be tuple, not str"),
        ((1, 2, 3), TypeError, "bind(): AF_IEEE802154 address must be a tuple (pan_id, addr)"),
        ((None, 1), TypeError, "pan_id must be int, not None"),
        ((-1, 1), OverflowError, "pan_id must be 0-65535."),
        ((1, 65536), OverflowError, "addr must be 0-65535."),
        ((1, b"1234567"), ValueError, "addr must be 8 bytes long, not 7"),
        ((1, b"123456789"), ValueError, "addr must be 8 bytes long, not 9"),
        ((1, "12345678"), TypeError, "a bytes-like object is required, not 'str'"),
        ((1, 1.5), TypeError, "a bytes-like object is required, not 'float'"),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_IEEE802154", address)
    assert str(caught.value).startswith(message)


def test_what_the_kernel_gets() -> None:
    encode = find(cffisock.AF_IEEE802154).encode
    assert encode((0x1234, 0x5678), "bind", -1, 0)[2:] == bytes(2) + struct.pack("=iHH8x", 2, 0x1234, 0x5678)
    assert encode((0x1234, b"12345678"), "bind", -1, 0)[2:] == bytes(2) + struct.pack("=iH8s2x", 3, 0x1234, b"12345678")
    assert encode((), "bind", -1, 0)[2:] == bytes(2) + struct.pack("=iH10x", 0, 0xFFFF)


SIOCSIFADDR = 0x8916
PAN = 0xABCD


@pytest.fixture
def radios(address_interface: Any) -> Iterator[tuple[Any, Any]]:
    """Two sockets, each bound to the short address of a simulated radio."""
    family = cffisock.AF_IEEE802154
    first, second = (cffisock.socket(family, cffisock.SOCK_DGRAM) for _ in range(2))
    with first, second:
        for name, sock, addr in (("wpan0", first, 1), ("wpan1", second, 2)):
            address_interface(name, find(family).encode((PAN, addr), "bind", -1, 0), SIOCSIFADDR, family)
            sock.bind(Ieee802154Address(PAN, addr))
            sock.settimeout(20)
        yield first, second


@pytest.mark.needs(socket=(36, 2, 0), device=["wpan0", "wpan1"], root=True)
def test_frames(radios: tuple[Any, Any]) -> None:
    first, second = radios
    first.sendto(b"question", (PAN, 2))
    question, sender = second.recvfrom(100)
    assert (question, sender) == (b"question", Ieee802154Address(PAN, 1))
    second.sendto(b"answer", sender)
    assert first.recvmsg(100)[::3] == (b"answer", (PAN, 2))
    first.connect((PAN, 2))
    first.send(b"connected")
    assert second.recv(100) == b"connected"


@pytest.mark.needs(socket=(36, 2, 0), device=["wpan0", "wpan1"], root=True)
def test_extended_addresses(radios: tuple[Any, Any]) -> None:
    """The second radio by the address that it was made with."""
    first, _ = radios
    hardware = bytes.fromhex(pathlib.Path("/sys/class/net/wpan1/address").read_text().replace(":", ""))
    with cffisock.socket(cffisock.AF_IEEE802154, cffisock.SOCK_DGRAM) as receiver:
        receiver.bind((PAN, hardware))
        receiver.settimeout(20)
        first.sendto(b"by its long name", (PAN, hardware))
        assert receiver.recvfrom(100) == (b"by its long name", (PAN, 1))


@pytest.mark.needs(socket=(36, 2, 0), device=["wpan0", "wpan1"], root=True)
def test_no_such_station(radios: tuple[Any, Any]) -> None:
    assert len(radios) == 2
    sock = cffisock.socket(cffisock.AF_IEEE802154, cffisock.SOCK_DGRAM)
    with sock, pytest.raises(OSError, match="No such device"):
        sock.bind((PAN, 77))
