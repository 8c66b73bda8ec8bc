"""HCI: a controller's own commands and events, on each of its channels."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest

import cffisock
from cffisock import BTPROTO_HCI, HCI_CHANNEL_CONTROL, HCI_CHANNEL_MONITOR, HCI_CHANNEL_USER, HCI_DEV_NONE, SOCK_RAW

pytestmark = pytest.mark.needs(program="btvirt", socket=(31, 3, BTPROTO_HCI), module="hci_vhci", root=True)

COMMAND, EVENT = 1, 4
READ_BD_ADDR = 0x1009
COMMAND_COMPLETE = 0x0E
ASK = struct.pack("<BHB", COMMAND, READ_BD_ADDR, 0)


def answer(bdaddr: str) -> bytes:
    """What a controller says to `ASK`."""
    said = struct.pack("<BHB", 1, READ_BD_ADDR, 0) + bytes.fromhex(bdaddr.replace(":", ""))[::-1]
    return bytes([EVENT, COMMAND_COMPLETE, len(said)]) + said


def hci() -> Any:
    sock = cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI)
    sock.settimeout(20)
    return sock


@pytest.mark.parametrize("form", [int, lambda number: (number,), lambda number: (number, 0)], ids=["int", "1", "2"])
def test_raw(controllers: Any, form: Any) -> None:
    for controller in controllers:
        with hci() as sock:
            sock.bind(form(controller.number))
            assert sock.getsockname() == controller.number
            everything = struct.pack("=IIIH2x", 1 << EVENT, 0xFFFFFFFF, 0xFFFFFFFF, 0)
            sock.setsockopt(cffisock.SOL_HCI, cffisock.HCI_FILTER, everything)
            assert sock.getsockopt(cffisock.SOL_HCI, cffisock.HCI_FILTER, 16)[:14] == everything[:14]
            sock.setsockopt(cffisock.SOL_HCI, cffisock.HCI_DATA_DIR, 1)
            sock.send(ASK)
            data, messages, _, address = sock.recvmsg(300, 100)
            assert data == answer(controller.bdaddr)
            assert messages == [(cffisock.SOL_HCI, cffisock.HCI_CMSG_DIR, (1).to_bytes(4, sys.byteorder))]
            assert address is None


def test_control(controllers: Any) -> None:
    """The management commands that the fixture gives are one use of it; this is another."""
    with hci() as sock:
        sock.bind((HCI_DEV_NONE, HCI_CHANNEL_CONTROL))
        sock.send(struct.pack("<HHH", 1, 0xFFFF, 0))  # the version of the interface
        event, _, length, opcode, status, version = struct.unpack_from("<HHHHBB", sock.recv(100))
        assert (event, length, opcode, status, version) == (1, 6, 1, 0, 1)
    assert len(controllers) == 2


def test_monitor(controllers: Any) -> None:
    """The first things that it tells are the system and the controllers that there are."""
    with hci() as sock:
        sock.bind((HCI_DEV_NONE, HCI_CHANNEL_MONITOR))
        told = [sock.recv(300) for _ in range(8)]
        assert any(b"Linux version" in data for data in told)
        new_index = [data for data in told if data[:2] == b"\0\0"]
        assert sorted(struct.unpack_from("<H", data, 2)[0] for data in new_index) == [one.number for one in controllers]


def test_refused(controllers: Any) -> None:
    with hci() as sock:
        with pytest.raises(OSError, match="wrong format"):
            sock.bind("hci0")
        with pytest.raises(OSError, match="No such device"):
            sock.bind(200)
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind((HCI_DEV_NONE, HCI_CHANNEL_USER))
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind((controllers[0].number, HCI_CHANNEL_CONTROL))


def test_user(controllers: Any, unpowered: Any) -> None:
    """A controller all to oneself, for as long as it is off for all others."""
    with hci() as sock:
        sock.bind((unpowered.number, HCI_CHANNEL_USER))
        assert sock.getsockname() == (unpowered.number, HCI_CHANNEL_USER)
        sock.send(ASK)
        assert sock.recv(300) == answer(unpowered.bdaddr)
