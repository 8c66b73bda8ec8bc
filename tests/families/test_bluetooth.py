"""AF_BLUETOOTH: the addresses of its protocols.  What is exchanged between devices is in the folder bluetooth."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock import BTPROTO_HCI, BTPROTO_ISO, BTPROTO_L2CAP, BTPROTO_RFCOMM, BTPROTO_SCO
from cffisock.families import RawAddress, find
from cffisock.families.bluetooth import IsoAddress, IsoBroadcast

BDADDR = "01:23:45:67:89:AB"
OCTETS = bytes.fromhex("ab8967452301")

bdaddrs = st.binary(min_size=6, max_size=6).map(lambda octets: octets.hex(":").upper())
bytes_8, bytes_16 = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
le_types = st.integers(1, 255)
broadcasts = st.builds(IsoBroadcast, bdaddrs, bytes_8, bytes_8, st.lists(bytes_8, max_size=31).map(tuple))


def sockaddr(address: Any, protocol: int) -> bytes:
    return find(cffisock.AF_BLUETOOTH).encode(address, "bind", -1, protocol)[2:]


def short(value: Any) -> str:
    return ascii(value)[:50]


@pytest.mark.parametrize(
    ("protocol", "address", "expected"),
    [
        (BTPROTO_L2CAP, (BDADDR, 0x1001), b"\x01\x10" + OCTETS + b"\0\0\0\0"),
        (BTPROTO_L2CAP, (BDADDR, 1, 0x40), b"\x01\0" + OCTETS + b"\x40\0\0\0"),
        (BTPROTO_L2CAP, (BDADDR, 0, 4, 2), b"\0\0" + OCTETS + b"\x04\0\x02\0"),
        (BTPROTO_L2CAP, (BDADDR, 0x12345, -1, 257), b"\x45\x23" + OCTETS + b"\xff\xff\x01\0"),
        (BTPROTO_RFCOMM, (BDADDR, 30), OCTETS + b"\x1e\0"),
        (BTPROTO_RFCOMM, (BDADDR, 257), OCTETS + b"\x01\0"),
        (BTPROTO_HCI, 1, (1).to_bytes(2, sys.byteorder) + b"\0\0"),
        (BTPROTO_HCI, True, (1).to_bytes(2, sys.byteorder) + b"\0\0"),
        (BTPROTO_HCI, (0xFFFF,), b"\xff\xff\0\0"),
        (BTPROTO_HCI, (0xFFFF, 3), b"\xff\xff" + (3).to_bytes(2, sys.byteorder)),
        (BTPROTO_HCI, (0x10001, 0), (1).to_bytes(2, sys.byteorder) + b"\0\0"),
        (BTPROTO_SCO, BDADDR, OCTETS),
        (BTPROTO_SCO, BDADDR.encode(), OCTETS),
        (BTPROTO_SCO, "1:2:3:4:5:6", bytes((6, 5, 4, 3, 2, 1))),
        (BTPROTO_SCO, " 01:0x2:\t3: +4:0X05:006", bytes((6, 5, 4, 3, 2, 1))),
        (BTPROTO_SCO, "ab:cd:ef:AB:CD:EF", bytes.fromhex("efcdabefcdab")),
        (BTPROTO_ISO, (BDADDR,), OCTETS + b"\x01\0"),
        (BTPROTO_ISO, (BDADDR, 2), OCTETS + b"\x02\0"),
        (BTPROTO_ISO, (BDADDR, 2, None), OCTETS + b"\x02\0"),
        (
            BTPROTO_ISO,
            (BDADDR, 1, (BDADDR, 2, 15, (1, 31))),
            OCTETS + b"\x01" + OCTETS + b"\x02\x0f\x02\x01\x1f" + bytes(30),
        ),
    ],
    ids=short,
)
def test_what_the_kernel_gets(protocol: int, address: Any, expected: bytes) -> None:
    assert sockaddr(address, protocol) == expected


@settings(deadline=None, database=None)
@given(bdaddr=bdaddrs, psm=bytes_16, cid=bytes_16, kind=bytes_8)
def test_l2cap_round_trip(recode: Any, bdaddr: str, psm: int, cid: int, kind: int) -> None:
    """What says no more than the forms of older Pythons comes out as these had it."""
    expected: Any = (bdaddr, psm, cid, kind) if kind else (bdaddr, psm, cid) if cid else (bdaddr, psm)
    assert recode("AF_BLUETOOTH", (bdaddr, psm, cid, kind), BTPROTO_L2CAP) == expected
    assert recode("AF_BLUETOOTH", expected, BTPROTO_L2CAP) == expected


@settings(deadline=None, database=None)
@given(bdaddr=bdaddrs, channel=bytes_8)
def test_rfcomm_and_sco_round_trip(recode: Any, bdaddr: str, channel: int) -> None:
    assert recode("AF_BLUETOOTH", (bdaddr, channel), BTPROTO_RFCOMM) == (bdaddr, channel)
    assert recode("AF_BLUETOOTH", bdaddr, BTPROTO_SCO) == bdaddr
    assert recode("AF_BLUETOOTH", bdaddr.encode(), BTPROTO_SCO) == bdaddr


@settings(deadline=None, database=None)
@given(device=bytes_16, channel=bytes_16)
def test_hci_round_trip(recode: Any, device: int, channel: int) -> None:
    expected: Any = (device, channel) if channel else device
    assert recode("AF_BLUETOOTH", (device, channel), BTPROTO_HCI) == expected
    assert recode("AF_BLUETOOTH", expected, BTPROTO_HCI) == expected


@settings(deadline=None, database=None)
@given(address=st.builds(IsoAddress, bdaddrs, bytes_8, st.none() | broadcasts))
def test_iso_round_trip(recode: Any, address: IsoAddress) -> None:
    assert recode("AF_BLUETOOTH", address, BTPROTO_ISO) == address
    assert recode("AF_BLUETOOTH", tuple(address), BTPROTO_ISO) == address


WRONG_FORMAT = (OSError, "bind(): wrong format")
BAD_ADDRESS = (OSError, "bad bluetooth address")
NOT_ADDRESSES = ["", "01:23:45:67:89", BDADDR + ":CD", BDADDR + " ", "g1:23:45:67:89:AB", "01 :23:45:67:89:AB"]
NOT_ADDRESSES += ["100:2:3:4:5:6", "-1:2:3:4:5:6", "1_0:2:3:4:5:6", "1:2:3:4:5:", "\u0661:2:3:4:5:6"]

REFUSED: list[tuple[int, Any, tuple[type, str]]] = [
    *((BTPROTO_L2CAP, address, WRONG_FORMAT) for address in (None, 5, BDADDR, [BDADDR, 1], (), (BDADDR,))),
    *((BTPROTO_L2CAP, address, WRONG_FORMAT) for address in [(BDADDR, 1, 2, 3, 4), (BDADDR, "1"), (BDADDR, None)]),
    *((BTPROTO_L2CAP, address, WRONG_FORMAT) for address in [(BDADDR, 1.5), (None, 1), (BDADDR.encode(), 1)]),
    *((BTPROTO_L2CAP, address, WRONG_FORMAT) for address in [(BDADDR + "\0", 1), ("\ud800", 1), ("bad", "1")]),
    *((BTPROTO_L2CAP, address, WRONG_FORMAT) for address in [(BDADDR, 1, "2"), (BDADDR, 1, 2, None)]),
    *((BTPROTO_L2CAP, (address, 1), BAD_ADDRESS) for address in NOT_ADDRESSES),
    *((BTPROTO_RFCOMM, address, WRONG_FORMAT) for address in (None, 5, BDADDR, [BDADDR, 1], (), (BDADDR,))),
    *((BTPROTO_RFCOMM, address, WRONG_FORMAT) for address in [(BDADDR, 1, 2), (BDADDR, "1"), (BDADDR, 1.5), (1, 1)]),
    *((BTPROTO_RFCOMM, (address, 1), BAD_ADDRESS) for address in NOT_ADDRESSES),
    *((BTPROTO_HCI, address, WRONG_FORMAT) for address in (None, "0", b"0", [0], (), (0, 1, 2), ("0",), (1.5,))),
    *((BTPROTO_HCI, address, WRONG_FORMAT) for address in [(0, "0"), (0, None)]),
    *((BTPROTO_SCO, address, WRONG_FORMAT) for address in (None, 5, (BDADDR,), [BDADDR], bytearray(17))),
    *((BTPROTO_SCO, address.encode(), BAD_ADDRESS) for address in NOT_ADDRESSES),
    *((protocol, BDADDR, (OSError, "bind(): unknown Bluetooth protocol")) for protocol in (4, 5, 6, 7, 99)),
]

# Forms that the standard library has had since 3.14, or has not.
REFUSED_SINCE: list[tuple[int, Any, tuple[type, str]]] = [
    *((BTPROTO_SCO, address, BAD_ADDRESS) for address in NOT_ADDRESSES),
    (BTPROTO_SCO, BDADDR.encode() + b"\0", (ValueError, "embedded null byte")),
    (BTPROTO_SCO, BDADDR + "\0", (ValueError, "embedded null character")),
    (BTPROTO_SCO, "\ud800", (UnicodeEncodeError, "'utf-8' codec can't encode")),
    *((BTPROTO_ISO, (address,), BAD_ADDRESS) for address in NOT_ADDRESSES),
    (BTPROTO_ISO, BDADDR, (TypeError, "bind(): AF_BLUETOOTH address must be tuple, not str")),
    (BTPROTO_ISO, (), (TypeError, "bind(): AF_BLUETOOTH address must be a tuple (bdaddr, ")),
    (BTPROTO_ISO, (1, 1), (TypeError, "bind() argument 1 must be str, not int")),
    (BTPROTO_ISO, (BDADDR, "1"), (TypeError, "bdaddr_type must be int, not str")),
    (BTPROTO_ISO, (BDADDR, 256), (OverflowError, "bdaddr_type must be 0-255.")),
    (BTPROTO_ISO, (BDADDR, -1), (OverflowError, "bdaddr_type must be 0-255.")),
    (BTPROTO_ISO, (BDADDR, 1, 5), (TypeError, "bind(): AF_BLUETOOTH broadcast address must be tuple, not int")),
    (BTPROTO_ISO, (BDADDR, 1, ("x",)), BAD_ADDRESS),
    (BTPROTO_ISO, (BDADDR, 1, (BDADDR, 300)), (OverflowError, "bdaddr_type must be 0-255.")),
    (BTPROTO_ISO, (BDADDR, 1, (BDADDR, 1, 300)), (OverflowError, "sid must be 0-255.")),
    (BTPROTO_ISO, (BDADDR, 1, (BDADDR, 1, 1, 7)), (TypeError, "bis must be tuple, not int")),
    (BTPROTO_ISO, (BDADDR, 1, (BDADDR, 1, 1, (1.5,))), (TypeError, "bis must be int, not float")),
    (BTPROTO_ISO, (BDADDR, 1, (BDADDR, 1, 1, (1,) * 32)), (ValueError, "there are 31 bis at most, not 32")),
]


def refused(module: Any, protocol: int, address: Any, expected: tuple[type, str]) -> None:
    """A UDP socket that takes itself for one of Bluetooth: so no kernel is needed that has it."""
    fd = module.socket(module.AF_INET, module.SOCK_DGRAM).detach()
    with module.socket(module.AF_BLUETOOTH, module.SOCK_DGRAM, protocol, fileno=fd) as sock:
        with pytest.raises(expected[0]) as caught:
            sock.bind(address)
        assert str(caught.value).startswith(expected[1])
        assert type(caught.value) is expected[0]
        assert getattr(caught.value, "errno", None) is None


@pytest.mark.parametrize(("protocol", "address", "expected"), [*REFUSED, *REFUSED_SINCE], ids=short)
def test_refused(protocol: int, address: Any, expected: tuple[type, str]) -> None:
    refused(cffisock, protocol, address, expected)


def test_the_own_socket_refuses_the_same(own: Any) -> None:
    if not hasattr(own, "BTPROTO_SCO"):
        pytest.skip("the interpreter was built without Bluetooth")
    for protocol, address, expected in REFUSED:
        refused(own, protocol, address, expected)


@pytest.mark.parametrize("protocol", [4, 5, 6, 7, 99])
def test_a_protocol_that_nobody_knows(protocol: int) -> None:
    assert type(find(cffisock.AF_BLUETOOTH).read(bytes(54), 50, -1, protocol)) is RawAddress


def test_an_index_that_fails_is_not_hidden() -> None:
    class Number:
        def __index__(self) -> int:
            raise ZeroDivisionError

    for protocol, address in (
        (BTPROTO_HCI, Number()),
        (BTPROTO_HCI, (0, Number())),
        (BTPROTO_L2CAP, (BDADDR, Number())),
    ):
        with pytest.raises(ZeroDivisionError):
            sockaddr(address, protocol)
