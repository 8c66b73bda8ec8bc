"""socket.sendfile: by the system's call or by reading and sending."""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = bytes(range(256)) * 2000


@pytest.fixture
def file(tmp_path: Any) -> Iterator[Any]:
    path = tmp_path / "data"
    path.write_bytes(DATA)
    with open(path, "rb") as opened:
        yield opened


class Sink(threading.Thread):
    """Reads what a socket sends until its end."""

    def __init__(self, sock: Any) -> None:
        super().__init__()
        self.sock = sock
        self.received = b""
        self.start()

    def run(self) -> None:
        parts = []
        while data := self.sock.recv(65536):
            parts.append(data)
        self.received = b"".join(parts)


def sent(pair: tuple[Any, Any], *arguments: Any, method: str = "sendfile") -> tuple[int, bytes]:
    sock, peer = pair
    sink = Sink(peer)
    try:
        count = getattr(sock, method)(*arguments)
    finally:
        sock.shutdown(1)
        sink.join(20)
    return count, sink.received


@pytest.mark.parametrize("method", ["sendfile", "_sendfile_use_send", "_sendfile_use_sendfile"])
@pytest.mark.parametrize(
    ("offset", "count"), [(0, None), (1000, None), (0, 5000), (77, 300_000), (0, len(DATA) * 2), (len(DATA) + 5, None)]
)
@pytest.mark.parametrize("timeout", [None, 10])
def test_a_file(
    tcp_pair: tuple[Any, Any], file: Any, offset: int, count: int | None, timeout: float | None, method: str
) -> None:
    tcp_pair[0].settimeout(timeout)
    expected = DATA[offset:] if count is None else DATA[offset : offset + count]
    assert sent(tcp_pair, file, offset, count, method=method) == (len(expected), expected)
    if expected:
        assert file.tell() == offset + len(expected)


def test_what_the_system_cannot_send(pair: tuple[Any, Any]) -> None:
    assert sent(pair, io.BytesIO(DATA), 10, 100) == (100, DATA[10:110])


def test_an_empty_file(pair: tuple[Any, Any], tmp_path: Any) -> None:
    path = tmp_path / "empty"
    path.touch()
    with open(path, "rb") as empty:
        assert sent(pair, empty) == (0, b"")


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize("method", ["sendfile", "_sendfile_use_send", "_sendfile_use_sendfile"])
def test_a_socket_that_does_not_block(same: Any, tmp_path: Any, method: str, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(size))

    def call(net: Any) -> Any:
        first, second = net.socketpair()
        with first, second, open(path, "rb") as file:
            first.setblocking(False)
            return getattr(first, method)(file)

    same(call)


@pytest.mark.parametrize("count", [0, -1, 1.5, "1"])
def test_bad_counts(same: Any, count: Any, file: Any) -> None:
    def call(net: Any) -> Any:
        first, second = net.socketpair()
        with first, second:
            return first.sendfile(file, 0, count)

    same(call, raises=(ValueError, TypeError))


def test_bad_sockets_and_files(net: Any, same: Any, file: Any) -> None:
    def datagrams(module: Any) -> Any:
        with module.socket(module.AF_INET, module.SOCK_DGRAM) as sock:
            return sock.sendfile(file)

    def non_blocking(module: Any) -> Any:
        with module.socket() as sock:
            sock.setblocking(False)
            return sock.sendfile(file)

    def text(module: Any) -> Any:
        with module.socket() as sock, open(__file__, encoding="utf-8") as source:
            return sock.sendfile(source)

    for call in (datagrams, non_blocking, text):
        same(call, raises=ValueError)


def test_timed_out(net: Any, pair: tuple[Any, Any], file: Any) -> None:
    pair[0].settimeout(0.1)
    with pytest.raises(net.timeout, match="timed out"):
        pair[0].sendfile(file)
