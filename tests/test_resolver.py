"""Names and addresses: the same answers, and the same refusals, as the interpreter's own module."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Same = Callable[..., Any]

PYPY = sys.implementation.name == "pypy"

FORMS: list[tuple[Any, ...]] = [
    ("127.0.0.1", 80),
    ("127.0.0.1", "80"),
    ("127.0.0.1", b"80"),
    ("127.0.0.1", "http"),
    ("127.0.0.1", b"http"),
    ("127.0.0.1", None),
    (b"127.0.0.1", 80),
    (None, 80),
    (None, "80"),
    (None, 0),
    ("::1", 80),
    ("::1", 65535),
    ("localhost", 80),
    (b"localhost", 80),
    ("LOCALHOST", 80),
    ("0x7f.1", 1),
    ("127.1", 1),
    ("", 80),
    ("fe80::1%lo", 80),
    ("fe80::1%1", 80),
    ("ff02::1%lo", 80),
    ("127.0.0.1", 65536),
    ("127.0.0.1", -1),
    ("127.0.0.1", 2**31),
    ("127.0.0.1", "no such service"),
    ("127.0.0.1", ""),
    ("127.0.0.1", "99999999999"),
    (None, None),
    ("fe80::1%nowhere0", 80),
    ("256.1.1.1.1", 80, 0, 0, 0, 4),
    ("not a number", 80, 0, 0, 0, 4),
    ("127.0.0.1", 80, 10, 0, 0, 4),
    ("::1", 80, 2, 0, 0, 4),
    ("127.0.0.1", 80, 99),
    ("127.0.0.1", 80, 0, 99),
    ("127.0.0.1", 80, 0, 0, 999),
    ("127.0.0.1", 80, 0, 0, 0, 1 << 20),
    ("127.0.0.1", 80, 2, 1),
    ("127.0.0.1", 80, 2, 1, 6),
    ("127.0.0.1", 80, 0, 2),
    ("127.0.0.1", 80, 0, 0, 17),
    (None, 80, 0, 1, 0, 1),
    (None, 80, 10, 1, 0, 1),
    ("127.0.0.1", 80, 0, 1, 0, 2),
    ("localhost", 80, 2, 1, 0, 2),
    ("::ffff:127.0.0.1", 80),
    (5, 80),
    (1.5, 80),
    ([], 80),
    (bytearray(b"127.0.0.1"), 80),
    ("127.0.0.1", 1.5),
    ("127.0.0.1", []),
    ("127.0.0.1", 80, "2"),
    ("127.0.0.1", 80, 2**31),
    ("127.0.0.1", 80, None),
    ("a" * 64 + ".invalid", 80),
    ("a..b", 80),
    (".", 80),
    ("\ud800", 80),
    ("127.0.0.1", "\ud800"),
    ("x" * 10000, 80),
    ("127.0.0.1", "8" * 1000),
]


@pytest.mark.parametrize("arguments", FORMS, ids=lambda value: ascii(value)[:40].replace(" ", "").replace("\\", "_"))
def test_getaddrinfo(same: Same, arguments: tuple[Any, ...]) -> None:
    if PYPY and (arguments[0] == "\ud800" or arguments[1] == "\ud800"):
        pytest.skip("PyPy encodes such names itself")
    if PYPY and "%" in str(arguments[0]):
        pytest.skip("PyPy shows the scope a second time, in the host")
    same(lambda net: net.getaddrinfo(*arguments))


def test_getaddrinfo_by_keyword(same: Same) -> None:
    same(lambda net: net.getaddrinfo(host="127.0.0.1", port=80, type=net.SOCK_STREAM, flags=net.AI_NUMERICHOST))


def test_answers_have_enums(net: Any) -> None:
    for family, kind, proto, name, address in net.getaddrinfo("127.0.0.1", 80):
        assert isinstance(family, net.AddressFamily)
        assert isinstance(kind, net.SocketKind)
        assert type(proto) is int
        assert name in ("", "127.0.0.1")  # musl tells it unasked
        assert address == ("127.0.0.1", 80)


@pytest.mark.parametrize(
    "address",
    [
        ("127.0.0.1", 80),
        ("127.0.0.1", 22222),
        ("::1", 80),
        ("::1", 80, 0, 0),
        ("::1", 80, 5, 1),
        ("fe80::1%lo", 80),
        ("fe80::1", 80, 0, 1),
        ("192.0.2.1", 1),
    ],
)
@pytest.mark.parametrize("flags", ["NI_NUMERICHOST|NI_NUMERICSERV", "NI_NUMERICHOST", "NI_NUMERICHOST|NI_DGRAM"])
def test_getnameinfo(same: Same, address: Any, flags: str) -> None:
    def call(net: Any) -> Any:
        number = 0
        for flag in flags.split("|"):
            number |= getattr(net, flag)
        return net.getnameinfo(address, number)

    same(call)


def test_getnameinfo_of_loopback(same: Same) -> None:
    same(lambda net: net.getnameinfo(("127.0.0.1", 80), 0))
    same(lambda net: net.getnameinfo(("127.0.0.1", 80), net.NI_NAMEREQD))


HOSTS = ["127.0.0.1", b"127.0.0.1", bytearray(b"127.0.0.1"), "localhost", b"localhost", "127.1", "0", ""]


@pytest.mark.parametrize("host", HOSTS, ids=str)
@pytest.mark.parametrize("name", ["gethostbyname", "gethostbyname_ex", "gethostbyaddr"])
def test_gethostby(same: Same, name: str, host: Any) -> None:
    if (name, host) == ("gethostbyname_ex", "") and sys.platform == "linux" and platform.libc_ver()[0] != "glibc":
        pytest.skip("which number musl gives depends on which of its functions is called")
    same(lambda net: getattr(net, name)(host))


def test_gethostbyaddr_of_ipv6(same: Same) -> None:
    same(lambda net: net.gethostbyaddr("::1"))


def test_a_host_that_cannot_be(net: Any) -> None:
    for function in (net.gethostbyname, net.gethostbyname_ex, net.gethostbyaddr):
        with pytest.raises((net.gaierror, net.herror)):
            function("256.256.256.256")
    with pytest.raises(net.gaierror) as caught:
        net.getaddrinfo("256.256.256.256", 1, flags=net.AI_NUMERICHOST)
    assert caught.value.errno == net.EAI_NONAME
    assert caught.value.args == (net.EAI_NONAME, caught.value.strerror)


@pytest.mark.parametrize("name", ["", "localhost", "127.0.0.1", " localhost ", "0.0.0.0", "::1"])
def test_getfqdn(same: Same, name: str) -> None:
    same(lambda net: net.getfqdn(name))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("getservbyname", ("http",)),
        ("getservbyname", ("http", "tcp")),
        ("getservbyname", ("domain", "udp")),
        ("getservbyname", ("http", "no such")),
        ("getservbyport", (80,)),
        ("getservbyport", (53, "udp")),
        ("getservbyport", (1, "no such")),
        ("getprotobyname", ("tcp",)),
        ("getprotobyname", ("ICMP",)),
        ("gethostname", ()),
        ("if_nameindex", ()),
        ("if_nametoindex", ("lo",)),
        ("if_nametoindex", (b"lo",)),
        ("if_indextoname", (1,)),
        ("inet_aton", ("127.0.0.1",)),
        ("inet_aton", ("127.1",)),
        ("inet_aton", ("0x7f000001",)),
        ("inet_aton", ("0177.0.0.1",)),
        ("inet_ntoa", (b"\x7f\0\0\1",)),
        ("inet_ntoa", (bytearray(b"\x7f\0\0\1"),)),
        ("inet_ntoa", (memoryview(b"\xff\xff\xff\xff"),)),
        ("inet_pton", (2, "255.255.255.255")),
        ("inet_pton", (10, "::1")),
        ("inet_pton", (10, "2001:db8::ffff:1.2.3.4")),
        ("inet_ntop", (2, b"\0\0\0\0")),
        ("inet_ntop", (10, bytes(range(16)))),
        ("inet_ntop", (10, bytearray(16))),
        ("htons", (0x1234,)),
        ("ntohs", (0xFFFF,)),
        ("htonl", (0x12345678,)),
        ("ntohl", (0xFFFFFFFF,)),
        ("CMSG_LEN", (0,)),
        ("CMSG_LEN", (7,)),
        ("CMSG_SPACE", (0,)),
        ("CMSG_SPACE", (1,)),
        ("CMSG_SPACE", (8,)),
        ("CMSG_SPACE", (9,)),
        ("CMSG_SPACE", (2**20,)),
        ("has_dualstack_ipv6", ()),
    ],
    ids=str,
)
def test_small_functions(same: Same, name: str, arguments: tuple[Any, ...]) -> None:
    same(lambda net: getattr(net, name)(*arguments))


def test_exceptions_are_the_same_classes(net: Any, own: Any) -> None:
    assert net.timeout is own.timeout
    assert net.gaierror is own.gaierror
    assert net.herror is own.herror
    assert net.error is OSError


def test_a_function_replaced_in_the_module_is_used(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with net.create_server(("127.0.0.1", 0)) as server:
        real = net.getaddrinfo
        monkeypatch.setattr(net, "getaddrinfo", lambda host, port, *rest: real("127.0.0.1", port, *rest))
        with net.create_connection(("somewhere.invalid", server.getsockname()[1])) as sock:
            assert sock.getpeername() == server.getsockname()
