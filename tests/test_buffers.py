"""Every kind of buffer can be sent from and received into, and is free again whatever happens."""

from __future__ import annotations

import array
import ctypes
import mmap
import sys
from typing import TYPE_CHECKING, Any

import pytest

import cffisock as net

if TYPE_CHECKING:
    from collections.abc import Callable

PYPY = sys.implementation.name == "pypy"
DATA = b"0123456789abcdef"


def from_mmap() -> Any:
    memory = mmap.mmap(-1, len(DATA))
    memory[:] = DATA
    return memory


SOURCES: dict[str, Callable[[], Any]] = {
    "bytes": lambda: DATA,
    "bytearray": lambda: bytearray(DATA),
    "memoryview": lambda: memoryview(DATA),
    "memoryview of a bytearray": lambda: memoryview(bytearray(DATA)),
    "slice": lambda: memoryview(b"xx" + DATA + b"yy")[2:-2],
    "ints": lambda: memoryview(DATA).cast("i"),
    "two dimensions": lambda: memoryview(DATA).cast("B", [4, 4]),
    "array": lambda: array.array("i", DATA),
    "array of doubles": lambda: array.array("d", DATA),
    "mmap": from_mmap,
    "ctypes": lambda: (ctypes.c_char * len(DATA)).from_buffer_copy(DATA),
    "ctypes ints": lambda: (ctypes.c_int32 * 4).from_buffer_copy(DATA),
}
TARGETS = {
    name: make for name, make in SOURCES.items() if name not in ("bytes", "memoryview", "slice", "two dimensions")
}
TARGETS["ints"] = lambda: memoryview(bytearray(16)).cast("i")
TARGETS["slice"] = lambda: memoryview(bytearray(20))[2:-2]
TARGETS["two dimensions"] = lambda: memoryview(bytearray(16)).cast("B", [4, 4])

STRIDED = memoryview(b"xxxxx0123456789xxxxx")[5:15][::2]
BACKWARDS = memoryview(b"xxxxx0123456789xxxxx")[5:15][::-1]

SENDERS: dict[str, Callable[[Any, Any], Any]] = {
    "send": lambda sock, data: sock.send(data),
    "sendall": lambda sock, data: sock.sendall(data),
    "sendto": lambda sock, data: sock.sendto(data, 0, sock.getpeername()),
    "sendmsg": lambda sock, data: sock.sendmsg([data]),
    "sendmsg in parts": lambda sock, data: sock.sendmsg([b"", data]),
    "ancillary": lambda sock, data: sock.sendmsg([b"x"], [(1, 1, data)]),
}
RECEIVERS: dict[str, Callable[[Any, Any], Any]] = {
    "recv_into": lambda sock, buffer: sock.recv_into(buffer),
    "recvfrom_into": lambda sock, buffer: sock.recvfrom_into(buffer),
    "recvmsg_into": lambda sock, buffer: sock.recvmsg_into([buffer]),
    "recvmsg_into in parts": lambda sock, buffer: sock.recvmsg_into([bytearray(0), buffer]),
}


@pytest.fixture
def connected(tcp_pair: tuple[Any, Any]) -> tuple[Any, Any]:
    for sock in tcp_pair:
        sock.settimeout(5)
    return tcp_pair


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("method", [name for name in SENDERS if name != "ancillary"])
def test_sending(connected: tuple[Any, Any], method: str, source: str) -> None:
    sock, peer = connected
    if PYPY and source.startswith("ctypes"):
        pytest.skip("PyPy's ctypes has no buffers for this")
    assert SENDERS[method](sock, SOURCES[source]()) in (16, None)
    assert peer.recv(100) == DATA


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("method", RECEIVERS)
def test_receiving(connected: tuple[Any, Any], method: str, target: str) -> None:
    sock, peer = connected
    buffer = TARGETS[target]()
    peer.sendall(bytes(reversed(DATA)))
    count = RECEIVERS[method](sock, buffer)
    assert (count if isinstance(count, int) else count[0]) == 16
    assert bytes(memoryview(buffer).cast("B") if not PYPY or target != "ctypes" else buffer) == bytes(reversed(DATA))


def test_receiving_into_a_part_changes_nothing_else(connected: tuple[Any, Any]) -> None:
    sock, peer = connected
    buffer = bytearray(b"." * 20)
    peer.sendall(DATA)
    assert sock.recv_into(memoryview(buffer)[2:10]) == 8
    assert buffer == b".." + DATA[:8] + b"." * 10
    assert sock.recv_into(buffer, 3) == 3
    assert buffer == DATA[8:11] + DATA[1:8] + b"." * 10
    assert sock.recvfrom_into(buffer, 2)[0] == 2
    assert sock.recvmsg_into([memoryview(buffer)[:1], memoryview(buffer)[10:11]])[0] == 2
    assert buffer == DATA[13:14] + DATA[12:13] + DATA[10:11] + DATA[1:8] + DATA[14:15] + b"." * 9


@pytest.mark.parametrize(
    "data", ["text", None, 5, 1.5, [b"x"], object(), STRIDED, BACKWARDS], ids=lambda value: type(value).__name__
)
@pytest.mark.parametrize("method", SENDERS)
def test_what_cannot_be_sent(same: Callable[..., Any], method: str, data: Any) -> None:
    if PYPY and isinstance(data, memoryview):
        pytest.skip("PyPy's own socket takes such memory")

    def call(net: Any) -> Any:
        first, second = net.socketpair()
        with first, second:
            return SENDERS[method](first, data)

    raised = same(call, text=not isinstance(data, memoryview))
    assert isinstance(raised, (TypeError, BufferError, ValueError))


@pytest.mark.parametrize("data", [STRIDED, BACKWARDS], ids=["strided", "backwards"])
@pytest.mark.parametrize("method", ["send", "sendall", "sendmsg", "sendmsg in parts"])
def test_memory_that_is_not_contiguous(pair: tuple[Any, Any], method: str, data: memoryview) -> None:
    """It is refused, or what it shows is sent: never what lies between and behind."""
    sock, peer = pair
    try:
        SENDERS[method](sock, data)
    except (BufferError, TypeError, ValueError):
        return
    assert peer.recv(100) == data.tobytes()


@pytest.mark.parametrize("method", RECEIVERS)
@pytest.mark.parametrize("step", [2, -1])
def test_receiving_into_memory_that_is_not_contiguous(pair: tuple[Any, Any], method: str, step: int) -> None:
    sock, peer = pair
    peer.send(b"01")
    whole = bytearray(b"." * 20)
    try:
        RECEIVERS[method](sock, memoryview(whole)[5:15][::step])
    except (BufferError, TypeError, ValueError):
        assert whole == b"." * 20
        return
    assert bytes(memoryview(whole)[5:15][::step][:2]) == b"01"
    assert whole.count(b".") == 18


@pytest.mark.parametrize(
    "buffer",
    ["text", b"bytes", None, 5, [], memoryview(b"bytes"), memoryview(bytearray(10))[::2]],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("method", RECEIVERS)
def test_what_cannot_be_received_into(same: Callable[..., Any], method: str, buffer: Any) -> None:
    def call(net: Any) -> Any:
        first, second = net.socketpair()
        with first, second:
            second.send(b"data")
            return RECEIVERS[method](first, buffer)

    if PYPY and isinstance(buffer, memoryview) and not buffer.contiguous:
        pytest.skip("PyPy's own socket takes such memory")
    # Newer versions of Python have other words for a buffer that is not contiguous.
    raised = same(call, text=not (isinstance(buffer, memoryview) and not buffer.contiguous))
    assert isinstance(raised, (TypeError, BufferError, ValueError))


def test_a_bad_buffer_among_good_ones(net: Any, pair: tuple[Any, Any]) -> None:
    good = bytearray(4)
    pair[1].send(b"data")
    with pytest.raises(TypeError):
        pair[0].recvmsg_into([good, b"not writable"])
    good.extend(b"free")
    with pytest.raises(TypeError):
        pair[0].sendmsg([good, "text"])
    good.extend(b"free")
    assert pair[0].recv(10) == b"data"


def test_a_released_memoryview(net: Any, pair: tuple[Any, Any]) -> None:
    view = memoryview(bytearray(4))
    view.release()
    for use in (pair[0].send, pair[0].sendall, pair[0].recv_into, lambda view: pair[0].sendmsg([view])):
        with pytest.raises((ValueError, TypeError)):
            use(view)


BUFFER_USES: dict[str, Callable[[Any, Any], Any]] = {
    "recv_into": lambda sock, buffer: sock.recv_into(buffer),
    "recvfrom_into": lambda sock, buffer: sock.recvfrom_into(buffer),
    "recvmsg_into": lambda sock, buffer: sock.recvmsg_into([buffer]),
    "recvmsg_into in parts": lambda sock, buffer: sock.recvmsg_into([buffer, bytearray(1)]),
    "send": lambda sock, buffer: sock.send(buffer),
    "sendall": lambda sock, buffer: sock.sendall(buffer),
    "sendmsg": lambda sock, buffer: sock.sendmsg([buffer]),
    "sendmsg in parts": lambda sock, buffer: sock.sendmsg([buffer, b"x"]),
    "sendmsg ancillary": lambda sock, buffer: sock.sendmsg([b"x"], [(1, 1, buffer)]),
    "sendto": lambda sock, buffer: sock.sendto(buffer, "\0nowhere"),
    "sendto with flags": lambda sock, buffer: sock.sendto(buffer, 0, "\0nowhere"),
    "setsockopt": lambda sock, buffer: sock.setsockopt(1, 99, buffer),
    "bad flags": lambda sock, buffer: sock.sendto(buffer, "0", "\0nowhere"),
    "bad size": lambda sock, buffer: sock.recv_into(buffer, -1),
    "bad address": lambda sock, buffer: sock.sendto(buffer, 0, "x" * 200),
}


@pytest.mark.parametrize("how", ["timed out", "closed", "would block"])
@pytest.mark.parametrize("use", BUFFER_USES)
def test_the_buffer_is_free_after_an_error(net: Any, pair: tuple[Any, Any], use: str, how: str) -> None:
    """Even while the exception, and so the frame of the call, is kept."""
    sock, _ = pair
    sock.setblocking(False)
    if "send" in use:
        with pytest.raises(BlockingIOError):
            while True:
                sock.send(b"x" * 8192)
    if how == "timed out":
        sock.settimeout(0.01)
    elif how == "closed":
        sock.close()
    buffer = bytearray(16)
    kept = []
    try:
        BUFFER_USES[use](sock, buffer)
    except (OSError, TypeError, ValueError) as raised:
        kept.append(raised)
    assert kept, "there was no error"
    buffer.extend(b"more")
    assert len(buffer) == 20


@pytest.mark.parametrize(
    "use", ["recv_into", "recvfrom_into", "recvmsg_into", "recvmsg_into in parts", "send", "sendall", "sendmsg"]
)
def test_the_buffer_is_free_after_success(pair: tuple[Any, Any], use: str) -> None:
    sock, peer = pair
    peer.send(b"data")
    buffer = bytearray(16)
    BUFFER_USES[use](sock, buffer)
    buffer.extend(b"more")


def test_an_address_in_a_buffer_is_free_after_use(net: Any) -> None:
    address = bytearray(b"\0nowhere at all")
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
        with pytest.raises(ConnectionRefusedError):
            sock.connect(address)
        address.extend(b"more")


def test_the_buffer_is_held_while_the_call_waits(pair: tuple[Any, Any], after: Callable[..., None]) -> None:
    sock, peer = pair
    buffer = bytearray(16)
    seen: list[type[BaseException]] = []

    def handler() -> None:
        try:
            buffer.extend(b"more")
        except BufferError as raised:
            seen.append(type(raised))
        if seen or PYPY:  # otherwise it came before the call
            peer.send(b"data")

    after(0.03, handler, 0.03)
    sock.recv_into(buffer)
    if not PYPY:  # PyPy lets a bytearray move only if nobody can see it
        assert set(seen) == {BufferError}
        assert buffer[:4] == b"data"


def test_what_is_received_is_not_shared(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    kept = []
    for number in range(50):
        peer.send(b"%06d" % number)
        kept.append(sock.recv(6))
    assert kept == [b"%06d" % number for number in range(50)]


@pytest.mark.parametrize(
    "sizes", [[], [0], [5], [3, 9], [0, 4, 2], [1, 2, 3, 4], [4, 0, 0, 9], [2] * 5, [99, 1]], ids=str
)
@pytest.mark.parametrize("form", [bytearray, lambda size: memoryview(bytearray(size))], ids=["bytearray", "memoryview"])
def test_receiving_into_parts(sizes: list[int], form: Any) -> None:
    """As many bytes as there are go into the parts in turn; of a datagram that is longer the rest is lost."""
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock, net.socket(net.AF_INET, net.SOCK_DGRAM) as peer:
        sock.bind(("127.0.0.1", 0))
        peer.connect(sock.getsockname())
        for length in (0, 5, 10, 200):
            parts = [form(size) for size in sizes]
            peer.send(DATA * 20 if length == 200 else DATA[:length])
            fits = min(length, sum(sizes))
            flags = net.MSG_TRUNC if length > fits else 0
            assert sock.recvmsg_into(parts) == (fits, [], flags, peer.getsockname())
            assert b"".join(parts) == (DATA * 20)[:fits].ljust(sum(sizes), b"\0")
        sock.settimeout(0)
        with pytest.raises(BlockingIOError):
            sock.recvmsg_into([form(size or 1) for size in sizes or [1]])
        sock.settimeout(0.01)
        with pytest.raises(net.timeout):
            sock.recvmsg_into([form(size or 1) for size in sizes or [1]])


def test_receiving_into_large_parts(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    peer.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 1 << 20)
    data = bytes(range(256)) * 400
    peer.settimeout(0)
    sent = peer.send(data)
    parts = [bytearray(30_000) for _ in range(4)]
    count, *rest = sock.recvmsg_into(parts)
    assert (b"".join(parts)[:count], rest) == (data[:count], [[], 0, None])
    assert 0 < count <= sent
    for part in parts:
        part.append(0)  # nothing holds it any more


@pytest.mark.parametrize("size", [1, 65536, 65537, 200_000])
@pytest.mark.parametrize("timeout", [None, 5.0, 0.0])
def test_a_bytearray_of_any_size_is_filled(pair: tuple[Any, Any], size: int, timeout: float | None) -> None:
    sock, peer = pair
    peer.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 1 << 20)
    sock.settimeout(timeout)
    data = bytes(range(256)) * (size // 256 + 1)
    received = bytearray()
    peer.settimeout(0)
    sent = peer.send(data[:size])
    while len(received) < sent:
        buffer = bytearray(size)
        count = sock.recv_into(buffer)
        received += buffer[:count]
        assert not any(buffer[count:])
        buffer.append(0)  # nothing holds it any more
    assert received == data[:sent]


def test_the_first_thing_in_a_process(python: Any) -> None:
    """Whatever is learnt of arguments has to be learnt of any of them."""
    program = """
        import cffisock
        first, second = cffisock.socketpair()
        first.send(bytearray(b"data"))  # no bytes before
        buffer = bytearray(8)
        assert second.recv_into(buffer) == 4
        assert buffer == b"data" + bytes(4)
        for wrong in (1, None, "text", b"bytes", [b"a"]):
            try:
                second.recv_into(wrong)
            except TypeError:
                pass
            else:
                raise AssertionError(wrong)
        try:
            cffisock.native.lib.cs_getsockname(0, bytearray(200))
        except TypeError:
            pass
        else:
            raise AssertionError("not for any pointer")
        first.close(), second.close()
        """
    python(program)


def test_empty_buffers(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    peer.send(b"data")
    assert sock.recv_into(bytearray()) == 0
    assert sock.send(b"") == 0
    assert sock.sendall(b"") is None
    assert sock.sendmsg([]) == 0
    assert sock.sendmsg([b"", b""]) == 0
    assert sock.recvmsg_into([])[0] == 0
    assert sock.recv(10) == b"data"
