"""AF_CAN's broadcast manager: the kernel sends frames by itself, and tells of changes in those it receives."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.needs(
    socket=(cffisock.AF_CAN, cffisock.SOCK_DGRAM, cffisock.CAN_BCM), device="vcan0", root=True
)

# struct bcm_msg_head: opcode, flags, count, two intervals (seconds, microseconds), identifier, number of frames; frames
# follow at a multiple of 8.
HEAD = struct.Struct("@3I4l2I0q")


def frame(identifier: int, data: bytes) -> bytes:
    return struct.pack("=IB3x8s", identifier, len(data), data)


def message(opcode: int, identifier: int, *frames: bytes, flags: int = 0, count: int = 0, interval: int = 0) -> bytes:
    """``interval`` in microseconds, is the second of the two."""
    head = HEAD.pack(opcode, flags, count, 0, interval if count else 0, 0, interval, identifier, len(frames))
    return head + b"".join(frames)


@pytest.fixture
def manager(net: Any) -> Iterator[Any]:
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_BCM) as sock:
        sock.connect(("vcan0",))
        sock.settimeout(5)
        yield sock


@pytest.fixture
def raw(net: Any) -> Iterator[Any]:
    with net.socket(net.AF_CAN, net.SOCK_RAW, net.CAN_RAW) as sock:
        sock.bind(("vcan0",))
        sock.settimeout(5)
        yield sock


def test_a_frame_at_once(net: Any, manager: Any, raw: Any) -> None:
    assert manager.proto == net.CAN_BCM
    assert manager.send(message(net.CAN_BCM_TX_SEND, 0, frame(0x10, b"once"))) == HEAD.size + 16
    assert raw.recvfrom(16) == (frame(0x10, b"once"), ("vcan0",))


def test_to_an_address(net: Any, raw: Any) -> None:
    """A socket that is connected to all interfaces says with each message which one it means."""
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_BCM) as sock:
        sock.connect(("",))
        sock.sendto(message(net.CAN_BCM_TX_SEND, 0, frame(0x11, b"to")), ("vcan0",))
        assert raw.recvfrom(16) == (frame(0x11, b"to"), ("vcan0",))


def test_cyclic_sending(net: Any, manager: Any, raw: Any) -> None:
    """Two frames in turn, every 20 milliseconds, until the job is deleted."""
    frames = frame(0x20, b"first"), frame(0x20, b"second")
    flags = net.CAN_BCM_SETTIMER | net.CAN_BCM_STARTTIMER
    manager.send(message(net.CAN_BCM_TX_SETUP, 0x20, *frames, flags=flags, interval=20_000))
    started = time.monotonic()
    received = [raw.recv(16) for _ in range(6)]
    assert set(received) == set(frames)
    assert received[0::2] in ([frames[0]] * 3, [frames[1]] * 3)
    assert time.monotonic() - started >= 0.06
    manager.send(message(net.CAN_BCM_TX_READ, 0x20))
    status = manager.recv(1000)
    opcode, _, _, _, _, _, microseconds, identifier, number = HEAD.unpack_from(status)
    assert (opcode, microseconds, identifier, number) == (net.CAN_BCM_TX_STATUS, 20_000, 0x20, 2)
    assert status[HEAD.size :] == b"".join(frames)
    manager.send(message(net.CAN_BCM_TX_DELETE, 0x20))
    with pytest.raises(OSError, match="Invalid argument"):
        manager.send(message(net.CAN_BCM_TX_READ, 0x20))


def test_the_end_of_a_count(net: Any, manager: Any, raw: Any) -> None:
    flags = net.CAN_BCM_SETTIMER | net.CAN_BCM_STARTTIMER | net.CAN_BCM_TX_COUNTEVT
    head = HEAD.pack(net.CAN_BCM_TX_SETUP, flags, 3, 0, 10_000, 0, 0, 0x21, 1)
    manager.send(head + frame(0x21, b"three"))
    data, _, _, address = manager.recvmsg(1000)
    assert HEAD.unpack_from(data)[0] == net.CAN_BCM_TX_EXPIRED
    assert address == ("",)  # the message is the manager's own, of no interface
    assert [raw.recv(16) for _ in range(3)] == [frame(0x21, b"three")] * 3


def test_changes(net: Any, manager: Any, raw: Any) -> None:
    """Of the bytes under the mask only changes are told."""
    manager.send(message(net.CAN_BCM_RX_SETUP, 0x30, frame(0x30, b"\xff\0\0\0\0\0\0\0")))
    changes = [b"a1234567", b"a7654321", b"b0000000"]
    for data in changes:
        raw.send(frame(0x30, data))
    for data in (changes[0], changes[2]):
        told, address = manager.recvfrom(1000)
        assert address == ("vcan0",)
        assert HEAD.unpack_from(told)[0] == net.CAN_BCM_RX_CHANGED
        assert told[HEAD.size :] == frame(0x30, data)


def test_silence(net: Any, manager: Any) -> None:
    """A frame that does not come in time is told of, too: the first interval is the time."""
    head = HEAD.pack(net.CAN_BCM_RX_SETUP, net.CAN_BCM_SETTIMER | net.CAN_BCM_STARTTIMER, 0, 0, 30_000, 0, 0, 0x31, 1)
    manager.send(head + frame(0x31, b"\xff"))
    opcode, _, _, _, _, _, _, identifier, number = HEAD.unpack_from(manager.recv(1000))
    assert (opcode, identifier, number) == (net.CAN_BCM_RX_TIMEOUT, 0x31, 0)


def test_refusals(net: Any, manager: Any) -> None:
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_BCM) as sock:
        with pytest.raises(OSError, match="Transport endpoint is not connected"):
            sock.send(message(net.CAN_BCM_TX_SEND, 0, frame(1, b"")))
        with pytest.raises(OSError, match="No such device"):
            sock.connect(("nowhere0",))
        with pytest.raises(OSError, match="No such device"):
            sock.connect(("lo",))
    for wrong in (b"short", message(net.CAN_BCM_TX_SEND, 0), message(99, 0, frame(1, b""))):
        with pytest.raises(OSError, match="Invalid argument"):
            manager.send(wrong)
