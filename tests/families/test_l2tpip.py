"""IPPROTO_L2TP: control messages of tunnels over loopback."""

from __future__ import annotations

import socket as own_socket
import struct
from typing import Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.l2tpip import L2tpIp6Address, L2tpIpAddress

FORMS = {"AF_INET": (L2tpIpAddress, "127.0.0.1", ()), "AF_INET6": (L2tpIp6Address, "::1", (0, 0))}
PROTOCOL = 115


def control_message(tunnel: int, text: bytes) -> bytes:
    """The header of RFC 3931: flags and version, length, the tunnel that it is for, two counters."""
    return struct.pack("!HHIHH", 0xC803, 12 + len(text), tunnel, 0, 0) + text


@pytest.mark.needs(socket=[(2, 2, PROTOCOL), (10, 2, PROTOCOL)], root=True)
@pytest.mark.parametrize("family", FORMS)
def test_tunnels(family: str) -> None:
    form, host, further = FORMS[family]
    number = getattr(cffisock, family)
    first, second = (cffisock.socket(number, cffisock.SOCK_DGRAM, cffisock.IPPROTO_L2TP) for _ in "ab")
    with first, second:
        for sock, tunnel in ((first, 0x11111111), (second, 0x22222222)):
            sock.settimeout(20)
            sock.bind((host, tunnel))
            assert sock.getsockname() == form(host, tunnel)
            assert type(sock.getsockname()) is form
        text = control_message(0x22222222, b"by sendto")
        assert first.sendto(text, form(host, 0x22222222)) == len(text)
        data, sender = second.recvfrom(100)
        assert data == text
        assert sender == form(host, 0)  # a packet says which tunnel it is for, not which it is from
        first.connect((host, 0x22222222, *further))
        if family == "AF_INET6":
            assert first.getpeername() == form(host, 0x22222222)
        else:  # Linux asks for a port, which there is not
            with pytest.raises(OSError, match="not connected"):
                first.getpeername()
        text = control_message(0x22222222, b"connected")
        assert first.send(text) == len(text)
        assert second.recvmsg(100)[0] == text


@pytest.mark.needs(socket=(2, 2, PROTOCOL), root=True)
def test_taken_over_from_a_descriptor() -> None:
    theirs = own_socket.socket(own_socket.AF_INET, own_socket.SOCK_DGRAM, PROTOCOL)
    with cffisock.socket(fileno=theirs.detach()) as sock:
        assert sock.proto == PROTOCOL
        sock.bind(("127.0.0.1", 77))
        assert sock.getsockname() == ("127.0.0.1", 77)


def test_other_protocols_have_the_usual_form() -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM, cffisock.IPPROTO_UDP) as sock:
        sock.bind(("127.0.0.1", 0))
        assert type(sock.getsockname()) is tuple


def test_the_bytes() -> None:
    sockaddr = find(cffisock.AF_INET, PROTOCOL).sockaddr(("1.2.3.4", 0x01020304), "bind", -1, PROTOCOL)
    assert sockaddr == struct.pack("=HH4sI4x", 2, 0, bytes([1, 2, 3, 4]), 0x01020304)
    sockaddr = find(cffisock.AF_INET6, PROTOCOL).sockaddr(("::1", 5, 6, 7), "bind", -1, PROTOCOL)
    assert sockaddr == struct.pack("=HH", 10, 0) + struct.pack("!I", 6) + bytes(15) + b"\1" + struct.pack("=II", 7, 5)
    assert len(sockaddr) == 32


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("127.0.0.1", TypeError, r"bind\(\): AF_INET address must be tuple, not str"),
        ((), TypeError, r"AF_INET address must be a tuple \(host, conn_id\)"),
        (("127.0.0.1", 1, 2), TypeError, r"AF_INET address must be a tuple \(host, conn_id\)"),
        (("127.0.0.1", 2**32), OverflowError, "conn_id must be 0-4294967295"),
        (("127.0.0.1", -1), OverflowError, "conn_id must be 0-4294967295"),
        (("127.0.0.1", "1"), TypeError, "conn_id must be int, not str"),
        ((5, 1), TypeError, "str, bytes or bytearray expected, not int"),
    ],
)
def test_what_is_refused(address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_INET, PROTOCOL).sockaddr(address, "bind", -1, PROTOCOL)
