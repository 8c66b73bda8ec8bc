"""What a socket that blocks sends and receives: all of it, however it is tried first."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

import cffisock as socket
from cffisock.functions import _fallback_socketpair


def fill(sock: Any) -> int:
    """Fills a socket's buffer until less than 16 KiB fit; returns how much is in it."""
    sock.setblocking(False)
    total = 0
    for size in (65536, 1024, 1):
        try:
            while True:
                total += sock.send(b"f" * size)
        except BlockingIOError:
            continue
    sock.setblocking(True)
    return total


def read_slowly(sock: Any, total: int, into: list[bytes]) -> None:
    while sum(map(len, into)) < total:
        time.sleep(0.001)
        into.append(sock.recv(3000))


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview])
@pytest.mark.parametrize("method", ["send", "sendto", "sendmsg"])
@pytest.mark.parametrize("family", ["AF_UNIX", "AF_INET"])
def test_a_blocking_send_takes_all(method: str, family: str, form: Any) -> None:
    if method == "sendto" and family == "AF_UNIX":
        pytest.skip("a connected socket of this family takes no address")
    sender, receiver = socket.socketpair() if family == "AF_UNIX" else _fallback_socketpair()
    message = bytes(range(256)) * 60
    with sender, receiver:
        queued = fill(sender)
        received: list[bytes] = []
        reader = threading.Thread(target=read_slowly, args=(receiver, queued + 5 * len(message), received))
        reader.start()
        sent = []
        for _ in range(5):
            if method == "sendto":
                sent.append(sender.sendto(form(message), receiver.getsockname()))
            elif method == "sendmsg":
                sent.append(sender.sendmsg([form(message)]))
            else:
                sent.append(sender.send(form(message)))
        reader.join(20)
        assert sent == [len(message)] * 5
        assert b"".join(received)[queued:] == message * 5


def test_a_blocking_receive_waits_for_the_low_water_mark() -> None:
    client, server = socket.socketpair()
    with client, server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 10)
        client.send(b"12345")
        timer = threading.Timer(0.2, client.send, (b"67890",))
        timer.start()
        assert server.recv(100) == b"1234567890"
        timer.join()
        server.settimeout(5)
        server.settimeout(None)
        client.send(b"abcde")
        timer = threading.Timer(0.2, client.send, (b"fghij",))
        timer.start()
        assert server.recv(100) == b"abcdefghij"
        timer.join()


def test_a_blocking_receive_waits_for_all() -> None:
    client, server = socket.socketpair()
    with client, server:
        client.send(b"12345")
        timer = threading.Timer(0.1, client.send, (b"67890",))
        timer.start()
        assert server.recv(10, socket.MSG_WAITALL) == b"1234567890"
        timer.join()


def test_other_threads_run_while_one_waits() -> None:
    client, server = socket.socketpair()
    with client, server:
        received: list[bytes] = []
        waiting = threading.Thread(target=lambda: received.append(server.recv(100)))
        waiting.start()
        deadline = time.monotonic() + 0.2
        turns = 0
        while time.monotonic() < deadline:
            turns += 1
        client.send(b"done")
        waiting.join(5)
        assert received == [b"done"]
        assert turns > 100
