"""Timeouts: what can be set, what they cover, and what happens after them."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def default_timeout(net: Any) -> Iterator[Callable[[Any], None]]:
    yield net.setdefaulttimeout
    net.setdefaulttimeout(None)


@pytest.fixture
def full(pair: tuple[Any, Any]) -> tuple[Any, Any]:
    """A socket that takes nothing more, and its peer."""
    pair[0].setblocking(False)
    with pytest.raises(BlockingIOError):
        while True:
            pair[0].send(b"x" * 8192)
    return pair


CALLS: dict[str, Callable[[Any], Any]] = {
    "recv": lambda sock: sock.recv(1),
    "recv of much": lambda sock: sock.recv(100_000),
    "recv_into": lambda sock: sock.recv_into(bytearray(1)),
    "recvfrom": lambda sock: sock.recvfrom(1),
    "recvfrom_into": lambda sock: sock.recvfrom_into(bytearray(1)),
    "recvmsg": lambda sock: sock.recvmsg(1),
    "recvmsg_into": lambda sock: sock.recvmsg_into([bytearray(1)]),
    "recvmsg_into of two": lambda sock: sock.recvmsg_into([bytearray(1), bytearray(1)]),
    "send": lambda sock: sock.send(b"x"),
    "sendall": lambda sock: sock.sendall(b"x"),
    "sendmsg": lambda sock: sock.sendmsg([b"x"]),
    "sendmsg of two": lambda sock: sock.sendmsg([b"x", b"y"]),
}


WOULD_BLOCK = (errno.EAGAIN, errno.EWOULDBLOCK)  # two numbers on Windows
IN_PROGRESS = errno.EWOULDBLOCK if sys.platform == "win32" else errno.EINPROGRESS


def blocks(sock: Any) -> bool | None:
    """Whether the descriptor blocks; None on Windows, which does not tell."""
    return None if sys.platform == "win32" else os.get_blocking(sock.fileno())


def make_blocking(net: Any, sock: Any) -> None:
    assert net.MSG_DONTWAIT, "without that nothing can be done about it"
    os.set_blocking(sock.fileno(), True)


@pytest.mark.parametrize("value", [None, 0, 0.0, 1, 2.5, 1e-9, 3600, 10**9, True])
def test_what_is_set_is_read(net: Any, own: Any, value: Any) -> None:
    with net.socket() as sock, own.socket() as expected:
        assert sock.settimeout(value) is None
        expected.settimeout(value)
        assert sock.gettimeout() == expected.gettimeout()
        assert type(sock.gettimeout()) is type(expected.gettimeout())
        assert sock.timeout == expected.timeout
        assert sock.getblocking() is expected.getblocking()
        assert blocks(sock) is blocks(expected)


def test_too_short_to_count_is_not_zero(net: Any) -> None:
    """A timeout is rounded up: it never turns into the one that does not wait."""
    with net.socket() as sock:
        sock.settimeout(1e-12)
        assert sock.gettimeout() > 0


@pytest.mark.parametrize("flag", [True, False])
def test_setblocking(net: Any, flag: bool) -> None:
    with net.socket() as sock:
        sock.setblocking(flag)
        assert sock.gettimeout() == (None if flag else 0.0)
        assert sock.getblocking() is flag
        assert blocks(sock) in (flag, None)


@pytest.mark.parametrize("method", CALLS)
def test_would_block(full: tuple[Any, Any], method: str) -> None:
    with pytest.raises(BlockingIOError) as caught:
        CALLS[method](full[0])
    assert caught.value.errno in WOULD_BLOCK


@pytest.mark.parametrize("blocking_again", [False, True], ids=["as set", "made blocking by somebody"])
@pytest.mark.parametrize("method", CALLS)
def test_timed_out(net: Any, full: tuple[Any, Any], method: str, blocking_again: bool) -> None:
    sock = full[0]
    sock.settimeout(0.1)
    if blocking_again:
        make_blocking(net, sock)
    started = time.monotonic()
    with pytest.raises(net.timeout, match=r"^timed out$") as caught:
        CALLS[method](sock)
    assert 0.09 <= time.monotonic() - started < 10
    assert caught.value.errno is None
    assert caught.value.args == ("timed out",)


@pytest.mark.parametrize("blocking_again", [False, True], ids=["as set", "made blocking by somebody"])
def test_accept(net: Any, listener: Any, blocking_again: bool) -> None:
    listener.settimeout(0.1)
    if blocking_again:
        make_blocking(net, listener)
    with pytest.raises(net.timeout, match=r"^timed out$"):
        listener.accept()
    listener.settimeout(0)
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_accept_when_the_connection_is_taken_by_another(net: Any, listener: Any) -> None:
    """A woken waiter that finds nothing goes on waiting for the rest of its time."""
    listener.settimeout(2)
    taken: list[Any] = []

    def take() -> None:
        try:
            taken.append(listener.accept()[0])
        except net.timeout:
            taken.append(None)

    waiters = [threading.Thread(target=take) for _ in range(4)]
    for waiter in waiters:
        waiter.start()
    with net.create_connection(listener.getsockname()):
        for waiter in waiters:
            waiter.join()
    got = [sock for sock in taken if sock is not None]
    for sock in got:
        sock.close()
    assert len(got) == 1
    assert len(taken) == 4


@pytest.fixture
def busy_address(net: Any) -> Iterator[Any]:
    """The address of a TCP socket on loopback with a full backlog."""
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


def test_connect(net: Any, busy_address: Any) -> None:
    with net.socket() as sock:
        sock.settimeout(0.2)
        started = time.monotonic()
        with pytest.raises(net.timeout, match=r"^timed out$"):
            sock.connect(busy_address)
        assert 0.19 <= time.monotonic() - started < 10


def test_connect_ex(net: Any, busy_address: Any) -> None:
    with net.socket() as sock:
        sock.settimeout(0.1)
        assert sock.connect_ex(busy_address) in WOULD_BLOCK
    with net.socket() as sock:
        sock.setblocking(False)
        assert sock.connect_ex(busy_address) == IN_PROGRESS
    with net.socket() as sock:
        sock.setblocking(False)
        with pytest.raises(BlockingIOError) as caught:
            sock.connect(busy_address)
        assert caught.value.errno == IN_PROGRESS


@pytest.mark.parametrize("timeout", [None, 0, 5])
def test_a_refused_connection(net: Any, timeout: float | None) -> None:
    with net.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with net.socket() as sock:
            sock.settimeout(timeout)
            expected = (IN_PROGRESS, errno.ECONNREFUSED) if timeout == 0 else (errno.ECONNREFUSED,)
            assert sock.connect_ex(unused.getsockname()) in expected
        with net.socket() as sock:
            sock.settimeout(timeout or None)
            with pytest.raises(ConnectionRefusedError):
                sock.connect(unused.getsockname())


def test_create_connection(net: Any, busy_address: Any) -> None:
    with pytest.raises(net.timeout):
        net.create_connection(busy_address, 0.1)


def test_sendall_is_limited_as_a_whole(net: Any, pair: tuple[Any, Any]) -> None:
    """The reader takes a little now and then, so that each single send would be in time."""
    sock, peer = pair
    sock.settimeout(0.4)
    done = threading.Event()

    def read_slowly() -> None:
        while not done.wait(0.03):
            peer.recv(4096)

    reader = threading.Thread(target=read_slowly)
    reader.start()
    started = time.monotonic()
    try:
        with pytest.raises(net.timeout, match=r"^timed out$"):
            sock.sendall(b"x" * 50_000_000)
        assert 0.39 <= time.monotonic() - started < 10
    finally:
        done.set()
        reader.join()


def test_the_default(net: Any, default_timeout: Callable[[Any], None]) -> None:
    assert net.getdefaulttimeout() is None
    default_timeout(7.5)
    assert net.getdefaulttimeout() == 7.5
    with net.create_server(("127.0.0.1", 0)) as server:
        assert server.gettimeout() == 7.5
        assert not blocks(server)
        with net.create_connection(server.getsockname()) as client, server.accept()[0] as connection:
            assert client.gettimeout() == 7.5
            assert connection.gettimeout() == 7.5
            copy = net.fromfd(client.fileno(), net.AF_INET, net.SOCK_STREAM)
            assert copy.gettimeout() == 7.5
            copy.close()
    for end in net.socketpair():
        assert end.gettimeout() == 7.5
        end.close()
    default_timeout(0)
    with net.socket() as sock:
        assert not sock.getblocking()
    default_timeout(None)
    with net.socket() as sock:
        assert sock.gettimeout() is None


@pytest.mark.parametrize(("server", "expected"), [(None, None), (0, None), (5, None)])
def test_an_accepted_connection_has_the_default(net: Any, listener: Any, server: Any, expected: Any) -> None:
    with net.create_connection(listener.getsockname()):
        listener.settimeout(server)
        time.sleep(0.01)
        connection, _ = listener.accept()
        with connection:
            assert connection.gettimeout() is expected
            assert blocks(connection) is not False


def test_sock_nonblock(net: Any) -> None:
    with net.socket(net.AF_INET, net.SOCK_STREAM | net.SOCK_NONBLOCK) as sock:
        assert sock.gettimeout() == 0.0
        assert sock.type == net.SOCK_STREAM
        assert not blocks(sock)


def test_the_timeout_is_not_used_up(net: Any, pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    sock.settimeout(0.15)
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(net.timeout):
            sock.recv(1)
        assert time.monotonic() - started >= 0.14
    peer.send(b"x")
    assert sock.recv(1) == b"x"


@pytest.mark.parametrize("timeout", [1e-9, 1e9, 9e9])
def test_odd_timeouts_still_receive(pair: tuple[Any, Any], timeout: float) -> None:
    pair[1].send(b"x")
    pair[0].settimeout(timeout)
    assert pair[0].recv(1) == b"x"


def test_another_thread_ends_the_wait(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    sock.settimeout(10)
    timer = threading.Timer(0.05, peer.send, (b"late",))
    timer.start()
    assert sock.recv(10) == b"late"
    timer.join()
    timer = threading.Timer(0.05, peer.shutdown, (1,))
    timer.start()
    assert sock.recv(10) == b""
    timer.join()


def test_changing_the_timeout_while_a_thread_waits(net: Any, pair: tuple[Any, Any]) -> None:
    """What has begun keeps the timeout that it began with."""
    sock, _ = pair
    sock.settimeout(0.2)
    raised: list[type[BaseException]] = []
    begun = threading.Event()

    def wait() -> None:
        begun.set()
        try:
            sock.recv(1)
        except OSError as failure:
            raised.append(type(failure))

    waiter = threading.Thread(target=wait)
    waiter.start()
    begun.wait()
    time.sleep(0.15)  # it has asked for the timeout by then, or the test would wait for the new one
    sock.settimeout(60)
    waiter.join(30)
    assert raised == [net.timeout]


@pytest.mark.skipif(not hasattr(cffisock, "MSG_ERRQUEUE"), reason="no error queues on this system")
def test_data_is_ready_but_not_what_was_asked_for(net: Any, udp_pair: tuple[Any, Any]) -> None:
    """The socket is ready all the time, yet each try would block."""
    sock, peer = udp_pair
    peer.sendto(b"no error", sock.getsockname())
    sock.settimeout(0.1)
    flag = cffisock.MSG_ERRQUEUE
    receives: list[Callable[[], Any]] = [
        lambda: sock.recv(9, flag),
        lambda: sock.recv_into(bytearray(9), 9, flag),
        lambda: sock.recvfrom(9, flag),
        lambda: sock.recvmsg(9, 0, flag),
        lambda: sock.recvmsg_into([bytearray(9)], 0, flag),
    ]
    for receive in receives:
        started = time.monotonic()
        with pytest.raises(net.timeout):
            receive()
        assert 0.1 <= time.monotonic() - started < 10
    assert sock.recv(9) == b"no error"
