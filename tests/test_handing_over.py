"""to_stdlib and from_stdlib: a descriptor changes hands, nothing leaks and nothing is closed twice."""

from __future__ import annotations

import os
from typing import Any

import pytest

import cffisock

inheritable = getattr(os, "get_handle_inheritable", os.get_inheritable)  # Windows has both


@pytest.mark.parametrize("timeout", [None, 0, 2.5])
def test_to_stdlib(own: Any, timeout: float | None) -> None:
    first, second = cffisock.socketpair()
    with first, second:
        first.settimeout(timeout)
        fd = first.fileno()
        with cffisock.to_stdlib(first) as taken:
            assert type(taken) is own.socket
            assert taken.fileno() == fd
            assert first.fileno() == -1
            assert (taken.family, taken.type, taken.proto) == (own.AF_UNIX, own.SOCK_STREAM, 0)
            assert taken.gettimeout() == timeout
            first.close()
            taken.send(b"x")
            assert second.recv(1) == b"x"


@pytest.mark.parametrize("timeout", [None, 0, 2.5])
def test_from_stdlib(own: Any, timeout: float | None) -> None:
    first, second = own.socketpair()
    with first, second:
        first.settimeout(timeout)
        fd = first.fileno()
        with cffisock.from_stdlib(first) as taken:
            assert type(taken) is cffisock.socket
            assert taken.fileno() == fd
            assert first.fileno() == -1
            assert taken.gettimeout() == timeout
            first.close()
            taken.send(b"x")
            assert second.recv(1) == b"x"


def test_there_and_back(own: Any) -> None:
    with cffisock.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        with cffisock.from_stdlib(cffisock.to_stdlib(server)) as again:
            assert again.getsockname() == address
            with own.create_connection(address):
                again.accept()[0].close()


@pytest.mark.parametrize("convert", [cffisock.to_stdlib, cffisock.from_stdlib])
def test_closed_sockets(own: Any, convert: Any) -> None:
    sock = (cffisock if convert is cffisock.to_stdlib else own).socket()
    sock.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        convert(sock)


@pytest.mark.parametrize("convert", [cffisock.to_stdlib, cffisock.from_stdlib])
@pytest.mark.parametrize("value", [None, 5, "socket"])
def test_what_is_no_socket(convert: Any, value: Any) -> None:
    with pytest.raises((TypeError, AttributeError)):
        convert(value)


def test_other_families(own: Any) -> None:
    for family, kind in (("AF_INET6", "SOCK_DGRAM"), ("AF_NETLINK", "SOCK_RAW"), ("AF_UNIX", "SOCK_SEQPACKET")):
        sock = cffisock.socket(getattr(cffisock, family), getattr(cffisock, kind))
        with cffisock.to_stdlib(sock) as taken:
            assert taken.family == getattr(own, family)
            assert taken.type == getattr(own, kind)


def test_inheritable_stays(own: Any) -> None:
    sock = cffisock.socket()
    sock.set_inheritable(True)
    with cffisock.to_stdlib(sock) as taken:
        assert inheritable(taken.fileno())


def test_files_over_the_socket(own: Any) -> None:
    """The file belongs to the old object, which has given its descriptor up."""
    first, second = cffisock.socketpair()
    with second:
        file = first.makefile("rb")
        with cffisock.to_stdlib(first) as taken:
            file.close()
            taken.send(b"x")
            assert second.recv(1) == b"x"


def test_while_installed(python: Any) -> None:
    python("""
        import cffisock
        cffisock.install()
        import _socket
        first, second = cffisock.socketpair()
        with cffisock.to_stdlib(first) as taken, second:
            assert not isinstance(taken, cffisock.socket)
            assert isinstance(taken, _socket.socket) is False
            taken.send(b"x")
            assert second.recv(1) == b"x"
        """)


@pytest.mark.parametrize("hand_over", [cffisock.to_stdlib, cffisock.from_stdlib])
def test_no_socket(hand_over: Any) -> None:
    for value in (None, 5, "socket", object()):
        with pytest.raises(TypeError, match=rf"{hand_over.__name__}\(\) takes a socket, not {type(value).__name__}"):
            hand_over(value)
