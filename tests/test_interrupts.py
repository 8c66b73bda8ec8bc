"""A signal ends no blocking call (PEP 475): handlers run, the call goes on, and what a handler raises comes out."""

from __future__ import annotations

import errno
import os
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    After = Callable[..., None]

MODES = [None, 10.0]
MODE_NAMES = ["blocking", "timeout"]


class FromHandlerError(Exception):
    """What a handler raises here."""


RECEIVERS: dict[str, Callable[[Any], Any]] = {
    "recv": lambda sock: sock.recv(4),
    "recv of much": lambda sock: sock.recv(200_000),
    "recv_into": lambda sock: bytes((buffer := bytearray(8))[: sock.recv_into(buffer)]),
    "recvfrom": lambda sock: sock.recvfrom(4)[0],
    "recvfrom of much": lambda sock: sock.recvfrom(200_000)[0],
    "recvfrom_into": lambda sock: bytes((buffer := bytearray(8))[: sock.recvfrom_into(buffer)[0]]),
    "recvmsg": lambda sock: sock.recvmsg(4, 100)[0],
    "recvmsg_into": lambda sock: bytes((buffer := bytearray(8))[: sock.recvmsg_into([buffer], 100)[0]]),
    "recvmsg_into of two": lambda sock: bytes((buffer := bytearray(8))[: sock.recvmsg_into([buffer, bytearray(1)])[0]]),
}

SENDERS: dict[str, Callable[[Any, bytes], Any]] = {
    "send": lambda sock, data: sock.send(data),
    "send of a bytearray": lambda sock, data: sock.send(bytearray(data)),
    "sendall": lambda sock, data: sock.sendall(data),
    "sendall of a bytearray": lambda sock, data: sock.sendall(bytearray(data)),
    "sendmsg": lambda sock, data: sock.sendmsg([data]),
    "sendmsg of two": lambda sock, data: sock.sendmsg([data[:1], data[1:]]),
}


def fill(sock: Any) -> int:
    """Sends until the socket takes no more; returns how much it took."""
    sock.setblocking(False)
    total = 0
    try:
        while True:
            total += sock.send(b"f" * 4096)
    except BlockingIOError:
        return total


def drain(sock: Any, wanted: int) -> None:
    while wanted > 0:
        received = len(sock.recv(65536))
        assert received
        wanted -= received


@pytest.fixture
def full_datagrams(net: Any, tmp_path: Any) -> Iterator[tuple[Any, Any, str]]:
    """A datagram socket whose peer's queue is full, the peer, and the peer's address."""
    address = str(tmp_path / "peer")
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sender, net.socket(net.AF_UNIX, net.SOCK_DGRAM) as peer:
        peer.bind(address)
        # For an unconnected socket poll() does not look at the peer's queue.
        sender.connect(address)
        sender.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                sender.sendto(b"fill", address)
        yield sender, peer, address


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
@pytest.mark.parametrize("method", RECEIVERS)
def test_receiving_goes_on(pair: tuple[Any, Any], after: After, method: str, timeout: float | None) -> None:
    sock, peer = pair
    sock.settimeout(timeout)
    calls: list[int] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) == 3:
            peer.send(b"data")

    after(0.02, handler, 0.02)
    assert RECEIVERS[method](sock) == b"data"
    assert len(calls) >= 3


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
@pytest.mark.parametrize("method", RECEIVERS)
def test_receiving_ends_with_what_the_handler_raises(
    pair: tuple[Any, Any], after: After, method: str, timeout: float | None
) -> None:
    sock, peer = pair
    sock.settimeout(timeout)

    def handler() -> None:
        raise FromHandlerError

    with pytest.raises(FromHandlerError):
        after(0.03, handler)
        RECEIVERS[method](sock)
    peer.send(b"next")
    assert sock.recv(10) == b"next"


@pytest.mark.parametrize("method", RECEIVERS)
def test_the_timeout_covers_all_of_an_interrupted_receive(
    net: Any, pair: tuple[Any, Any], after: After, method: str
) -> None:
    sock, _ = pair
    sock.settimeout(0.25)
    calls: list[int] = []
    after(0.02, lambda: calls.append(1), 0.02)
    started = time.monotonic()
    with pytest.raises(net.timeout, match="timed out"):
        RECEIVERS[method](sock)
    assert 0.24 <= time.monotonic() - started < 10
    assert calls


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
@pytest.mark.parametrize("method", SENDERS)
def test_sending_goes_on(pair: tuple[Any, Any], after: After, method: str, timeout: float | None) -> None:
    sock, peer = pair
    filled = fill(sock)
    sock.settimeout(timeout)
    calls: list[int] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) == 3:
            drain(peer, filled)

    after(0.02, handler, 0.02)
    assert SENDERS[method](sock, b"data") in (4, None)
    assert len(calls) >= 3
    assert peer.recv(10) == b"data"


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
@pytest.mark.parametrize("method", SENDERS)
def test_sending_ends_with_what_the_handler_raises(
    pair: tuple[Any, Any], after: After, method: str, timeout: float | None
) -> None:
    sock, peer = pair
    filled = fill(sock)
    sock.settimeout(timeout)

    def handler() -> None:
        raise FromHandlerError

    with pytest.raises(FromHandlerError):
        after(0.03, handler)
        SENDERS[method](sock, b"data")
    drain(peer, filled)
    sock.send(b"next")
    assert peer.recv(10) == b"next"


@pytest.mark.parametrize("method", SENDERS)
def test_the_timeout_covers_all_of_an_interrupted_send(pair: tuple[Any, Any], after: After, method: str) -> None:
    sock, _ = pair
    fill(sock)
    sock.settimeout(0.25)
    calls: list[int] = []
    after(0.02, lambda: calls.append(1), 0.02)
    started = time.monotonic()
    with pytest.raises(OSError, match="timed out"):
        SENDERS[method](sock, b"data")
    assert 0.24 <= time.monotonic() - started < 10
    assert calls


def test_handlers_run_between_partial_sends(pair: tuple[Any, Any], after: After) -> None:
    sock, peer = pair
    calls: list[int] = []
    after(0.01, lambda: calls.append(1), 0.01)
    received: list[int] = []

    def read_slowly() -> None:
        while True:
            data = peer.recv(20_000)
            if not data:
                return
            received.append(len(data))
            time.sleep(0.0005)

    reader = threading.Thread(target=read_slowly)
    reader.start()
    try:
        sock.sendall(b"x" * 3_000_000)
    finally:
        sock.shutdown(1)
        reader.join(20)
    assert sum(received) == 3_000_000
    assert calls


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
@pytest.mark.parametrize("method", ["sendto", "sendto of a bytearray", "sendmsg"])
def test_sending_datagrams_goes_on(
    full_datagrams: tuple[Any, Any, str], after: After, method: str, timeout: float | None
) -> None:
    sender, peer, address = full_datagrams
    sender.settimeout(timeout)
    calls: list[int] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) == 3:
            peer.recv(10)

    after(0.02, handler, 0.02)
    if method == "sendmsg":
        assert sender.sendmsg([b"data"], [], 0, address) == 4
    else:
        assert sender.sendto(bytearray(b"data") if "bytearray" in method else b"data", address) == 4
    assert len(calls) >= 3


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
def test_sendto_ends_with_what_the_handler_raises(
    full_datagrams: tuple[Any, Any, str], after: After, timeout: float | None
) -> None:
    sender, _, address = full_datagrams
    sender.settimeout(timeout)

    def handler() -> None:
        raise FromHandlerError

    with pytest.raises(FromHandlerError):
        after(0.03, handler)
        sender.sendto(b"data", address)


def test_the_timeout_covers_all_of_an_interrupted_sendto(full_datagrams: tuple[Any, Any, str], after: After) -> None:
    sender, _, address = full_datagrams
    sender.settimeout(0.2)
    after(0.02, lambda: None, 0.02)
    started = time.monotonic()
    with pytest.raises(OSError, match="timed out"):
        sender.sendto(b"data", address)
    assert 0.19 <= time.monotonic() - started < 10


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
def test_accept_goes_on(net: Any, listener: Any, after: After, timeout: float | None) -> None:
    listener.settimeout(timeout)
    calls: list[int] = []
    with net.socket() as client:

        def handler() -> None:
            calls.append(1)
            if len(calls) == 3:
                client.connect(listener.getsockname())

        after(0.02, handler, 0.02)
        connection, address = listener.accept()
        with connection:
            assert address == client.getsockname()
    assert len(calls) >= 3


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
def test_accept_ends_with_what_the_handler_raises(listener: Any, after: After, timeout: float | None) -> None:
    listener.settimeout(timeout)

    def handler() -> None:
        raise FromHandlerError

    with pytest.raises(FromHandlerError):
        after(0.03, handler)
        listener.accept()


def test_the_timeout_covers_all_of_an_interrupted_accept(listener: Any, after: After) -> None:
    listener.settimeout(0.2)
    calls: list[int] = []
    after(0.02, lambda: calls.append(1), 0.02)
    started = time.monotonic()
    with pytest.raises(OSError, match="timed out"):
        listener.accept()
    assert 0.19 <= time.monotonic() - started < 10
    assert calls


@pytest.fixture
def full_listener(net: Any, tmp_path: Any) -> Iterator[tuple[Any, str]]:
    """A UNIX socket that listens and whose backlog is full, and its address: to connect to it takes time."""
    address = str(tmp_path / "full")
    with net.socket(net.AF_UNIX) as sock, net.socket(net.AF_UNIX) as first:
        sock.bind(address)
        sock.listen(0)
        first.connect(address)
        yield sock, address


def test_connect_goes_on_when_blocking(net: Any, full_listener: tuple[Any, str], after: After) -> None:
    """Linux starts the call again by itself where it can; what comes out is a connection or that it would block."""
    sock, address = full_listener
    calls: list[int] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) == 3:
            sock.accept()[0].close()

    with net.socket(net.AF_UNIX) as client:
        after(0.05, handler, 0.05)
        try:
            client.connect(address)
        except OSError:
            pass  # an attempt on a UNIX socket does not go on by itself, and the own socket fails as well
    assert calls


def test_connect_ends_with_what_the_handler_raises(net: Any, full_listener: tuple[Any, str], after: After) -> None:
    _, address = full_listener

    def handler() -> None:
        raise FromHandlerError

    with net.socket(net.AF_UNIX) as client, pytest.raises(FromHandlerError):
        after(0.05, handler)
        client.connect(address)


@pytest.fixture
def busy_address(net: Any) -> Iterator[Any]:
    """The address of a TCP socket on loopback with a full backlog: to connect to it takes seconds."""
    with net.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen(0)
        waiting = []
        for _ in range(8):
            client = net.socket()
            client.setblocking(False)
            client.connect_ex(sock.getsockname())
            waiting.append(client)
        time.sleep(0.05)
        yield sock.getsockname()
        for client in waiting:
            client.close()


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
def test_tcp_connect_ends_with_what_the_handler_raises(
    net: Any, busy_address: Any, after: After, timeout: float | None
) -> None:
    def handler() -> None:
        raise FromHandlerError

    with net.socket() as client:
        client.settimeout(timeout)
        with pytest.raises(FromHandlerError):
            after(0.1, handler)
            client.connect(busy_address)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_the_timeout_covers_all_of_an_interrupted_connect(
    net: Any, busy_address: Any, after: After, method: str
) -> None:
    calls: list[int] = []
    with net.socket() as client:
        client.settimeout(0.3)
        after(0.03, lambda: calls.append(1), 0.03)
        started = time.monotonic()
        if method == "connect":
            with pytest.raises(OSError, match="timed out"):
                client.connect(busy_address)
        else:
            assert client.connect_ex(busy_address) == 11
        assert 0.29 <= time.monotonic() - started < 10
    assert calls


@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
def test_tcp_connect_goes_on(net: Any, after: After, timeout: float | None) -> None:
    with net.socket() as sock, net.socket() as client:
        sock.bind(("127.0.0.1", 0))
        sock.listen(0)
        waiting = [net.socket() for _ in range(3)]
        for other in waiting:
            other.setblocking(False)
            other.connect_ex(sock.getsockname())
        calls: list[int] = []
        accepted: list[Any] = []

        def handler() -> None:
            calls.append(1)
            if len(calls) == 3:
                sock.setblocking(False)
                try:
                    while True:
                        accepted.append(sock.accept()[0])
                except BlockingIOError:
                    pass

        after(0.05, handler, 0.05)
        client.settimeout(timeout)
        client.connect(sock.getsockname())
        assert client.getpeername() == sock.getsockname()
        for other in (*accepted, *waiting):
            other.close()
    assert len(calls) >= 3


def test_descriptors_are_not_lost_when_recvmsg_is_interrupted(net: Any, pair: tuple[Any, Any], after: After) -> None:
    """The handler's exception comes before anything is received; the descriptors come with the next call."""
    sock, peer = pair
    read_end, write_end = os.pipe()
    try:

        def handler() -> None:
            net.send_fds(peer, [b"x"], [read_end])
            raise FromHandlerError

        with pytest.raises(FromHandlerError):
            after(0.03, handler)
            sock.recvmsg(1, net.CMSG_SPACE(4))
        data, fds, _, _ = net.recv_fds(sock, 1, 1)
        assert data == b"x"
        for fd in fds:
            os.close(fd)
    finally:
        os.close(read_end)
        os.close(write_end)


def test_the_buffer_is_free_after_the_handler_raised(pair: tuple[Any, Any], after: After) -> None:
    sock, _ = pair
    buffer = bytearray(10)
    kept = []

    def handler() -> None:
        raise FromHandlerError

    try:
        after(0.03, handler)
        sock.recv_into(buffer)
    except FromHandlerError as raised:
        kept.append(raised)
    buffer.extend(b"more")
    assert kept
    assert len(buffer) == 14


def test_a_handler_may_use_sockets(net: Any, pair: tuple[Any, Any], after: After) -> None:
    """The handler runs in the middle of a call and receives on other sockets: nothing is mixed up."""
    sock, peer = pair
    seen: list[Any] = []
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))

        def handler() -> None:
            other.sendto(b"from the handler", other.getsockname())
            seen.append(other.recvfrom(100))
            seen.append(other.recvmsg(100) if other.sendto(b"again", other.getsockname()) else None)
            if len(seen) >= 6:
                peer.send(b"for the call")

        after(0.02, handler, 0.02)
        assert sock.recvfrom(100)[0] == b"for the call"
        after(25, lambda: None)  # the handler uses what is about to be closed
        address = other.getsockname()
    assert seen[0] == (b"from the handler", address)
    assert seen[1][0] == b"again"
    assert seen[1][3] == address


def test_a_handler_may_close_the_socket(net: Any, after: After) -> None:
    first, second = net.socketpair()
    with first, second, pytest.raises(OSError, match=r"Bad file descriptor|closed"):
        after(0.03, first.close)
        first.recv(1)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
@pytest.mark.parametrize("timeout", MODES, ids=MODE_NAMES)
def test_a_handler_may_close_the_socket_that_connects(
    net: Any, busy_address: Any, after: After, method: str, timeout: float | None
) -> None:
    with net.socket() as client:
        client.settimeout(timeout)
        after(0.1, client.close)
        if method == "connect_ex":
            assert client.connect_ex(busy_address) == errno.EBADF
        else:
            with pytest.raises(OSError, match="Bad file descriptor"):
                client.connect(busy_address)


STORM = """
    import gc, os, signal, socket, sys, warnings

    class StoppedError(Exception):
        pass

    def stop(number, frame):
        if armed:
            raise StoppedError

    def opening():
        socket.socket().close()

    def leaving():
        with socket.socket() as sock:
            sock.fileno()

    def pairing():
        for end in socket.socketpair():
            end.close()

    def accepting():
        with socket.create_connection(listener.getsockname()) as client:
            listener.accept()[0].close()

    def copying():
        listener.dup().close()

    def drain():
        # What was stopped before it accepted.
        listener.setblocking(False)
        try:
            while True:
                listener.accept()[0].close()
        except BlockingIOError:
            listener.setblocking(True)

    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda unraisable: None  # what stops a __del__
    armed = False
    signal.signal(signal.SIGALRM, stop)
    listener = socket.create_server(("127.0.0.1", 0))
    for use in (opening, leaving, pairing, accepting, copying):
        before = len(os.listdir("/proc/self/fd"))
        for delay in range(100):
            armed = True
            try:
                signal.setitimer(signal.ITIMER_REAL, 0.0001 + delay * 3e-6, 0.1)
                while True:
                    use()
            except StoppedError:
                armed = False
            drain()
        signal.setitimer(signal.ITIMER_REAL, 0)
        gc.collect()
        print(use.__name__, len(os.listdir("/proc/self/fd")) - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it counts descriptors in /proc")
def test_handlers_that_raise_leave_no_descriptor_behind(python: Callable[..., str]) -> None:
    """A storm of them, wherever they find the program.

    A __del__ that such a handler stops closes nothing, and on PyPy, and before Python 3.11, there are more places where
    handlers run.
    """
    program = "import cffisock; cffisock.install()\n" + textwrap.dedent(STORM)
    for line in python(program).splitlines():
        use, left = line.split()
        few = sys.version_info >= (3, 11) and sys.implementation.name == "cpython"
        assert int(left) <= (3 if few else 15), use
