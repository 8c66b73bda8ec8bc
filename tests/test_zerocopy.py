"""Sends without a copy: the buffer is held until the kernel is done with it, and then no longer."""

from __future__ import annotations

import errno
import gc
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock as net

if TYPE_CHECKING:
    from collections.abc import Callable

PYPY = sys.implementation.name == "pypy"
DATA = bytes(range(256)) * 400


def collect() -> None:
    """On PyPy, what a finalizer lets go of is only found the next time."""
    for _ in range(4):
        gc.collect()


def read(sock: Any, wanted: int) -> bytes:
    data = b""
    while len(data) < wanted:
        part = sock.recv(wanted - len(data))
        assert part
        data += part
    return data


def test_what_is_sent_arrives(tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    tokens = [client.send_zerocopy(DATA) for _ in range(5)]
    assert [token.sent for token in tokens] == [len(DATA)] * 5
    assert read(server, 5 * len(DATA)) == DATA * 5
    for token in tokens:
        token.wait(5)
        assert token.done
        assert token.copied  # loopback has to
        assert "bytes" in repr(token)


def test_the_buffer_is_held_until_then(tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    server.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 4096)
    buffer = bytearray(DATA)
    client.settimeout(0)
    token = client.send_zerocopy(buffer)
    assert 0 < token.sent <= len(DATA)
    assert not token.done
    assert "under way" in repr(token)
    if not PYPY:  # there, a buffer that is in use can be resized all the same
        with pytest.raises(BufferError):
            buffer.append(0)
    with pytest.raises(net.timeout):
        token.wait(0)
    started = time.monotonic()
    with pytest.raises(net.timeout):
        token.wait(0.1)
    assert time.monotonic() - started >= 0.09
    assert read(server, token.sent) == DATA[: token.sent]
    token.wait(5)
    assert token.done
    buffer.append(0)


def test_waiting_is_interrupted_and_goes_on(tcp_pair: tuple[Any, Any], after: Any) -> None:
    client, server = tcp_pair
    server.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 4096)
    client.settimeout(0)
    token = client.send_zerocopy(DATA)
    calls: list[int] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) >= 3:
            server.setblocking(False)
            try:
                while server.recv(65536):
                    pass
            except BlockingIOError:
                pass

    after(0.02, handler, 0.02)
    token.wait()
    assert len(calls) >= 3


def test_small_and_empty(tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    empty = client.send_zerocopy(b"")
    assert (empty.sent, empty.done, empty.copied) == (0, True, True)
    empty.wait(0)
    token = client.send_zerocopy(b"x")
    assert token.sent == 1
    assert server.recv(10) == b"x"
    token.wait(5)


def test_where_it_cannot_be_done_it_is_send(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    token = sock.send_zerocopy(bytearray(b"data"))
    assert (token.sent, token.done, token.copied) == (4, True, True)
    assert peer.recv(10) == b"data"
    sock.settimeout(0)
    with pytest.raises(BlockingIOError):
        while True:
            sock.send_zerocopy(DATA)


def test_datagrams(udp_pair: tuple[Any, Any]) -> None:
    sender, receiver = udp_pair
    sender.connect(receiver.getsockname())
    token = sender.send_zerocopy(bytes(10_000))
    assert token.sent == 10_000
    assert receiver.recv(20_000) == bytes(10_000)
    token.wait(5)


def test_errors_leave_no_token(tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    sent = 0
    tokens = []
    for timeout, error in ((0, BlockingIOError), (0.05, net.timeout)):
        client.settimeout(timeout)
        with pytest.raises(error):
            # What has been sent may go on to the receiver's queue meanwhile, and make room.
            while True:
                tokens.append(client.send_zerocopy(DATA))
                sent += tokens[-1].sent
    reader = threading.Thread(target=lambda: read(server, sent))
    reader.start()
    for token in tokens:
        token.wait(10)
    reader.join(10)
    # The numbers of the tokens still are those of the kernel.
    client.settimeout(None)
    token = client.send_zerocopy(b"x" * 1000)
    assert read(server, 1000) == b"x" * 1000
    token.wait(5)


def test_a_handler_that_raises(tcp_pair: tuple[Any, Any], after: Callable[..., None]) -> None:
    """Nobody knows the numbers of what is sent then: it is copied, and no token waits for that of another."""
    client, server = tcp_pair

    def handler() -> None:
        raise KeyError

    tokens = []
    after(0.1, handler)
    with pytest.raises(KeyError):
        while True:
            tokens.append(client.send_zerocopy(DATA))
    client.settimeout(10)
    server.settimeout(10)
    read(server, sum(token.sent for token in tokens))
    for token in tokens:
        token.wait(10)
    token = client.send_zerocopy(b"after it")
    assert (token.sent, token.done, token.copied) == (8, True, True)
    rest = b""  # of the send that the handler ended
    while not rest.endswith(b"after it"):
        rest += server.recv(100_000)
    assert len(rest) <= len(DATA) + 8


def test_a_handler_that_sends(tcp_pair: tuple[Any, Any], after: Callable[..., None]) -> None:
    """It finds the socket in use, by the send that it interrupts, and does not wait for that."""
    client, server = tcp_pair
    filled = 0
    for timeout, error in ((0.1, net.timeout), (0, BlockingIOError)):  # what was sent goes on, and makes room
        client.settimeout(timeout)
        with pytest.raises(error):
            while True:
                filled += client.send(DATA)
    client.settimeout(10)
    server.settimeout(10)
    inner = []

    def handler() -> None:
        read(server, filled)
        inner.append(client.send_zerocopy(b"inner"))

    after(0.1, handler)
    outer = client.send_zerocopy(b"outer")
    assert read(server, 10) == b"innerouter"
    for token in (inner[0], outer):
        assert token.sent == 5
        token.wait(10)
    last = client.send_zerocopy(bytes(1000))
    read(server, 1000)
    last.wait(10)
    assert not client._cs_zerocopy._pending


def test_many_sends(tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    received: list[bytes] = []
    count = 3000
    reader = threading.Thread(target=lambda: received.append(read(server, count * 100)))
    reader.start()
    tokens = [client.send_zerocopy(b"%03d" % (number % 1000) + bytes(97)) for number in range(count)]
    reader.join(20)
    assert received == [b"".join(b"%03d" % (number % 1000) + bytes(97) for number in range(count))]
    for token in tokens:
        token.wait(5)
    assert not client._cs_zerocopy._pending


OVERFLOW = """
import sys
import cffisock as net
try:
    with open("/proc/sys/net/core/optmem_max", "w") as file:
        file.write("4000")
except OSError as failure:
    sys.exit(f"skipped: {failure}")
with net.create_server(("127.0.0.1", 0)) as listener:
    client = net.create_connection(listener.getsockname())
    server, _ = listener.accept()
server.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 4096)
client.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 1 << 22)
client.settimeout(0)
tokens, wanted = [], 0
for number in range(1000):
    wanted += client.send(b"in between")  # or the kernel notes several sends together
    tokens.append(client.send_zerocopy(bytes(100)))
    wanted += tokens[-1].sent
done = [token.done for token in tokens]
server.settimeout(5)
while wanted > 0:
    wanted -= len(server.recv(wanted))
for token in tokens:
    token.wait(5)
print(False in done, done[-1], tokens[-1].sent, len(client._cs_zerocopy._pending))
client.close()
server.close()
"""


def test_the_error_queue_overflows(tmp_path: Any) -> None:
    """The kernel has a limit to what it notes (net.core.optmem_max); sends beyond it are made with a copy."""
    script = tmp_path / "overflow.py"
    script.write_text(OVERFLOW)
    command = ["unshare", "-rn", "sh", "-c", f"ip link set lo up && exec {sys.executable} {script}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    if "skipped" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"network namespaces with limits of their own cannot be made here: {done.stderr}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True", "100", "0"]


def test_threads_share_a_socket(tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    each, threads = 100, 4
    failures: list[BaseException] = []

    def send() -> None:
        try:
            tokens = [client.send_zerocopy(bytes(5000)) for _ in range(each)]
            assert all(token.sent == 5000 for token in tokens)
            for token in tokens:
                token.wait(10)
        except BaseException as failure:
            failures.append(failure)

    senders = [threading.Thread(target=send) for _ in range(threads)]
    for thread in senders:
        thread.start()
    assert read(server, each * threads * 5000) == bytes(each * threads * 5000)
    for thread in senders:
        thread.join(20)
    assert not failures
    assert not client._cs_zerocopy._pending


def test_closing_before_it_is_done(tcp_pair: tuple[Any, Any]) -> None:
    """Nothing tells any more when the kernel is done; the data is not given back before the end of the process."""
    from cffisock import zerocopy

    collect()  # what other tests left
    before = len(zerocopy._abandoned)
    client, server = tcp_pair
    server.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 4096)
    copy = client.dup()
    copy.settimeout(0)
    token = copy.send_zerocopy(DATA)
    assert not token.done
    copy.close()
    assert not token.done
    with pytest.raises(OSError, match="Bad file descriptor") as caught:
        token.wait(1)
    assert caught.value.errno == errno.EBADF
    del copy, token, caught
    collect()
    assert len(zerocopy._abandoned) == before + 1
    zerocopy._abandoned.pop()
    assert len(read(server, 1000)) == 1000


def test_other_entries_of_the_error_queue(udp_pair: tuple[Any, Any]) -> None:
    """What else stands there ends no send, and keeps none from ending."""
    sender, receiver = udp_pair
    sender.setsockopt(net.IPPROTO_IP, net.IP_RECVERR, 1)
    sender.connect(receiver.getsockname())
    receiver.close()
    sender.send(b"refused")
    token = sender.send_zerocopy
    with pytest.raises(ConnectionRefusedError):
        token(bytes(100))
    sender.send_zerocopy(bytes(100)).wait(5)
    assert not sender._cs_zerocopy._pending
