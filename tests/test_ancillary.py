"""Control messages: packed, unpacked, sent and received; descriptors and credentials with them."""

from __future__ import annotations

import array
import os
import struct
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cffisock import ancillary, functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A control message without data: its length is a C size_t, so that differs between 32 and 64 bits.
HEADER = ancillary.CMSG_LEN(0)
INTS = st.integers(-(2**31), 2**31 - 1)
MESSAGES = st.lists(st.tuples(INTS, INTS, st.binary(max_size=100)), max_size=8)


@given(MESSAGES)
@settings(max_examples=200, deadline=None)
def test_what_is_packed_is_unpacked(messages: list[tuple[int, int, bytes]]) -> None:
    packed = ancillary.encode(messages)
    assert ancillary.decode(packed) == messages
    assert len(packed) == sum(ancillary.CMSG_SPACE(len(data)) for _, _, data in messages)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_anything_can_be_unpacked(control: bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ancillary.decode(control)
    assert sum(len(data) for _, _, data in found) <= len(control)
    for _, _, data in found:
        assert data in control


@given(MESSAGES, st.integers(0, 400), st.integers(0, 2**64 - 1))
@settings(max_examples=300, deadline=None)
def test_a_spoiled_buffer_can_be_unpacked(messages: list[tuple[int, int, bytes]], place: int, length: int) -> None:
    packed = bytearray(ancillary.encode(messages))
    if place + 8 <= len(packed):
        packed[place : place + 8] = struct.pack("=Q", length)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ancillary.decode(bytes(packed[: 400 - place]))
    for _, _, data in found:
        assert data in bytes(packed)


def test_a_cut_message() -> None:
    packed = ancillary.encode([(1, 2, b"12345678")])
    with pytest.warns(RuntimeWarning, match="received malformed or improperly-truncated ancillary data"):
        assert ancillary.decode(packed[: HEADER + 4]) == [(1, 2, b"1234")]
    assert ancillary.decode(packed[: HEADER - 1]) == []


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def rights(*fds: int) -> bytes:
    return array.array("i", fds).tobytes()


def take(messages: Any) -> list[int]:
    fds = array.array("i")
    for level, kind, data in messages:
        if (level, kind) == (1, 1):
            fds.frombytes(data[: len(data) // 4 * 4])
    return list(fds)


def close_all(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


def test_descriptors(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int]) -> None:
    sock, peer = pair
    assert sock.sendmsg([b"da", b"ta"], [(net.SOL_SOCKET, net.SCM_RIGHTS, rights(pipe[1]))]) == 4
    data, messages, flags, address = peer.recvmsg(100, net.CMSG_SPACE(4))
    assert data == b"data"
    assert [(level, kind) for level, kind, _ in messages] == [(net.SOL_SOCKET, net.SCM_RIGHTS)]
    assert flags == 0
    assert not address
    (received,) = take(messages)
    os.write(received, b"through")
    os.close(received)
    assert os.read(pipe[0], 10) == b"through"


@pytest.mark.parametrize("count", [0, 1, 2, 100, 253])
def test_send_fds_and_recv_fds(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int], count: int) -> None:
    sock, peer = pair
    assert net.send_fds(sock, [b"data"], [pipe[0]] * count) == 4
    data, fds, flags, _ = net.recv_fds(peer, 10, count)
    try:
        assert data == b"data"
        assert len(fds) == count
        assert flags == 0
        for fd in fds:
            assert os.fstat(fd).st_ino == os.fstat(pipe[0]).st_ino
    finally:
        close_all(fds)


def test_send_fds_to_an_address(net: Any, pipe: tuple[int, int], tmp_path: Any) -> None:
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sender, net.socket(net.AF_UNIX, net.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "receiver"))
        if net.__name__ != "cffisock":
            pytest.skip("the own function ignores the argument")
        assert net.send_fds(sender, [b"x"], pipe, 0, str(tmp_path / "receiver")) == 1
        _, fds, _, _ = net.recv_fds(receiver, 1, 2)
        assert len(fds) == 2
        close_all(fds)


def test_the_flag_for_not_inheritable(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int]) -> None:
    sock, peer = pair
    if net.__name__ != "cffisock":
        pytest.skip("the own function ignores the argument")
    net.send_fds(sock, [b"x"], [pipe[0]])
    _, fds, _, _ = net.recv_fds(peer, 1, 1, net.MSG_CMSG_CLOEXEC)
    assert not os.get_inheritable(fds[0])
    close_all(fds)


@pytest.mark.parametrize("room", [0, 1, HEADER - 4, HEADER - 1, HEADER, HEADER + 1, HEADER + 3])
def test_no_room_for_descriptors(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int], room: int) -> None:
    """The system closes what does not fit; none is left open."""
    sock, peer = pair
    net.send_fds(sock, [b"data"], list(pipe))
    data, messages, flags, _ = peer.recvmsg(10, room)
    assert data == b"data"
    assert flags & net.MSG_CTRUNC
    assert take(messages) == []


@pytest.mark.parametrize("room", [HEADER + 4, HEADER + 8, HEADER + 11])
def test_room_for_some_descriptors(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int], room: int) -> None:
    sock, peer = pair
    net.send_fds(sock, [b"data"], [pipe[0]] * 5)
    data, messages, flags, _ = peer.recvmsg(10, room)
    fds = take(messages)
    assert data == b"data"
    assert flags & net.MSG_CTRUNC
    assert len(fds) == (room - HEADER) // 4
    close_all(fds)


def test_nobody_takes_the_descriptors(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int]) -> None:
    sock, peer = pair
    receivers: list[Callable[[], Any]] = [
        lambda: peer.recv(1),
        lambda: peer.recv_into(bytearray(1)),
        lambda: peer.recvfrom(1),
        lambda: peer.recvmsg(1),
    ]
    for receive in receivers:
        net.send_fds(sock, [b"x"], pipe)
        receive()


@pytest.mark.parametrize(("module", "name"), [(ancillary, "decode"), (functions, "descriptors")])
def test_descriptors_are_closed_when_the_call_fails(
    net: Any, pair: tuple[Any, Any], pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    """Here making the result fails, in recvmsg() or behind it, after the system gave the descriptors."""
    if net.__name__ != "cffisock":
        pytest.skip("looks into cffisock")
    sock, peer = pair
    net.send_fds(sock, [b"x"], pipe)
    works, failures = getattr(module, name), [MemoryError()]

    def fail_once(argument: Any) -> Any:
        if failures:
            raise failures.pop()
        return works(argument)

    before = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(module, name, fail_once)
    with pytest.raises(MemoryError):
        net.recv_fds(peer, 1, 2)
    assert not failures
    assert len(os.listdir("/proc/self/fd")) == before


def test_descriptors_are_closed_when_a_warning_is_an_error(
    net: Any, pair: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message cut in the middle warns; if that raises, what was received before is closed."""
    assert issubclass(RuntimeWarning, Warning)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(RuntimeWarning):
            ancillary.decode(ancillary.encode([(1, 2, b"12345678")])[: HEADER + 4])


@pytest.mark.parametrize("method", ["recvmsg", "recvmsg_into"])
def test_credentials(net: Any, pair: tuple[Any, Any], method: str) -> None:
    sock, peer = pair
    peer.setsockopt(net.SOL_SOCKET, net.SO_PASSCRED, 1)
    mine = struct.pack("3i", os.getpid(), os.getuid(), os.getgid())
    sock.sendmsg([b"x"], [(net.SOL_SOCKET, net.SCM_CREDENTIALS, mine)])
    first = 10 if method == "recvmsg" else [bytearray(10)]
    _, messages, flags, _ = getattr(peer, method)(first, net.CMSG_SPACE(len(mine)))
    assert messages == [(net.SOL_SOCKET, net.SCM_CREDENTIALS, mine)]
    assert flags == 0


def test_several_messages(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int]) -> None:
    sock, peer = pair
    peer.setsockopt(net.SOL_SOCKET, net.SO_PASSCRED, 1)
    mine = struct.pack("3i", os.getpid(), os.getuid(), os.getgid())
    sock.sendmsg([b"x"], [(net.SOL_SOCKET, net.SCM_CREDENTIALS, mine), (net.SOL_SOCKET, net.SCM_RIGHTS, rights(*pipe))])
    _, messages, _, _ = peer.recvmsg(10, 1000)
    fds = take(messages)
    close_all(fds)
    assert len(fds) == 2
    assert sorted(kind for _, kind, _ in messages) == [net.SCM_RIGHTS, net.SCM_CREDENTIALS]


def test_messages_in_any_iterable(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int]) -> None:
    sock, peer = pair
    message = [net.SOL_SOCKET, net.SCM_RIGHTS, array.array("i", pipe)]
    sock.sendmsg((part for part in (b"x",)), (item for item in [message]))
    _, fds, _, _ = net.recv_fds(peer, 1, 2)
    close_all(fds)
    assert len(fds) == 2


def test_two_messages_of_descriptors(same: Callable[..., Any], pipe: tuple[int, int]) -> None:
    def call(net: Any) -> int:
        first, second = net.socketpair()
        with first, second:
            message = (net.SOL_SOCKET, net.SCM_RIGHTS, rights(pipe[0]))
            first.sendmsg([b"x"], [message, message])
            _, messages, _, _ = second.recvmsg(1, 1000)
            fds = take(messages)
            close_all(fds)
            return len(fds)

    same(call)


def test_what_udp_tells_of_a_datagram(net: Any, udp_pair: tuple[Any, Any]) -> None:
    sock, peer = udp_pair
    peer.setsockopt(net.IPPROTO_IP, net.IP_RECVTOS, 1)
    sock.sendmsg([b"data"], [(net.IPPROTO_IP, net.IP_TOS, struct.pack("i", 16))], 0, peer.getsockname())
    data, messages, flags, address = peer.recvmsg(100, 1000)
    assert data == b"data"
    assert messages == [(net.IPPROTO_IP, net.IP_TOS, b"\x10")]
    assert flags == 0
    assert address == sock.getsockname()


def test_large_messages_do_not_spoil_small_ones(net: Any, pair: tuple[Any, Any], pipe: tuple[int, int]) -> None:
    sock, peer = pair
    for count in (253, 1, 0, 5):
        net.send_fds(sock, [b"x"], [pipe[0]] * count)
        _, messages, _, _ = peer.recvmsg(1, 5000)
        fds = take(messages)
        close_all(fds)
        assert len(fds) == count
