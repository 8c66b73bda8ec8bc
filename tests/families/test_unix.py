"""AF_UNIX, end to end."""

from __future__ import annotations

import os
import stat
from typing import Any

import pytest

pytestmark = pytest.mark.needs(socket=(1, 1, 0))


def unique(name: str) -> bytes:
    return b"\0cffisock-test-" + name.encode() + b"-" + str(os.getpid()).encode()


def test_a_stream(net: Any, tmp_path: Any) -> None:
    path = str(tmp_path / "server")
    with net.socket(net.AF_UNIX) as server, net.socket(net.AF_UNIX) as client:
        server.bind(path)
        server.listen()
        assert stat.S_ISSOCK(os.stat(path).st_mode)
        client.connect(path)
        connection, address = server.accept()
        with connection:
            assert address == ""
            assert client.getpeername() == server.getsockname() == path
            assert client.getsockname() == connection.getpeername() == ""
            assert connection.getsockname() == path
            client.send(b"x")
            assert connection.recvfrom(1) == (b"x", None) or net.__name__ == "cffisock"


def test_the_address_of_what_was_received(same: Any) -> None:
    def call(net: Any) -> Any:
        results = []
        for kind in (net.SOCK_STREAM, net.SOCK_DGRAM, net.SOCK_SEQPACKET):
            first, second = net.socketpair(net.AF_UNIX, kind)
            with first, second:
                first.send(b"x")
                results.append(second.recvfrom(1))
                first.send(b"x")
                results.append(second.recvfrom_into(bytearray(1)))
                first.send(b"x")
                results.append(second.recvmsg(1))
                results.append((first.getsockname(), first.getpeername()))
        return results

    same(call)


def test_datagrams(net: Any, tmp_path: Any) -> None:
    first_path, second_path = str(tmp_path / "first"), str(tmp_path / "second")
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as first, net.socket(net.AF_UNIX, net.SOCK_DGRAM) as second:
        first.bind(first_path)
        second.bind(second_path)
        first.sendto(b"x", second_path)
        assert second.recvfrom(1) == (b"x", first_path)
        first.sendmsg([b"y"], [], 0, second_path.encode())
        assert second.recvmsg(1)[3] == first_path


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview, "str", "surrogates", "umlauts"])
def test_forms_of_paths(net: Any, tmp_path: Any, form: Any) -> None:
    raw = os.fsencode(tmp_path) + {"surrogates": b"/\xff\xfe\x80", "umlauts": "/grün".encode()}.get(str(form), b"/path")
    with net.socket(net.AF_UNIX) as sock:
        sock.bind(os.fsdecode(raw) if isinstance(form, str) else form(raw))
        assert sock.getsockname() == os.fsdecode(raw)
        assert os.path.exists(raw)


def test_a_path_object_is_refused(same: Any, tmp_path: Any) -> None:
    def call(net: Any) -> None:
        with net.socket(net.AF_UNIX) as sock:
            sock.bind(tmp_path / "path")

    same(call, raises=TypeError)


def test_the_longest_path(net: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with net.socket(net.AF_UNIX) as sock:
        sock.bind("p" * 107)
        assert sock.getsockname() == "p" * 107
        assert os.path.exists("p" * 107)


@pytest.mark.parametrize("as_text", [False, True])
def test_abstract_names(net: Any, as_text: bool) -> None:
    name = unique("abstract")
    with net.socket(net.AF_UNIX) as server, net.socket(net.AF_UNIX) as client:
        server.bind(name.decode() if as_text else name)
        server.listen()
        assert server.getsockname() == name
        client.connect(name)
        server.accept()[0].close()
        assert client.getpeername() == name


@pytest.mark.parametrize("tail", [b"\0", b"\0\0\0", b"a\0b", b"\xff\xfe", bytes(80)])
def test_any_byte_in_abstract_names(net: Any, tail: bytes) -> None:
    name = (unique("bytes") + b"-" + tail)[:108]
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
        sock.bind(name)
        assert sock.getsockname() == name


def test_the_longest_abstract_name(net: Any) -> None:
    name = unique("long").ljust(108, b"x")
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
        sock.bind(name)
        assert sock.getsockname() == name


def test_the_system_chooses(net: Any) -> None:
    for nothing in ("", b""):
        with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
            sock.bind(nothing)
            name = sock.getsockname()
            assert isinstance(name, bytes)
            assert name[:1] == b"\0"
            assert len(name) == 6


def test_no_name(net: Any) -> None:
    with net.socket(net.AF_UNIX) as sock:
        assert sock.getsockname() == ""
        with pytest.raises(OSError, match="not connected"):
            sock.getpeername()


def test_a_nul_inside_a_path(same: Any, tmp_path: Any) -> None:
    def call(net: Any) -> Any:
        with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
            sock.connect(f"{tmp_path}/no\0where")

    same(call, raises=(OSError, ValueError))


def test_sequenced_packets(net: Any) -> None:
    name = unique("packets")
    with net.socket(net.AF_UNIX, net.SOCK_SEQPACKET) as server, net.socket(net.AF_UNIX, net.SOCK_SEQPACKET) as client:
        server.bind(name)
        server.listen()
        client.connect(name)
        connection, _ = server.accept()
        with connection:
            client.send(b"one")
            client.send(b"two")
            assert connection.recv(100) == b"one"
            assert connection.recv(100) == b"two"
            assert connection.type == net.SOCK_SEQPACKET


def test_nobody_there(net: Any, tmp_path: Any) -> None:
    with net.socket(net.AF_UNIX) as sock:
        with pytest.raises(FileNotFoundError):
            sock.connect(str(tmp_path / "nothing"))
        assert sock.connect_ex(str(tmp_path / "nothing")) == 2
        with pytest.raises(ConnectionRefusedError):
            sock.connect(unique("nobody"))


def test_a_path_in_use(net: Any, tmp_path: Any) -> None:
    path = str(tmp_path / "taken")
    with net.socket(net.AF_UNIX) as first, net.socket(net.AF_UNIX) as second:
        first.bind(path)
        with pytest.raises(OSError, match=r"Address (already )?in use"):
            second.bind(path)
