"""AF_LLC: service access points, and datagrams and connections between two Ethernet interfaces."""

from __future__ import annotations

import pathlib
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.llc import LlcAddress

bytes_8, words = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
macs = st.binary(min_size=6, max_size=6)


@settings(deadline=None, database=None)
@given(address=st.builds(LlcAddress, macs, bytes_8, words, bytes_8, bytes_8, bytes_8))
def test_round_trip(recode: Any, address: LlcAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_LLC", given_as)
        assert answer == address
        assert type(answer) is LlcAddress


def test_defaults(recode: Any) -> None:
    assert recode("AF_LLC", ()) == (bytes(6), 0, 1, 0, 0, 0)
    assert recode("AF_LLC", (bytearray(b"123456"), 4)) == (b"123456", 4, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (b"123456", TypeError, "bind(): AF_LLC address must be tuple, not bytes"),
        (
            (bytes(6), 0, 1, 0, 0, 0, 0),
            TypeError,
            "bind(): AF_LLC address must be a tuple (mac, sap, arphrd, ",
        ),
        (("01:02:03:04:05:06", 4), TypeError, "a bytes-like object is required, not 'str'"),
        ((bytes(5), 4), ValueError, "mac must be 6 bytes long, not 5"),
        ((bytes(7), 4), ValueError, "mac must be 6 bytes long, not 7"),
        ((bytes(6), 256), OverflowError, "sap must be 0-255."),
        ((bytes(6), -1), OverflowError, "sap must be 0-255."),
        ((bytes(6), "4"), TypeError, "sap must be int, not str"),
        ((bytes(6), 4, 65536), OverflowError, "arphrd must be 0-65535."),
        ((bytes(6), 4, 1, 2.5), TypeError, "test must be int, not float"),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_LLC", address)
    assert str(caught.value).startswith(message)


def test_what_the_kernel_gets() -> None:
    sockaddr = find(cffisock.AF_LLC).encode((b"123456", 2, 3, 4, 5, 6), "bind", -1, 0)
    assert sockaddr[2:] == struct.pack("=HBBBB6s2x", 3, 4, 5, 6, 2, b"123456")


def mac(name: str) -> bytes:
    return bytes.fromhex(pathlib.Path("/sys/class/net", name, "address").read_text().replace(":", ""))


@pytest.mark.needs(socket=(26, 2, 0), device=["veth0", "veth1"], root=True)
def test_datagrams() -> None:
    first, second = (cffisock.socket(cffisock.AF_LLC, cffisock.SOCK_DGRAM) for _ in range(2))
    with first, second:
        for sock, address in ((first, (mac("veth0"), 0x10)), (second, (mac("veth1"), 0x20))):
            sock.settimeout(20)
            sock.bind(address)
            assert sock.getsockname() == LlcAddress(*address)
        first.sendto(b"question", (mac("veth1"), 0x20))
        question, sender = second.recvfrom(100)
        assert (question, sender[:2]) == (b"question", (mac("veth0"), 0x10))
        second.sendmsg([b"an", b"swer"], [], 0, sender[:2])
        answer, _, _, sender = first.recvmsg(100)
        assert (answer, sender.mac, sender.sap) == (b"answer", mac("veth1"), 0x20)


@pytest.mark.needs(socket=(26, 1, 0), device=["veth0", "veth1"], root=True)
def test_a_connection() -> None:
    listener, client = (cffisock.socket(cffisock.AF_LLC, cffisock.SOCK_STREAM) for _ in range(2))
    with listener, client:
        for sock in (listener, client):
            sock.settimeout(20)
        listener.bind((mac("veth1"), 0x30))
        listener.listen(1)
        client.bind((mac("veth0"), 0x40))
        client.connect((mac("veth1"), 0x30))
        assert client.getpeername() == LlcAddress(mac("veth1"), 0x30)
        server, address = listener.accept()
        with server:
            server.settimeout(20)
            assert address == server.getpeername() == client.getsockname() == LlcAddress(mac("veth0"), 0x40)
            client.sendall(b"a stream")
            received = b""
            while len(received) < 8:
                received += server.recv(3)
            assert received == b"a stream"


@pytest.mark.needs(socket=(26, 2, 0), device="veth0", root=True)
def test_a_point_of_the_systems_choice() -> None:
    with cffisock.socket(cffisock.AF_LLC, cffisock.SOCK_DGRAM) as sock:
        with pytest.raises(OSError, match="No such device"):
            sock.bind((b"\1\2\3\4\5\6", 0x44))
        sock.bind((mac("veth0"),))
        assert sock.getsockname().sap > 0
