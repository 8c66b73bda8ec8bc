"""New descriptors are not inherited by child processes, unless asked for (PEP 446)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
inheritable = getattr(os, "get_handle_inheritable", os.get_inheritable)  # Windows has both
MAKERS: dict[str, Callable[[Any], list[Any]]] = {
    "socket": lambda net: [net.socket()],
    "socket with a type's flags": lambda net: [net.socket(net.AF_INET, net.SOCK_STREAM | net.SOCK_CLOEXEC)],
    "socketpair": lambda net: list(net.socketpair()),
    "create_server": lambda net: [net.create_server(("127.0.0.1", 0))],
}


@pytest.mark.parametrize("how", MAKERS)
def test_what_makes_sockets(net: Any, how: str) -> None:
    for sock in MAKERS[how](net):
        with sock:
            assert sock.get_inheritable() is False
            assert inheritable(sock.fileno()) is False
            assert sock.type == net.SOCK_STREAM


def test_accept(net: Any, listener: Any) -> None:
    with net.create_connection(listener.getsockname()) as client:
        connection, _ = listener.accept()
        with connection:
            assert not inheritable(connection.fileno())
            assert not inheritable(client.fileno())


def test_dup_and_fromfd(net: Any) -> None:
    with net.socket() as sock:
        sock.set_inheritable(True)
        with sock.dup() as copy:
            assert not inheritable(copy.fileno())
        with net.fromfd(sock.fileno(), sock.family, sock.type) as copy:
            assert not inheritable(copy.fileno())
        fd = net.dup(sock.fileno())
        assert not inheritable(fd)
        net.close(fd)


def test_fileno_keeps_the_flag(net: Any) -> None:
    with net.socket() as sock:
        sock.set_inheritable(True)
        with net.socket(fileno=sock.detach()) as taken:
            assert taken.get_inheritable() is True


def test_setting_it(net: Any) -> None:
    with net.socket() as sock:
        assert sock.set_inheritable(True) is None
        assert sock.get_inheritable() is True
        assert inheritable(sock.fileno())
        sock.set_inheritable(False)
        assert sock.get_inheritable() is False


def test_makefile_makes_no_descriptor(net: Any, pair: tuple[Any, Any]) -> None:
    with pair[0].makefile("rb") as file:
        assert file.fileno() == pair[0].fileno()
