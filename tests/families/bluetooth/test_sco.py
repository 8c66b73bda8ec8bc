"""SCO, sound as it comes, between two controllers."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import cffisock
from cffisock import BTPROTO_SCO, SOCK_SEQPACKET

pytestmark = pytest.mark.needs(program="btvirt", socket=(31, 5, BTPROTO_SCO), module="hci_vhci", root=True)


@pytest.mark.parametrize("form", [str, str.encode], ids=["str", "bytes"])
def test_sound(controllers: Any, connect: Any, form: Any) -> None:
    first, second = controllers
    pair = connect(SOCK_SEQPACKET, BTPROTO_SCO, form(second.bdaddr), form(first.bdaddr))
    assert pair.listener.getsockname() == pair.client.getpeername() == second.bdaddr
    assert pair.address == pair.server.getpeername() == pair.client.getsockname() == first.bdaddr
    (mtu,) = struct.unpack("H", pair.client.getsockopt(cffisock.SOL_SCO, cffisock.SCO_OPTIONS, 2))
    sound = bytes(range(min(mtu, 60)))
    pair.client.send(sound)
    assert pair.server.recv(200) == sound
    pair.server.send(sound[::-1])
    assert pair.client.recv(200) == sound[::-1]


def test_a_voice_setting(controllers: Any) -> None:
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_SCO) as sock:
        sock.bind(cffisock.BDADDR_ANY)
        assert sock.getsockname() == cffisock.BDADDR_ANY
        assert sock.getsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_VOICE, 2) == struct.pack(
            "H", cffisock.BT_VOICE_CVSD_16BIT
        )
        sock.setsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_VOICE, struct.pack("H", cffisock.BT_VOICE_TRANSPARENT))
        assert sock.getsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_VOICE, 2) == struct.pack(
            "H", cffisock.BT_VOICE_TRANSPARENT
        )
