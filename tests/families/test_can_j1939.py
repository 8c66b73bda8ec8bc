"""AF_CAN's J1939: parameter groups from node to node, by address and by name."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.needs(
    socket=(cffisock.AF_CAN, cffisock.SOCK_DGRAM, cffisock.CAN_J1939), device="vcan0", root=True
)

PGN = 0x12300
NAME = 0x8000_0000_1234_5678


@pytest.fixture
def node(net: Any) -> Iterator[Callable[..., Any]]:
    """Makes nodes."""
    made: list[Any] = []

    def make(address: int, name: int = 0, pgn: int | None = None) -> Any:
        sock = net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_J1939)
        made.append(sock)
        sock.setsockopt(net.SOL_SOCKET, net.SO_BROADCAST, 1)
        sock.bind(("vcan0", name, net.J1939_NO_PGN if pgn is None else pgn, address))
        sock.settimeout(5)
        return sock

    yield make
    for sock in made:
        sock.close()


@pytest.mark.parametrize("size", [0, 8, 9, 1785, 2000])
def test_from_address_to_address(net: Any, node: Callable[..., Any], size: int) -> None:
    """Up to 8 bytes are one frame, up to 1785 the transport protocol, more the extended one.

    Of what came in several frames the kernel does not say from which interface.
    """
    first, second = node(0x20), node(0x30)
    assert first.getsockname() == ("vcan0", net.J1939_NO_NAME, net.J1939_NO_PGN, 0x20)
    assert first.proto == net.CAN_J1939
    message = bytes(number & 0xFF for number in range(size))
    assert first.sendto(message, ("vcan0", net.J1939_NO_NAME, PGN, 0x30)) == size
    data, ancillary, _, address = second.recvmsg(4000, 100)
    assert data == message
    assert address == ("vcan0" if size <= 8 else "", net.J1939_NO_NAME, PGN, 0x20)
    told = {kind: value for level, kind, value in ancillary if level == net.SOL_CAN_J1939}
    assert told[net.SCM_J1939_DEST_ADDR] == b"\x30"
    assert told[net.SCM_J1939_PRIO] == b"\x06"


def test_connected(net: Any, node: Callable[..., Any]) -> None:
    first, second = node(0x20), node(0x30)
    first.connect(("vcan0", 0, PGN, 0x30))
    assert first.getpeername() == ("vcan0", 0, PGN, 0x30)
    first.setsockopt(net.SOL_CAN_J1939, net.SO_J1939_SEND_PRIO, 3)
    assert first.getsockopt(net.SOL_CAN_J1939, net.SO_J1939_SEND_PRIO) == 3
    first.send(b"to peer")
    data, ancillary, _, address = second.recvmsg(100, 100)
    assert (data, address) == (b"to peer", ("vcan0", 0, PGN, 0x20))
    assert (net.SOL_CAN_J1939, net.SCM_J1939_PRIO, b"\x03") in ancillary


def test_broadcast(net: Any, node: Callable[..., Any]) -> None:
    sender, *receivers = node(0x20), node(0x30), node(0x31)
    pgn = 0xFEF1  # PDU2: always to all
    sender.sendto(b"to all", ("vcan0", 0, pgn, net.J1939_NO_ADDR))
    for receiver in receivers:
        assert receiver.recvfrom(100) == (b"to all", ("vcan0", 0, pgn, 0x20))
    sender.setsockopt(net.SOL_SOCKET, net.SO_BROADCAST, 0)
    with pytest.raises(PermissionError):
        sender.sendto(b"to all", ("vcan0", 0, pgn, net.J1939_NO_ADDR))


def test_promiscuous(net: Any, node: Callable[..., Any]) -> None:
    first, second, listener = node(0x20), node(0x30), node(0x40)
    listener.setsockopt(net.SOL_CAN_J1939, net.SO_J1939_PROMISC, 1)
    assert listener.getsockopt(net.SOL_CAN_J1939, net.SO_J1939_PROMISC) == 1
    first.sendto(b"private", ("vcan0", 0, PGN, 0x30))
    assert second.recv(100) == b"private"
    assert listener.recvfrom(100) == (b"private", ("vcan0", 0, PGN, 0x20))


def test_filters(net: Any, node: Callable[..., Any]) -> None:
    """struct j1939_filter: name, name_mask, pgn, pgn_mask, addr, addr_mask."""
    first, second = node(0x20), node(0x30)
    wanted = struct.pack("@QQIIBB0Q", 0, 0, PGN, 0x3FFFF, 0, 0)
    second.setsockopt(net.SOL_CAN_J1939, net.SO_J1939_FILTER, wanted)
    for pgn in (PGN + 0x100, PGN):
        first.sendto(b"%x" % pgn, ("vcan0", 0, pgn, 0x30))
    assert second.recv(100) == b"%x" % PGN


def test_names(net: Any, node: Callable[..., Any]) -> None:
    """A node claims its address with its name, and is then reached by it."""
    named, other = node(0x20, NAME), node(0x30)
    claim = NAME.to_bytes(8, "little")
    named.sendto(claim, ("vcan0", 0, net.J1939_PGN_ADDRESS_CLAIMED, net.J1939_NO_ADDR))
    assert other.recvfrom(100) == (claim, ("vcan0", NAME, net.J1939_PGN_ADDRESS_CLAIMED, 0x20))
    assert named.getsockname() == ("vcan0", NAME, net.J1939_NO_PGN, 0x20)
    time.sleep(0.3)  # a claim counts after 250 ms without objection
    other.sendto(b"by name", ("vcan0", NAME, PGN, net.J1939_NO_ADDR))
    data, ancillary, _, address = named.recvmsg(100, 100)
    assert (data, address) == (b"by name", ("vcan0", 0, PGN, 0x30))
    assert (net.SOL_CAN_J1939, net.SCM_J1939_DEST_NAME, NAME.to_bytes(8, "little")) in ancillary
    named.sendto(b"my name", ("vcan0", 0, PGN, 0x30))
    assert other.recvfrom(100) == (b"my name", ("vcan0", NAME, PGN, 0x20))


def test_the_error_queue(net: Any, node: Callable[..., Any]) -> None:
    """It tells how a long transfer went: here to nobody, so that it is aborted."""
    sender = node(0x20)
    sender.setsockopt(net.SOL_CAN_J1939, net.SO_J1939_ERRQUEUE, 1)
    sender.setsockopt(net.SOL_SOCKET, net.SO_TIMESTAMPING, net.SOF_TIMESTAMPING_TX_ACK | net.SOF_TIMESTAMPING_TX_SCHED)
    sender.sendto(bytes(100), ("vcan0", 0, PGN, 0x99))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _, ancillary, flags, _ = sender.recvmsg(200, 300, net.MSG_ERRQUEUE | net.MSG_DONTWAIT)
        except BlockingIOError:
            time.sleep(0.05)
            continue
        assert flags & net.MSG_ERRQUEUE
        errors = [value for level, kind, value in ancillary if (level, kind) == (net.SOL_CAN_J1939, 4)]
        # struct sock_extended_err: errno, origin, type, code, pad, info, data
        for error in errors:
            number, _, _, _, _, info, _ = struct.unpack("=IBBBBII", error)
            if info == net.J1939_EE_INFO_TX_ABORT:
                assert number != 0
                return
    pytest.fail("no word of an abort")


def test_refusals(net: Any, node: Callable[..., Any]) -> None:
    sock = node(0x20)
    sock.setsockopt(net.SOL_SOCKET, net.SO_BROADCAST, 0)
    with pytest.raises(PermissionError):
        sock.send(b"no destination is all of them")
    with pytest.raises(OSError, match="Invalid argument"):
        sock.setsockopt(net.SOL_CAN_J1939, net.SO_J1939_FILTER, bytes(31))
    with net.socket(net.AF_CAN, net.SOCK_DGRAM, net.CAN_J1939) as other:
        with pytest.raises(OSError, match="File descriptor in bad state"):
            other.sendto(b"not bound", ("vcan0", 0, PGN, 0x30))
        with pytest.raises(OSError, match="No such device"):
            other.bind(("nowhere0", 0, net.J1939_NO_PGN, 0x20))
