"""Files over sockets."""

from __future__ import annotations

import io
from typing import Any

import pytest


@pytest.mark.parametrize("mode", ["r", "w", "rw", "wr", "rb", "wb", "rwb", "brw", "", "b"])
@pytest.mark.parametrize("buffering", [None, -1, 1, 10])
def test_kinds_of_files(net: Any, own: Any, mode: str, buffering: int | None) -> None:
    def kind(module: Any) -> tuple[Any, ...]:
        first, second = module.socketpair()
        with first, second, first.makefile(mode, buffering, encoding=None if "b" in mode else "utf-8") as file:
            raw = file.raw if "b" in mode and hasattr(file, "raw") else None
            return (
                type(file).__name__,
                file.readable(),
                file.writable(),
                getattr(file, "mode", None),
                getattr(raw, "mode", None),
            )

    assert kind(net) == kind(own)


@pytest.mark.parametrize("mode", ["a", "x", "r+", "rt", "U", "rbx", "+"])
def test_bad_modes(same: Any, mode: str) -> None:
    def call(net: Any) -> None:
        with net.socket() as sock:
            sock.makefile(mode)

    same(call, raises=ValueError)


def test_text_cannot_be_unbuffered(same: Any) -> None:
    def call(net: Any) -> None:
        first, second = net.socketpair()
        with first, second:
            first.makefile("r", 0)

    same(call, raises=ValueError)


def test_text(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    with sock.makefile("rw", encoding="utf-16-le", newline="\n") as file, peer.makefile("rb") as other:
        file.write("Grüße\n")
        file.flush()
        assert other.read(12) == "Grüße\n".encode("utf-16-le")
        peer.sendall("eins\nzwei\n".encode("utf-16-le"))
        assert file.readline() == "eins\n"
        assert file.readline() == "zwei\n"
        assert file.mode == "rw"
        assert file.encoding == "utf-16-le"


def test_lines(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    peer.sendall(b"one\ntwo\nthree")
    peer.shutdown(1)
    with sock.makefile("rb") as file:
        assert list(file) == [b"one\n", b"two\n", b"three"]


def test_long_reads(pair: tuple[Any, Any]) -> None:
    import threading

    sock, peer = pair
    data = bytes(range(256)) * 4096
    writer = threading.Thread(target=lambda: (peer.sendall(data), peer.shutdown(1)))
    writer.start()
    with sock.makefile("rb") as file:
        assert file.read(1000) == data[:1000]
        assert file.read() == data[1000:]
    writer.join()


def test_the_socket_stays_open_for_its_files(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    first, second = sock.makefile("rb"), sock.makefile("wb")
    fd = sock.fileno()
    sock.close()
    assert sock.fileno() == fd
    assert "[closed]" in repr(sock)
    second.write(b"data")
    second.close()
    assert peer.recv(10) == b"data"
    assert sock.fileno() == fd
    first.close()
    first.close()
    assert sock.fileno() == -1


def test_closing_the_file_leaves_the_socket(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    with sock.makefile("rb"), sock.makefile("wb"):
        pass
    peer.send(b"x")
    assert sock.recv(1) == b"x"


def test_a_file_that_nobody_closed(net: Any) -> None:
    import gc

    first, second = net.socketpair()
    with second:
        file = first.makefile("rb")
        first.close()
        del file
        gc.collect()
        gc.collect()
        assert first.fileno() == -1


def test_after_a_timeout_nothing_can_be_read(net: Any, pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    sock.settimeout(0.05)
    with sock.makefile("rb") as file:
        with pytest.raises(net.timeout, match="timed out"):
            file.read(1)
        peer.send(b"x")
        with pytest.raises(OSError, match="cannot read from timed out object"):
            file.read(1)


def test_would_block(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    sock.setblocking(False)
    with sock.makefile("rwb", 0) as raw:
        assert raw.read(1) is None
        assert raw.readinto(bytearray(1)) is None
        while raw.write(b"x" * 4096) is not None:
            pass
        peer.send(b"y")
        assert raw.read(5) == b"y"


def test_the_raw_file(net: Any, pair: tuple[Any, Any]) -> None:
    sock, _ = pair
    raw: Any = sock.makefile("rwb", 0)
    assert type(raw) is net.SocketIO
    assert issubclass(net.SocketIO, io.RawIOBase)
    assert raw.name == raw.fileno() == sock.fileno()
    assert raw.mode == "rwb"
    assert raw.readable()
    assert raw.writable()
    assert not raw.seekable()
    with pytest.raises(io.UnsupportedOperation):
        raw.seek(0)
    raw.close()
    assert raw.closed
    assert raw.name == -1
    for use in (raw.readable, raw.writable, raw.seekable, raw.fileno, lambda: raw.readinto(bytearray(1))):
        with pytest.raises(ValueError, match="closed"):
            use()


def test_the_wrong_direction(pair: tuple[Any, Any]) -> None:
    sock, _ = pair
    with sock.makefile("rb", 0) as reader, pytest.raises(io.UnsupportedOperation):
        reader.write(b"x")
    with sock.makefile("wb", 0) as writer, pytest.raises(io.UnsupportedOperation):
        writer.read(1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("mode", ["", "x", "a", "rt", "br", "wr"])
def test_bad_modes_of_socketio(same: Any, mode: str) -> None:
    def call(net: Any) -> None:
        with net.socket() as sock:
            net.SocketIO(sock, mode)

    same(call, raises=ValueError)


def test_end_of_stream(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    peer.close()
    with sock.makefile("rb") as file:
        assert file.read() == b""
    with sock.makefile("wb", 0) as file, pytest.raises(BrokenPipeError):
        file.write(b"x")
