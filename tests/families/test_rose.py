"""AF_ROSE: nodes, callsigns and digipeaters."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.rose import RoseAddress

nodes = st.text("0123456789", min_size=10, max_size=10)
calls = st.from_regex(r"[0-9A-Z]{1,6}(-([1-9]|1[0-5]))?", fullmatch=True) | st.just("")


@settings(deadline=None, database=None)
@given(address=st.builds(RoseAddress, nodes, calls, st.lists(calls, max_size=6).map(tuple)))
def test_round_trip(recode: Any, address: RoseAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_ROSE", given_as)
        assert answer == address
        assert type(answer) is RoseAddress


def test_what_the_kernel_gets() -> None:
    """The long form only where there are digipeaters that the short one has no room for."""
    encode = find(cffisock.AF_ROSE).encode
    node, call = bytes.fromhex("1234567890"), b"\x82" + b"\x40" * 5 + b"\0"
    count = [number.to_bytes(4, sys.byteorder) for number in range(3)]
    assert encode(("1234567890", "A"), "bind", -1, 0)[2:] == node + call + bytes(2) + count[0] + bytes(8)
    assert encode(("1234567890", "A", ("A",)), "bind", -1, 0)[2:] == node + call + bytes(2) + count[1] + call + bytes(1)
    long = encode(("1234567890", "A", ("A", "A")), "bind", -1, 0)
    assert long[2:] == node + call + bytes(2) + count[2] + call * 2 + bytes(30)


def test_more_digipeaters_than_there_is_room() -> None:
    codec = find(cffisock.AF_ROSE)
    many = codec.pack(srose_family=codec.number, srose_ndigis=2**32 - 1)
    answer = codec.read(len(many).to_bytes(4, sys.byteorder) + many, len(many), -1, 0)
    assert answer == ("0000000000", "", ("",) * 6)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("1234567890", TypeError, "bind(): AF_ROSE address must be tuple, not str"),
        ((), TypeError, "bind(): AF_ROSE address must be a tuple (address, call, digipeaters), of which 1 are needed"),
        ((1234567890,), TypeError, "address must be str, not int"),
        (("123456789",), ValueError, "no ROSE address: '123456789'"),
        (("12345678901",), ValueError, "no ROSE address"),
        (("123456789 ",), ValueError, "no ROSE address"),
        (("1234567890", "A-16"), ValueError, "no callsign: 'A-16'"),
        (("1234567890", "A", "B"), TypeError, "digipeaters must be tuple, not str"),
        (("1234567890", "A", ("B",) * 7), ValueError, "there are 6 digipeaters at most, not 7"),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_ROSE", address)
    assert str(caught.value).startswith(message)


ARPHRD_ROSE = 270


@pytest.mark.needs(socket=(11, 5, 0), device=["rose0", "rose1"], root=True)
def test_a_connection(address_interface: Any) -> None:
    nodes = {"rose0": "1234567890", "rose1": "2345678901"}
    for name, address in nodes.items():
        address_interface(name, ARPHRD_ROSE.to_bytes(2, sys.byteorder) + bytes.fromhex(address))
    listener, client = (cffisock.socket(cffisock.AF_ROSE, cffisock.SOCK_SEQPACKET) for _ in range(2))
    with listener, client:
        for sock in (listener, client):
            sock.settimeout(25)
        with pytest.raises(OSError, match="Cannot assign"):
            client.bind(("9999999999", "AA1AA"))
        listener.bind(RoseAddress(nodes["rose1"], "BB2BB"))
        assert listener.getsockname() == (nodes["rose1"], "BB2BB", ())
        listener.listen(1)
        client.bind((nodes["rose0"], "AA1AA-3"))
        client.connect((nodes["rose1"], "BB2BB"))
        assert client.getpeername() == (nodes["rose1"], "BB2BB", ())
        server, address = listener.accept()
        with server:
            server.settimeout(25)
            assert address == server.getpeername() == (nodes["rose0"], "AA1AA-3", ())
            client.send(b"question")
            assert server.recvfrom(100) == (b"question", (nodes["rose0"], "AA1AA-3", ()))
            server.send(b"answer")
            assert client.recv(100) == b"answer"
