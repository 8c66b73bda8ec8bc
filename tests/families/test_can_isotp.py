"""AF_CAN's ISO-TP: messages longer than a frame, acknowledged."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.needs(
    socket=(cffisock.AF_CAN, cffisock.SOCK_DGRAM, cffisock.CAN_ISOTP), device=["vcan0", "vcan1"], root=True
)

# struct can_isotp_options: flags, frame_txtime, ext_address, txpad_content, rxpad_content, rx_ext_address
OPTIONS = struct.Struct("=II4B")


@pytest.fixture
def ends(net: Any) -> Iterator[Callable[..., tuple[Any, Any]]]:
    """Makes the two ends of a channel, with options that are set before bind()."""
    made: list[Any] = []

    def make(*options: tuple[int, bytes], interface: str = "vcan0") -> tuple[Any, Any]:
        for receives, sends in ((0x123, 0x321), (0x321, 0x123)):
            sock = net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_ISOTP)
            made.append(sock)
            for name, value in options:
                sock.setsockopt(net.SOL_CAN_ISOTP, name, value)
                assert sock.getsockopt(net.SOL_CAN_ISOTP, name, 100) == value
            sock.bind((interface, receives, sends))
            sock.settimeout(10)
        return made[-2], made[-1]

    yield make
    for sock in made:
        sock.close()


@pytest.fixture
def watcher(net: Any) -> Iterator[Any]:
    """A raw socket that sees the frames."""
    with net.socket(net.AF_CAN, net.SOCK_RAW, net.CAN_RAW) as sock:
        sock.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_FD_FRAMES, 1)
        sock.bind(("",))
        sock.settimeout(5)
        yield sock


def options(flags: int, extended: int = 0, padding: int = 0xCC) -> bytes:
    return OPTIONS.pack(flags, 0, extended, padding, padding, extended)


def test_messages(net: Any, ends: Callable[..., tuple[Any, Any]]) -> None:
    first, second = ends()
    assert first.getsockname() == ("vcan0", 0x123, 0x321)
    assert second.getsockname() == ("vcan0", 0x321, 0x123)
    assert first.proto == net.CAN_ISOTP
    for size in (1, 7, 8, 4095):
        message = bytes(number & 0xFF for number in range(size))
        assert first.send(message) == size
        data, address = second.recvfrom(5000)
        assert data == message
        assert address[0] == "vcan0"
    assert second.sendmsg([b"and ", b"back again"]) == 14
    assert first.recvmsg(100)[0] == b"and back again"


def test_long_identifiers(net: Any) -> None:
    """29 bits, with the flag that says so."""
    low, high = 0x18DA00F1 | net.CAN_EFF_FLAG, 0x18DAF100 | net.CAN_EFF_FLAG
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_ISOTP) as first:
        first.bind(("vcan0", low, high))
        assert first.getsockname() == ("vcan0", low, high)
        with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_ISOTP) as second:
            second.bind(("vcan0", high, low))
            second.settimeout(5)
            first.send(b"29 bits")
            assert second.recv(100) == b"29 bits"


def test_extended_addresses_and_padding(net: Any, ends: Callable[..., tuple[Any, Any]], watcher: Any) -> None:
    flags = net.CAN_ISOTP_EXTEND_ADDR | net.CAN_ISOTP_TX_PADDING | net.CAN_ISOTP_RX_EXT_ADDR
    first, second = ends((net.CAN_ISOTP_OPTS, options(flags, 0x5A, 0xEE)))
    first.send(b"abc")
    assert second.recv(100) == b"abc"
    # The extended address, a single frame of three bytes, padding.
    assert watcher.recv(16) == struct.pack("=IB3x", 0x321, 8) + b"\x5a\x03abc\xee\xee\xee"


def test_flow_control_and_separation(net: Any, ends: Callable[..., tuple[Any, Any]], watcher: Any) -> None:
    """A block size of 2 asks for a flow control frame after every two consecutive ones."""
    first, second = ends(
        (net.CAN_ISOTP_RECV_FC, bytes((2, 5, 0))),
        (net.CAN_ISOTP_TX_STMIN, struct.pack("=I", 1000)),
        (net.CAN_ISOTP_RX_STMIN, struct.pack("=I", 1000)),
    )
    first.send(bytes(6 + 7 * 4))
    assert second.recv(100) == bytes(6 + 7 * 4)
    kinds = [watcher.recv(16)[8] >> 4 for _ in range(7)]
    assert kinds == [1, 3, 2, 2, 3, 2, 2]  # first frame, flow control, two consecutive frames, ...


def test_fd_frames_below(net: Any, ends: Callable[..., tuple[Any, Any]], watcher: Any) -> None:
    first, second = ends((net.CAN_ISOTP_LL_OPTS, bytes((net.CANFD_MTU, 64, 0))), interface="vcan1")
    first.send(bytes(range(50)))
    assert second.recv(100) == bytes(range(50))
    assert len(watcher.recv(100)) == net.CANFD_MTU  # one frame


def test_waiting_for_the_end(net: Any, ends: Callable[..., tuple[Any, Any]]) -> None:
    """With this flag send() returns when the other end has it all; nobody there is an error."""
    first, second = ends((net.CAN_ISOTP_OPTS, options(net.CAN_ISOTP_WAIT_TX_DONE)))
    assert first.send(bytes(100)) == 100
    second.setblocking(False)
    assert second.recv(1000) == bytes(100)
    second.close()
    first.settimeout(None)
    with pytest.raises(OSError, match="Communication error on send"):
        first.send(bytes(100))


def test_a_broadcast(net: Any, watcher: Any) -> None:
    """Functional addressing: single frames to whoever listens, nothing comes back."""
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_ISOTP) as sock:
        sock.setsockopt(net.SOL_CAN_ISOTP, net.CAN_ISOTP_OPTS, options(net.CAN_ISOTP_SF_BROADCAST))
        sock.bind(("vcan0", 0, 0x7DF))
        sock.send(b"\x3e\x80")
        assert watcher.recv(16)[:11] == struct.pack("=IB3x", 0x7DF, 3) + b"\x02\x3e\x80"
        with pytest.raises(OSError, match=r"Cannot assign requested address|Invalid argument"):
            sock.send(bytes(100))


def test_refusals(net: Any, ends: Callable[..., tuple[Any, Any]]) -> None:
    first, _ = ends()
    for name in ("OPTS", "RECV_FC", "TX_STMIN", "RX_STMIN", "LL_OPTS"):
        with pytest.raises(OSError, match="Transport endpoint is already connected"):
            first.setsockopt(net.SOL_CAN_ISOTP, getattr(net, f"CAN_ISOTP_{name}"), bytes(12))
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_ISOTP) as sock:
        with pytest.raises(OSError, match="Invalid argument"):
            sock.setsockopt(net.SOL_CAN_ISOTP, net.CAN_ISOTP_OPTS, b"short")
        with pytest.raises(OSError, match=r"Cannot assign requested address|Address not available"):
            sock.send(b"not bound")
        with pytest.raises(OSError, match=r"Cannot assign requested address|Address not available"):
            sock.bind(("vcan0", 0x123, 0x123))  # both the same
        with pytest.raises(OSError, match="No such device"):
            sock.bind(("nowhere0", 1, 2))
