"""Malformed addresses of every family are refused as the standard library refuses them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Same = Callable[..., Any]

PYPY = sys.implementation.name == "pypy"
ROOT = os.geteuid() == 0

USES: dict[str, Callable[[Any, Any], Any]] = {
    "bind": lambda sock, address: sock.bind(address),
    "connect": lambda sock, address: sock.connect(address),
    "connect_ex": lambda sock, address: sock.connect_ex(address),
    "sendto": lambda sock, address: sock.sendto(b"x", address),
    "sendmsg": lambda sock, address: sock.sendmsg([b"x"], [], 0, address),
}

ANY_TUPLE_FAMILY: list[Any] = [None, 5, 1.5, "text", b"bytes", [], ["127.0.0.1", 1], {}, object, (), (1,)]

INET: list[Any] = [
    *ANY_TUPLE_FAMILY,
    ("127.0.0.1",),
    ("127.0.0.1", 1, 2),
    ("127.0.0.1", -1),
    ("127.0.0.1", 65536),
    ("127.0.0.1", 2**31),
    ("127.0.0.1", 2**64),
    ("127.0.0.1", -(2**64)),
    ("127.0.0.1", "1"),
    ("127.0.0.1", 1.5),
    ("127.0.0.1", None),
    (None, 1),
    (1, 1),
    (1.5, 1),
    ([], 1),
    ("127.0.0.1\0", 1),
    (b"127.0.0.1\0", 1),
    (bytearray(b"127.0.0.1\0"), 1),
    (memoryview(b"127.0.0.1"), 1),
    ("\0", 1),
    ("a" * 64 + ".b", 1),
    ("\ud800", 1),
    ("é" * 100, 1),
    ("::1", 1),
    ("256.256.256.256", 1),
    ("1.2.3.4.5", 1),
]

INET6: list[Any] = [
    *ANY_TUPLE_FAMILY,
    ("::1",),
    ("::1", 1, 0, 0, 0),
    ("::1", -1),
    ("::1", 65536),
    ("::1", 2**31),
    ("::1", "1"),
    ("::1", None),
    (None, 1),
    (1, 1),
    ("::1", 1, -1),
    ("::1", 1, 0x100000),
    ("::1", 1, 2**32 + 0x100000),
    ("::1", 1, "0"),
    ("::1", 1, None),
    ("::1", 1, 0, "0"),
    ("::1", 1, 0, None),
    ("::1", 1, 0, 1.5),
    ("::1\0", 1),
    ("::g", 1),
    ("fe80::1%nowhere0", 1),
    ("fe80::1%", 1),
    ("127.0.0.1", 1),
    ("\ud800", 1),
]

UNIX: list[Any] = [
    None,
    5,
    1.5,
    [],
    ("path",),
    {},
    object,
    "a" * 108,
    "a" * 109,
    "a" * 5000,
    b"a" * 108,
    "é" * 54,
    b"\0" + b"a" * 108,
    "\0" + "a" * 108,
    "/nowhere/at/all",
    "\ud900",
]

NETLINK: list[Any] = [
    *ANY_TUPLE_FAMILY,
    (0, 0, 0),
    ("0", 0),
    (0, "0"),
    (None, 0),
    (1.5, 0),
    (0, None),
]

PACKET: list[Any] = [
    *ANY_TUPLE_FAMILY,
    ("lo",),
    ("lo", 1, 2, 3, b"", 6),
    ("lo", "1"),
    ("lo", None),
    ("lo", 1.5),
    ("lo", -1),
    ("lo", 65536),
    ("lo", 2**31),
    ("lo", 2**64),
    ("lo", 0, "1"),
    ("lo", 0, 2**31),
    ("lo", 0, 0, "1"),
    ("lo", 0, 0, 2**31),
    ("lo", 0, 0, 0, "text"),
    ("lo", 0, 0, 0, None),
    ("lo", 0, 0, 0, 5),
    ("lo", 0, 0, 0, b"123456789"),
    ("nowhere0", 0),
    ("n" * 100, 0),
    ("", 0),
    ("l\0o", 0),
    (b"lo", 0),
    (None, 0),
    (1, 0),
]


def short(value: Any) -> str:
    return ascii(value)[:50].replace(" ", "").replace("\\", "_")


def attempt(family: str, kind: str, method: str, address: Any) -> Callable[[Any], Any]:
    def call(net: Any) -> Any:
        with net.socket(getattr(net, family), getattr(net, kind)) as sock:
            sock.settimeout(1)
            return USES[method](sock, address)

    return call


# What the interpreters' own resolver says of a name is not the same for all callers.
@pytest.mark.parametrize("address", INET, ids=short)
@pytest.mark.parametrize("method", USES)
def test_inet(same: Same, method: str, address: Any) -> None:
    kind = "SOCK_DGRAM" if method.startswith("send") else "SOCK_STREAM"
    raised = same(attempt("AF_INET", kind, method, address))
    assert isinstance(raised, Exception)


@pytest.mark.parametrize("address", INET6, ids=short)
@pytest.mark.parametrize("method", USES)
def test_inet6(same: Same, method: str, address: Any) -> None:
    kind = "SOCK_DGRAM" if method.startswith("send") else "SOCK_STREAM"
    same(attempt("AF_INET6", kind, method, address))


@pytest.mark.parametrize("address", UNIX, ids=short)
@pytest.mark.parametrize("method", USES)
def test_unix(same: Same, method: str, address: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    same(attempt("AF_UNIX", "SOCK_DGRAM", method, address))


@pytest.mark.parametrize("address", NETLINK, ids=short)
@pytest.mark.parametrize("method", USES)
def test_netlink(same: Same, method: str, address: Any) -> None:
    if method != "sendmsg" or address is not None:
        same(attempt("AF_NETLINK", "SOCK_RAW", method, address), raises=(TypeError, OSError))


@pytest.mark.skipif(not ROOT, reason="packet sockets need root")
@pytest.mark.parametrize("address", PACKET, ids=short)
@pytest.mark.parametrize("method", USES)
def test_packet(same: Same, method: str, address: Any) -> None:
    if method != "bind" and isinstance(address, tuple) and len(address) == 2 and address[0] == "lo":
        pytest.skip("a frame of no type goes nowhere")
    same(attempt("AF_PACKET", "SOCK_DGRAM", method, address))


@pytest.mark.parametrize("method", USES)
@pytest.mark.parametrize("address", [("127.0.0.1", 1), "path", None], ids=short)
def test_a_family_that_nobody_knows(same: Same, method: str, address: Any) -> None:
    def call(net: Any) -> Any:
        first, second = net.socketpair()
        with first, second, net.socket(99, 1, 0, fileno=first.detach()) as sock:
            return USES[method](sock, address)

    same(call)


@pytest.mark.parametrize("address", [("127.0.0.1", -1), ("127.0.0.1\0", 1), 5, ("::1", 1, 0x100000)], ids=short)
def test_create_connection_and_create_server(net: Any, address: Any) -> None:
    with pytest.raises((TypeError, ValueError, OverflowError, OSError)):
        net.create_connection(address)
    with pytest.raises((TypeError, ValueError, OverflowError, OSError)):
        net.create_server(address)
