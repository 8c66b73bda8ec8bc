"""AF_CAN: the addresses of all its protocols, and frames of raw sockets on a virtual bus."""

from __future__ import annotations

import pathlib
import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

on_the_bus = pytest.mark.needs(
    socket=(cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW), device=["vcan0", "vcan1"], root=True
)

RAW, BCM, ISOTP, J1939 = "CAN_RAW", "CAN_BCM", "CAN_ISOTP", "CAN_J1939"
ALL = (RAW, BCM, ISOTP, J1939)
REST: dict[str, tuple[int, ...]] = {RAW: (), BCM: (), ISOTP: (1, 2), J1939: (1, 2, 3)}


def identifiers(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, 2**bits - 1)


INTERFACES = st.sampled_from(["", "lo"])
ADDRESSES = {
    RAW: st.tuples(INTERFACES),
    BCM: st.tuples(INTERFACES),
    ISOTP: st.tuples(INTERFACES, identifiers(32), identifiers(32)),
    J1939: st.tuples(INTERFACES, identifiers(64), identifiers(32), identifiers(8)),
}


@pytest.mark.parametrize("protocol", ALL)
def test_addresses_there_and_back(recode: Callable[..., Any], protocol: str) -> None:
    @given(address=ADDRESSES[protocol])
    def check(address: Any) -> None:
        assert recode("AF_CAN", address, getattr(cffisock, protocol)) == address

    check()


@pytest.mark.parametrize("protocol", ALL)
def test_forms_of_interfaces(recode: Callable[..., Any], protocol: str) -> None:
    rest, number = REST[protocol], getattr(cffisock, protocol)
    for interface in ("lo", b"lo", pathlib.PurePosixPath("lo")):
        assert recode("AF_CAN", (interface, *rest), number) == ("lo", *rest)


def test_numbers_are_cut_as_the_standard_library_does(recode: Callable[..., Any]) -> None:
    assert recode("AF_CAN", ("lo", -1, 2**40 + 5), cffisock.CAN_ISOTP) == ("lo", 2**32 - 1, 5)
    assert recode("AF_CAN", ("lo", -1, -1, -1), cffisock.CAN_J1939) == ("lo", 2**64 - 1, 2**32 - 1, 255)
    assert recode("AF_CAN", ("lo", 2**64, 2**32, 256), cffisock.CAN_J1939) == ("lo", 0, 0, 0)


def test_a_short_address(recode: Callable[..., Any]) -> None:
    """Raw sockets are told of the family and the interface only: 8 bytes."""
    assert recode("AF_CAN", ("lo",), cffisock.CAN_RAW, 8) == ("lo",)
    assert recode("AF_CAN", ("lo", 1, 2), cffisock.CAN_ISOTP, 8) == ("lo", 0, 0)


NO_INTERFACE: list[Any] = [None, 5, 1.5, "a\0b", b"a\0b", "x" * 16, "x" * 15, "nowhere0", "\ud800", [], object]
NO_IDENTIFIERS: list[tuple[Any, ...]] = [(1,), ("1", 2), (1, "2"), (1.5, 2), (None, 2), ([], 2), (1, 2, 3)]
NO_NODE: list[tuple[Any, ...]] = [(1, 2), ("1", 2, 3), (1, "2", 3), (1, 2, "3"), (1, 2, None), (1.5, 2, 3)]
MALFORMED: list[tuple[str, Any]] = [
    *((protocol, (interface, *REST[protocol])) for protocol in ALL for interface in NO_INTERFACE),
    *((protocol, ()) for protocol in ALL),
    *((protocol, ("lo", 1, 2, 3, 4)) for protocol in ALL),
    *((RAW, address) for address in (None, 5, "lo", b"lo", ["lo"], ("lo", 1))),
    *((ISOTP, ("lo", *rest)) for rest in NO_IDENTIFIERS),
    *((J1939, ("lo", *rest)) for rest in NO_NODE),
]


@pytest.mark.parametrize(("protocol", "address"), MALFORMED, ids=ascii)
def test_malformed_addresses(same: Any, pretend: Callable[..., Any], protocol: str, address: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_CAN", getattr(net, protocol)) as sock:
            sock.bind(address)

    same(call, raises=(TypeError, ValueError, OSError))


@pytest.mark.parametrize("protocol", [ISOTP, J1939])
@pytest.mark.parametrize("address", [None, 5, "lo", ["lo", 1, 2, 3]], ids=ascii)
def test_no_tuple(pretend: Callable[..., Any], protocol: str, address: Any) -> None:
    """The standard library's SystemError speaks of its own insides here."""
    refusal = r"bind\(\): AF_CAN address must be tuple, not "
    with pretend(cffisock, "AF_CAN", getattr(cffisock, protocol)) as sock, pytest.raises(TypeError, match=refusal):
        sock.bind(address)


@pytest.mark.parametrize("number", [0, 3, 4, 5, 8])
def test_protocols_without_addresses(same: Any, pretend: Callable[..., Any], number: int) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_CAN", number) as sock:
            sock.connect(("lo",))

    same(call, raises=OSError)


def frame(identifier: int, data: bytes) -> bytes:
    return struct.pack("=IB3x8s", identifier, len(data), data)


@pytest.fixture
def bus(net: Any) -> Iterator[Callable[..., Any]]:
    """Makes raw sockets, bound, with a timeout."""
    made: list[Any] = []

    def make(interface: str = "vcan0") -> Any:
        sock = net.socket(net.AF_CAN, net.SOCK_RAW, net.CAN_RAW)
        made.append(sock)
        sock.bind((interface,))
        sock.settimeout(5)
        return sock

    yield make
    for sock in made:
        sock.close()


def nothing_more(sock: Any) -> bool:
    """Whether a frame that was sent before the call has not come: a virtual bus delivers at once."""
    sock.setblocking(False)
    try:
        sock.recv(4096)
    except BlockingIOError:
        return True
    return False


@on_the_bus
def test_classic_frames(bus: Callable[..., Any], net: Any) -> None:
    sender, receiver = bus(), bus()
    assert sender.getsockname() == ("vcan0",)
    assert sender.proto == net.CAN_RAW
    for identifier in (0x123, 0x1ABCDEF0 | net.CAN_EFF_FLAG, 0x7FF | net.CAN_RTR_FLAG):
        sent = frame(identifier, b"" if identifier & net.CAN_RTR_FLAG else b"\1\2\3\4\5\6\7\x08")
        assert sender.send(sent) == net.CAN_MTU
        assert receiver.recvfrom(100) == (sent, ("vcan0",))
    sender.sendmsg([sent[:8], sent[8:]])
    data, ancillary, flags, address = receiver.recvmsg(100)
    assert (data, ancillary, address) == (sent, [], ("vcan0",))
    assert flags & net.MSG_DONTROUTE  # it came from this machine
    buffer = bytearray(16)
    sender.send(sent)
    assert receiver.recvfrom_into(buffer) == (16, ("vcan0",))
    assert buffer == sent


@on_the_bus
def test_all_interfaces(bus: Callable[..., Any]) -> None:
    everywhere, first, second = bus(""), bus("vcan0"), bus("vcan1")
    assert everywhere.getsockname() == ("",)
    for interface, receiver in (("vcan0", first), ("vcan1", second)):
        assert everywhere.sendto(frame(5, b"x"), (interface,)) == 16
        assert receiver.recvfrom(16) == (frame(5, b"x"), (interface,))
        receiver.send(frame(6, b"y"))
        assert everywhere.recvfrom(16) == (frame(6, b"y"), (interface,))
    with pytest.raises(OSError, match="No such device"):
        everywhere.send(frame(5, b"x"))


@on_the_bus
def test_own_messages(bus: Callable[..., Any], net: Any) -> None:
    first, second = bus(), bus()
    first.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_RECV_OWN_MSGS, 1)
    assert first.getsockopt(net.SOL_CAN_RAW, net.CAN_RAW_RECV_OWN_MSGS) == 1
    first.send(frame(1, b"own"))
    data, _, flags, address = first.recvmsg(16)
    assert (data, address) == (frame(1, b"own"), ("vcan0",))
    assert flags & net.MSG_CONFIRM
    assert second.recv(16) == frame(1, b"own")
    first.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_LOOPBACK, 0)
    first.send(frame(2, b"lost"))
    assert nothing_more(first)
    assert nothing_more(second)


@on_the_bus
def test_filters(bus: Callable[..., Any], net: Any) -> None:
    sender, receiver = bus(), bus()

    def received(option: bytes, join: int = 0) -> list[int]:
        receiver.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_FILTER, option)
        receiver.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_JOIN_FILTERS, join)
        assert receiver.getsockopt(net.SOL_CAN_RAW, net.CAN_RAW_FILTER, 64) == option
        for identifier in (0x100, 0x101, 0x200, 0x7FF):
            sender.send(frame(identifier, b""))
        found = []
        receiver.setblocking(False)
        while True:
            try:
                found.append(struct.unpack_from("=I", receiver.recv(16))[0])
            except BlockingIOError:
                return found

    def matching(*filters: tuple[int, int]) -> bytes:
        return b"".join(struct.pack("=II", *one) for one in filters)

    assert received(matching((0x100, 0x7FF))) == [0x100]
    assert received(matching((0x100, 0x7F0))) == [0x100, 0x101]
    assert received(matching((0x101, 0x7FF), (0x7FF, 0x7FF))) == [0x101, 0x7FF]
    assert received(matching((0x100 | net.CAN_INV_FILTER, 0x7FF))) == [0x101, 0x200, 0x7FF]
    both = matching((0x100 | net.CAN_INV_FILTER, 0x7FF), (0x200 | net.CAN_INV_FILTER, 0x7FF))
    assert received(both, join=1) == [0x101, 0x7FF]
    assert received(b"") == []


@on_the_bus
def test_error_frames(bus: Callable[..., Any], net: Any) -> None:
    """They only come to those who asked; on a virtual bus anybody can report them."""
    reporter, asked, others = bus(), bus(), bus()
    asked.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_ERR_FILTER, net.CAN_ERR_BUSOFF | net.CAN_ERR_CRTL)
    report = frame(net.CAN_ERR_FLAG | net.CAN_ERR_CRTL, bytes((0, net.CAN_ERR_CRTL_RX_OVERFLOW)) + bytes(6))
    reporter.send(frame(net.CAN_ERR_FLAG | net.CAN_ERR_ACK, bytes(8)))
    reporter.send(report)
    assert asked.recvfrom(16) == (report, ("vcan0",))
    assert nothing_more(others)


@on_the_bus
def test_fd_frames(bus: Callable[..., Any], net: Any) -> None:
    sender, receiver, classic = bus("vcan1"), bus("vcan1"), bus("vcan1")
    fd = struct.pack("=IBBxx64s", 0x42, 64, net.CANFD_BRS, bytes(range(64)))
    with pytest.raises(OSError, match="Invalid argument"):
        sender.send(fd)
    for sock in (sender, receiver):
        sock.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_FD_FRAMES, 1)
        assert sock.getsockopt(net.SOL_CAN_RAW, net.CAN_RAW_FD_FRAMES) == 1
    assert sender.send(fd) == net.CANFD_MTU
    data, address = receiver.recvfrom(net.CANFD_MTU)
    assert (data[:5], data[8:], address) == (fd[:5], fd[8:], ("vcan1",))
    assert data[5] & net.CANFD_BRS
    sender.send(frame(1, b"both"))
    assert receiver.recv(net.CANFD_MTU) == classic.recv(net.CANFD_MTU) == frame(1, b"both")


@on_the_bus
def test_xl_frames(bus: Callable[..., Any], net: Any) -> None:
    sender, receiver = bus(), bus()
    for sock in (sender, receiver):
        sock.setsockopt(net.SOL_CAN_RAW, net.CAN_RAW_XL_FRAMES, 1)
        assert sock.getsockopt(net.SOL_CAN_RAW, net.CAN_RAW_XL_FRAMES) == 1
    for size in (net.CANXL_MIN_DLEN, net.CANXL_MAX_DLEN):
        xl = struct.pack("=IBBHI", 0x42, net.CANXL_XLF, 3, size, 0xACCE97ED) + b"x" * size
        assert sender.send(xl) == net.CANXL_HDR_SIZE + size
        assert receiver.recvfrom(net.CANXL_MTU) == (xl, ("vcan0",))
    with pytest.raises(OSError, match="Invalid argument"):
        sender.send(xl[:-1])


@on_the_bus
def test_refusals(bus: Callable[..., Any], net: Any) -> None:
    sock = bus()
    for data in (b"", b"short", frame(1, b"x") + b"more", struct.pack("=IB11x", 1, 9)):
        with pytest.raises(OSError, match="Invalid argument"):
            sock.send(data)
    with pytest.raises(OSError, match="No such device"):
        sock.bind(("nowhere0",))
    with pytest.raises(OSError, match="Operation not supported"):
        sock.connect(("vcan0",))
    with net.socket(net.AF_CAN, net.SOCK_RAW, net.CAN_RAW) as other, pytest.raises(OSError, match="No such device"):
        other.bind(("lo",))  # an interface, but no CAN bus


@on_the_bus
def test_as_the_own_socket_does(bus: Callable[..., Any], own: Any) -> None:
    if not hasattr(own, "AF_CAN"):
        pytest.skip("PyPy's own module has no AF_CAN")
    ours = bus()
    with own.socket(own.AF_CAN, own.SOCK_RAW, own.CAN_RAW) as theirs:
        theirs.bind(ours.getsockname())
        theirs.settimeout(5)
        assert theirs.getsockname() == ours.getsockname()
        bus().send(frame(7, b"both"))
        assert theirs.recvfrom(16) == ours.recvfrom(16)
        assert theirs.sendto(frame(8, b"ours"), ("vcan0",)) == 16
        assert ours.recv(16) == frame(8, b"ours")
