"""AF_AX25: callsigns and digipeaters."""

from __future__ import annotations

import pathlib
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.ax25 import Ax25Address, pack_call

names = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
calls = st.builds(lambda name, ssid: f"{name}-{ssid}" if ssid else name, names, st.integers(0, 15)) | st.just("")


@settings(deadline=None, database=None)
@given(address=st.builds(Ax25Address, calls, st.lists(calls, max_size=8).map(tuple)))
def test_round_trip(recode: Any, address: Ax25Address) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_AX25", given_as)
        assert answer == address
        assert type(answer) is Ax25Address


def test_what_the_kernel_gets() -> None:
    """Characters and number shifted by one bit; short without digipeaters, long with."""
    encode = find(cffisock.AF_AX25).encode
    call = bytes(character << 1 for character in b"N0CALL") + bytes([15 << 1])
    assert encode(("N0CALL-15",), "bind", -1, 0)[2:] == call + bytes(7)
    blank = b"\x40" * 6 + b"\0"
    assert encode(("",), "bind", -1, 0)[2:] == blank + bytes(7)
    count = (2).to_bytes(4, sys.byteorder)
    assert encode(("n0call-15", ["", "N0CALL-15"]), "bind", -1, 0)[2:] == call + bytes(
        3
    ) + count + blank + call + bytes(42)


def test_forms(recode: Any) -> None:
    assert recode("AF_AX25", ("n0call-0",)) == ("N0CALL", ())
    assert recode("AF_AX25", ("A-05", ["b"])) == ("A-5", ("B",))


def test_more_digipeaters_told_of_than_named() -> None:
    """The kernel says how many there were, in an address that has no room for them."""
    codec = find(cffisock.AF_AX25)
    sockaddr = codec.encode(("N0CALL", ("A", "B", "C")), "bind", -1, 0)
    for size, named in (16, ()), (22, ()), (23, ("A",)), (30, ("A", "B")), (72, ("A", "B", "C")):
        raw = size.to_bytes(4, sys.byteorder) + sockaddr
        assert codec.read(raw, size, -1, 0) == ("N0CALL", named)
    many = codec.pack(fsa_ax25={"sax25_family": codec.number, "sax25_ndigis": 2**31 - 1})
    assert len(codec.read(len(many).to_bytes(4, sys.byteorder) + many, len(many), -1, 0).digipeaters) == 8
    negative = codec.pack(fsa_ax25={"sax25_family": codec.number, "sax25_ndigis": -1})
    assert codec.read(len(negative).to_bytes(4, sys.byteorder) + negative, len(negative), -1, 0) == ("", ())


@pytest.mark.parametrize("family", ["AF_AX25", "AF_NETROM"])
@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("N0CALL", TypeError, "bind(): AF_X address must be tuple, not str"),
        ((), TypeError, "bind(): AF_X address must be a tuple (call, digipeaters), of which 1 are needed"),
        (("A", (), 3), TypeError, "bind(): AF_X address must be a tuple"),
        ((b"A",), TypeError, "a callsign must be str, not bytes"),
        ((5,), TypeError, "a callsign must be str, not int"),
        (("TOOLONG",), ValueError, "no callsign: 'TOOLONG'"),
        (("A-16",), ValueError, "no callsign: 'A-16'"),
        (("A-",), ValueError, "no callsign: 'A-'"),
        (("A--1",), ValueError, "no callsign: 'A--1'"),
        (("A B",), ValueError, "no callsign: 'A B'"),
        (("Ä",), ValueError, "no callsign: 'Ä'"),
        (("A\n",), ValueError, "no callsign"),
        (("A", "B"), TypeError, "digipeaters must be tuple, not str"),
        (("A", (1,)), TypeError, "a callsign must be str, not int"),
        (("A", ("B",) * 9), ValueError, "there are 8 digipeaters at most, not 9"),
    ],
)
def test_refused(recode: Any, family: str, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode(family, address)
    assert str(caught.value).startswith(message.replace("AF_X", family))


HERE, THERE = "AA1AA", "BB2BB-5"
TEXT = 0xF0  # what is sent is plain text


@pytest.fixture
def stations(address_interface: Any) -> None:
    """Two stations, by AX.25 over Ethernet (bpqether)."""
    for name, call in (("bpq0", HERE), ("bpq1", THERE)):
        address_interface(name, cffisock.AF_AX25.to_bytes(2, sys.byteorder) + bytes(pack_call(call)))
        # The answer to a connect() may come too soon to be noticed; milliseconds until it is tried again.
        pathlib.Path("/proc/sys/net/ax25", name, "t1_timeout").write_text("500")


def station(kind: int, call: str, protocol: int = 0) -> Any:
    sock = cffisock.socket(cffisock.AF_AX25, kind, protocol)
    sock.settimeout(25)
    sock.bind((call,))
    return sock


needs_stations = pytest.mark.needs(socket=(3, 5, 0), device=["bpq0", "bpq1"], root=True)


@needs_stations
@pytest.mark.usefixtures("stations")
def test_unnumbered_information() -> None:
    first = station(cffisock.SOCK_DGRAM, HERE, TEXT)
    second = station(cffisock.SOCK_DGRAM, THERE, TEXT)
    with first, second:
        assert second.getsockname().call == THERE
        second.connect((HERE,))
        assert second.getpeername() == (HERE, ())
        # Else the kernel takes the first byte for a protocol's number.
        second.setsockopt(cffisock.SOL_AX25, cffisock.AX25_PIDINCL, 1)
        first.sendto(b"CQ CQ", Ax25Address(THERE))
        assert second.recvfrom(100) == (b"CQ CQ", (HERE, ()))


@needs_stations
@pytest.mark.usefixtures("stations")
def test_no_such_station() -> None:
    sock = cffisock.socket(cffisock.AF_AX25, cffisock.SOCK_DGRAM, TEXT)
    with sock, pytest.raises(OSError, match="Cannot assign"):
        sock.bind(("CC3CC",))


@needs_stations
@pytest.mark.usefixtures("stations")
def test_a_connection() -> None:
    listener, client = station(cffisock.SOCK_SEQPACKET, THERE), station(cffisock.SOCK_SEQPACKET, HERE)
    with listener, client:
        listener.listen(1)
        client.connect((THERE,))
        assert client.getpeername() == (THERE, ())
        assert client.getsockname() == (HERE, (HERE,))  # the second is the device's
        server, address = listener.accept()
        with server:
            server.settimeout(25)
            assert address == server.getpeername() == (HERE, ())
            client.send(b"question")
            assert server.recv(100) == b"question"
            server.send(b"answer")
            assert client.recv(100) == b"answer"
