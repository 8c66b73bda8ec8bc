"""RFCOMM between two controllers."""

from __future__ import annotations

import errno
from typing import Any

import pytest

import cffisock
from cffisock import BTPROTO_RFCOMM, SOCK_STREAM

pytestmark = pytest.mark.needs(program="btvirt", socket=(31, 1, BTPROTO_RFCOMM), module="hci_vhci", root=True)


def test_a_stream(controllers: Any, connect: Any) -> None:
    first, second = controllers
    pair = connect(SOCK_STREAM, BTPROTO_RFCOMM, (second.bdaddr, 3), (first.bdaddr, 0))
    assert pair.listener.getsockname() == pair.client.getpeername() == (second.bdaddr, 3)
    assert pair.address == pair.server.getpeername()
    assert pair.address[0] == first.bdaddr
    data = bytes(range(256)) * 16
    pair.client.sendall(data)
    received = b""
    while len(received) < len(data):
        received += pair.server.recv(1000)
    assert received == data
    with pair.server.makefile("w") as out, pair.client.makefile() as lines:
        out.write("a line\n")
        out.flush()
        assert lines.readline() == "a line\n"


def test_a_channel_of_the_systems_choice(controllers: Any) -> None:
    _, second = controllers
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM) as sock:
        sock.bind((second.bdaddr, 0))
        sock.listen()
        bdaddr, channel = sock.getsockname()
        assert bdaddr == second.bdaddr
        assert 1 <= channel <= 30


def test_refused(controllers: Any) -> None:
    first, second = controllers
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_STREAM, BTPROTO_RFCOMM) as sock:
        sock.settimeout(20)
        with pytest.raises(OSError, match="bad bluetooth address"):
            sock.connect(("nobody", 1))
        sock.bind((first.bdaddr, 0))
        assert sock.connect_ex((second.bdaddr, 17)) == errno.ECONNREFUSED
