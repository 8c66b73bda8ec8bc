"""Methods of a closed socket raise as the standard library's do, and descriptors of others are left alone."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

USES: dict[str, Callable[[Any], Any]] = {
    "accept": lambda sock: sock.accept(),
    "bind": lambda sock: sock.bind(("127.0.0.1", 0)),
    "connect": lambda sock: sock.connect(("127.0.0.1", 1)),
    "connect_ex": lambda sock: sock.connect_ex(("127.0.0.1", 1)),
    "dup": lambda sock: sock.dup(),
    "getpeername": lambda sock: sock.getpeername(),
    "getsockname": lambda sock: sock.getsockname(),
    "getsockopt": lambda sock: sock.getsockopt(1, 1),
    "getsockopt of bytes": lambda sock: sock.getsockopt(1, 1, 4),
    "setsockopt": lambda sock: sock.setsockopt(1, 2, 1),
    "setsockopt of bytes": lambda sock: sock.setsockopt(1, 2, b"1234"),
    "setsockopt of none": lambda sock: sock.setsockopt(1, 2, None, 4),
    "listen": lambda sock: sock.listen(),
    "recv": lambda sock: sock.recv(1),
    "recv of nothing": lambda sock: sock.recv(0),
    "recv_into": lambda sock: sock.recv_into(bytearray(1)),
    "recvfrom": lambda sock: sock.recvfrom(1),
    "recvfrom_into": lambda sock: sock.recvfrom_into(bytearray(1)),
    "recvmsg": lambda sock: sock.recvmsg(1),
    "recvmsg_into": lambda sock: sock.recvmsg_into([bytearray(1)]),
    "send": lambda sock: sock.send(b"x"),
    "sendall": lambda sock: sock.sendall(b"x"),
    "sendto": lambda sock: sock.sendto(b"x", ("127.0.0.1", 1)),
    "sendmsg": lambda sock: sock.sendmsg([b"x"]),
    "shutdown": lambda sock: sock.shutdown(2),
    "setblocking": lambda sock: sock.setblocking(False),
    "settimeout": lambda sock: sock.settimeout(1),
    "get_inheritable": lambda sock: sock.get_inheritable(),
    "set_inheritable": lambda sock: sock.set_inheritable(True),
    "gettimeout": lambda sock: sock.gettimeout(),
    "getblocking": lambda sock: sock.getblocking(),
    "fileno": lambda sock: sock.fileno(),
    "detach": lambda sock: sock.detach(),
    "close": lambda sock: sock.close(),
    "family": lambda sock: int(sock.family),
    "type": lambda sock: int(sock.type),
    "proto": lambda sock: sock.proto,
    "timeout": lambda sock: sock.timeout,
    "bool": bool,
}


@pytest.mark.parametrize("how", ["closed", "detached"])
@pytest.mark.parametrize("use", USES)
def test_methods(same: Callable[..., Any], use: str, how: str) -> None:
    if use == "recv of nothing" and sys.implementation.name == "pypy":
        pytest.skip("PyPy's own socket asks the system even then")

    def call(net: Any) -> Any:
        sock = net.socket()
        if how == "closed":
            sock.close()
        else:
            net.close(sock.detach())
        return USES[use](sock)

    same(call)


@pytest.mark.parametrize("use", ["repr", "str", "hash", "context"])
def test_what_goes_on_working(net: Any, use: str) -> None:
    sock = net.socket()
    sock.close()
    if use == "context":
        with sock as entered:
            assert entered is sock
    else:
        shows: dict[str, Callable[[Any], Any]] = {"repr": repr, "str": str, "hash": hash}
        assert shows[use](sock)


def test_closing_twice_closes_nobody_else(net: Any) -> None:
    sock = net.socket()
    fd = sock.fileno()
    sock.close()
    other = os.open(__file__, os.O_RDONLY)
    try:
        assert other == fd
        sock.close()
        sock.close()
        del sock
        os.fstat(other)
    finally:
        os.close(other)


def test_closing_a_descriptor_that_is_gone(same: Callable[..., Any]) -> None:
    def call(net: Any) -> None:
        sock = net.socket()
        os.close(sock.fileno())
        try:
            sock.close()
        finally:
            assert sock.fileno() == -1

    same(call, raises=OSError)


def test_the_function_close(net: Any, same: Callable[..., Any]) -> None:
    fd = net.socket().detach()
    assert net.close(fd) is None
    same(lambda module: module.close(fd), raises=OSError)


def test_the_address_of_a_closed_socket_is_not_resolved_for_nothing(net: Any) -> None:
    sock = net.socket()
    sock.close()
    with pytest.raises(OSError, match=r"Bad file descriptor|10038"):
        sock.sendto(b"x", ("127.0.0.1", 9))


@pytest.mark.parametrize("use", ["accept", "recv", "recvfrom", "recvmsg", "send", "sendto", "sendmsg", "connect"])
def test_nothing_waits_for_a_closed_socket(net: Any, use: str) -> None:
    """poll() takes no notice of a descriptor below 0: it would wait for the whole timeout."""
    with net.socket() as sock:
        sock.settimeout(60)
        sock.close()
        with pytest.raises(OSError, match=r"Bad file descriptor|10038"):
            USES[use](sock)
