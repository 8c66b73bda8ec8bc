"""Sockets and threads: nothing is mixed up, nothing crashes."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = 8
SECONDS = 1.0


def run_all(workers: list[threading.Thread], failures: list[BaseException]) -> None:
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert not any(worker.is_alive() for worker in workers)
    if failures:
        raise failures[0]


def guarded(function: Any, failures: list[BaseException]) -> Any:
    def run(*arguments: Any) -> None:
        try:
            function(*arguments)
        except BaseException as failure:
            failures.append(failure)

    return run


@pytest.mark.parametrize("timeout", [None, 10])
def test_data_is_never_mixed_up(net: Any, timeout: float | None) -> None:
    """Each thread has its own pair, all of them at once: what is sent on one is what is received on it."""
    failures: list[BaseException] = []
    end = time.monotonic() + SECONDS

    def work(number: int) -> None:
        first, second = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        with first, second:
            first.settimeout(timeout)
            second.settimeout(timeout)
            turn = 0
            while time.monotonic() < end:
                turn += 1
                data = b"%d:%d;" % (number, turn) * (1 + turn % 50)
                first.send(data)
                assert second.recv(65536) == data
                first.sendmsg([data, b"tail"])
                assert second.recvmsg(65536, 100 * (turn % 2))[0] == data + b"tail"
                first.send(data)
                assert second.recvfrom(65_000 + 5_000 * (turn % 2))[0] == data
                buffer = bytearray(len(data))
                first.sendall(data)
                assert second.recvfrom_into(buffer)[0] == len(data)
                assert buffer == data

    run_all([threading.Thread(target=guarded(work, failures), args=(n,)) for n in range(THREADS)], failures)


def test_addresses_are_never_mixed_up(net: Any) -> None:
    failures: list[BaseException] = []
    end = time.monotonic() + SECONDS

    def work() -> None:
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as first, net.socket(net.AF_INET, net.SOCK_DGRAM) as second:
            for sock in (first, second):
                sock.bind(("127.0.0.1", 0))
                sock.settimeout(10)
            here, there = first.getsockname(), second.getsockname()
            while time.monotonic() < end:
                first.sendto(b"x", there)
                assert second.recvfrom(10) == (b"x", here)
                second.sendto(b"y", here)
                assert first.recvmsg(10)[3] == there
                assert first.getsockname() == here

    run_all([threading.Thread(target=guarded(work, failures)) for _ in range(THREADS)], failures)


def test_descriptors_are_never_mixed_up(net: Any) -> None:
    failures: list[BaseException] = []
    end = time.monotonic() + SECONDS

    def work() -> None:
        read_end, write_end = os.pipe()
        first, second = net.socketpair()
        with first, second:
            while time.monotonic() < end:
                net.send_fds(first, [b"x"], [read_end])
                _, (fd,), _, _ = net.recv_fds(second, 1, 1)
                assert os.fstat(fd).st_ino == os.fstat(read_end).st_ino
                os.close(fd)
        os.close(read_end)
        os.close(write_end)

    run_all([threading.Thread(target=guarded(work, failures)) for _ in range(THREADS)], failures)


def test_one_socket_for_all(net: Any, datagram_pair: tuple[Any, Any]) -> None:
    """All threads send and receive on the same sockets: every datagram arrives once and whole."""
    sock, peer = datagram_pair
    failures: list[BaseException] = []
    received: list[bytes] = []
    each = 300

    def send(number: int) -> None:
        for turn in range(each):
            sock.send(b"%d/%d " % (number, turn) * 20)

    def receive() -> None:
        while (data := peer.recv(65536)) != b"end":
            received.append(data)

    half = THREADS // 2
    senders = [threading.Thread(target=guarded(send, failures), args=(n,)) for n in range(half)]
    receivers = [threading.Thread(target=guarded(receive, failures)) for _ in range(half)]
    for thread in (*receivers, *senders):
        thread.start()
    for thread in senders:
        thread.join(20)
    for _ in receivers:
        sock.send(b"end")
    for thread in receivers:
        thread.join(20)
    assert not failures
    expected = {b"%d/%d " % (number, turn) * 20 for number in range(half) for turn in range(each)}
    assert len(received) == len(expected)
    assert set(received) == expected


@pytest.mark.parametrize("timeout", [None, 0.3])
@pytest.mark.parametrize("what", ["recv", "recv_into", "recvfrom", "recvmsg", "accept"])
def test_closing_while_another_thread_waits(net: Any, what: str, timeout: float | None) -> None:
    """What the waiter sees is up to the system; the process survives, and the waiter ends."""
    if what == "accept":
        sock = net.create_server(("127.0.0.1", 0))
        other = net.socket()
    else:
        sock, other = net.socketpair()
    sock.settimeout(timeout)
    ended = threading.Event()
    uses: dict[str, Callable[[], Any]] = {
        "recv": lambda: sock.recv(1),
        "recv_into": lambda: sock.recv_into(bytearray(1)),
        "recvfrom": lambda: sock.recvfrom(1),
        "recvmsg": lambda: sock.recvmsg(1, 100),
        "accept": lambda: sock.accept()[0].close(),
    }

    def wait() -> None:
        try:
            uses[what]()
        except OSError:
            pass
        ended.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    time.sleep(0.05)
    address = sock.getsockname()
    # The other end of what the waiter still holds has to move, or it would wait for ever.
    shutdown = net.socket(fileno=net.dup(sock.fileno()))
    sock.close()
    if timeout is None:
        if what == "accept":
            other.connect(address)
        else:
            other.send(b"x")
    assert ended.wait(5)
    waiter.join()
    shutdown.close()
    other.close()


def test_opening_and_closing_everywhere(net: Any) -> None:
    failures: list[BaseException] = []
    end = time.monotonic() + SECONDS / 2

    def work() -> None:
        while time.monotonic() < end:
            with net.socket() as first, first.dup() as second:
                assert first.fileno() != second.fileno()
            with net.create_server(("127.0.0.1", 0)) as server, net.create_connection(server.getsockname()) as client:
                connection, address = server.accept()
                with connection:
                    assert address == client.getsockname()

    run_all([threading.Thread(target=guarded(work, failures)) for _ in range(THREADS)], failures)


def test_resolving_everywhere(net: Any) -> None:
    failures: list[BaseException] = []
    end = time.monotonic() + SECONDS / 2

    def work(number: int) -> None:
        host = f"127.0.0.{number + 1}"
        while time.monotonic() < end:
            assert net.gethostbyname(host) == host
            assert net.getaddrinfo(host, number)[0][4] == (host, number)
            assert net.inet_ntoa(net.inet_aton(host)) == host
            assert net.getservbyname("http") == 80
            assert net.getservbyport(80, "tcp") == "http"
            assert net.getprotobyname("udp") == 17
            assert net.getnameinfo((host, number), net.NI_NUMERICHOST | net.NI_NUMERICSERV) == (host, str(number))

    run_all([threading.Thread(target=guarded(work, failures), args=(n,)) for n in range(THREADS)], failures)


def test_the_default_timeout_from_threads(net: Any) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        for _ in range(200):
            with net.socket() as sock:
                assert sock.gettimeout() in (None, 5.0)

    try:
        workers = [threading.Thread(target=guarded(work, failures)) for _ in range(THREADS)]
        for worker in workers:
            worker.start()
        for _ in range(50):
            net.setdefaulttimeout(5)
            net.setdefaulttimeout(None)
        for worker in workers:
            worker.join()
    finally:
        net.setdefaulttimeout(None)
    assert not failures


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # faulthandler's thread is one
def test_forking_with_buffers_in_use(net: Any, pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    sock.send(b"before")
    assert peer.recv(10) == b"before"
    pid = os.fork()
    if pid == 0:
        try:
            sock.send(b"child")
            os._exit(0 if peer.recv(5, net.MSG_DONTWAIT) == b"child" else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
