"""Isochronous channels of Bluetooth LE between two controllers, which the standard library does not have."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import cffisock
from cffisock import BDADDR_LE_PUBLIC, BTPROTO_ISO, SOCK_SEQPACKET
from cffisock.families.bluetooth import IsoAddress, IsoBroadcast


@pytest.fixture(autouse=True)
def ready(controllers: Any) -> None:
    """The protocol is there once its experimental feature is on."""


pytestmark = pytest.mark.needs(program="btvirt", socket=(31, 3, 1), module="hci_vhci", root=True)


def test_a_connected_stream(controllers: Any, connect: Any, advertising: Any) -> None:
    first, second = controllers
    name = IsoAddress(second.bdaddr)
    pair = connect(SOCK_SEQPACKET, BTPROTO_ISO, name, (first.bdaddr, BDADDR_LE_PUBLIC), ready=advertising)
    assert pair.listener.getsockname() == pair.client.getpeername() == (second.bdaddr, BDADDR_LE_PUBLIC, None)
    assert pair.address == pair.server.getpeername() == IsoAddress(first.bdaddr)
    assert pair.address.bdaddr_type == BDADDR_LE_PUBLIC
    pair.client.send(b"a frame")
    assert pair.server.recv(100) == b"a frame"
    pair.server.send(b"another")
    assert pair.client.recvmsg(100)[0] == b"another"


def test_the_quality_of_service(controllers: Any, connect: Any, advertising: Any) -> None:
    """A frame longer than the 40 bytes that are the kernel's own choice."""
    first, second = controllers
    size = 60  # of struct bt_iso_qos; what is sent at a time stands at 14 for one direction and at 26 for the other

    def lengthen(sock: Any) -> None:
        quality = bytearray(sock.getsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_ISO_QOS, size))
        for place in (14, 26):
            struct.pack_into("=H", quality, place, 100)
        sock.setsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_ISO_QOS, quality)

    for prepare, longest in ((None, 40), (lengthen, 100)):
        name, own_name = IsoAddress(second.bdaddr), IsoAddress(first.bdaddr)
        pair = connect(SOCK_SEQPACKET, BTPROTO_ISO, name, own_name, prepare, advertising)
        pair.client.send(bytes(longest))
        assert pair.server.recv(200) == bytes(longest)
        with pytest.raises(OSError, match=r"Message too (long|large)"):
            pair.client.send(bytes(longest + 1))
        for sock in (pair.client, pair.server, pair.listener):
            sock.close()


def test_a_broadcast_is_bound_to(controllers: Any) -> None:
    """The kernel checks each part: so each is where it has to be."""
    first, second = controllers
    source = IsoBroadcast(first.bdaddr, sid=15, bis=(1, 31))
    for wrong in ({"sid": 16}, {"bis": (1, 32)}, {"bis": (0,)}, {"bdaddr_type": cffisock.BDADDR_BREDR}):
        address = IsoAddress(second.bdaddr, broadcast=source._replace(**wrong))
        with (
            cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_ISO) as sock,
            pytest.raises(OSError, match="Invalid argument"),
        ):
            sock.bind(address)
    for accepted in (source, source._replace(bis=()), source._replace(bis=tuple(range(1, 32)))):
        with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_ISO) as sock:
            sock.bind(IsoAddress(second.bdaddr, broadcast=accepted))
            assert sock.getsockname()[:2] == (second.bdaddr, BDADDR_LE_PUBLIC)


def test_refused(controllers: Any) -> None:
    first, _ = controllers
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_ISO) as sock:
        with pytest.raises(TypeError, match="must be tuple"):
            sock.bind(first.bdaddr)
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind((first.bdaddr, cffisock.BDADDR_BREDR))
