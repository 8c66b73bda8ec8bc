"""AF_INET6, end to end."""

from __future__ import annotations

import socket
from typing import Any

import pytest

pytestmark = pytest.mark.needs(socket=(int(socket.AF_INET6), 1, 0))


def test_a_stream(net: Any) -> None:
    with net.create_server(("::1", 0), family=net.AF_INET6) as server:
        address = server.getsockname()
        assert address[0] == "::1"
        assert address[2:] == (0, 0)
        with net.socket(net.AF_INET6) as client:
            client.connect(address)
            connection, peer = server.accept()
            with connection:
                assert peer == client.getsockname()
                assert connection.family == net.AF_INET6
                client.send(b"x")
                assert connection.recv(1) == b"x"


def test_datagrams(net: Any) -> None:
    with net.socket(net.AF_INET6, net.SOCK_DGRAM) as first, net.socket(net.AF_INET6, net.SOCK_DGRAM) as second:
        first.bind(("::1", 0))
        second.bind(("::1", 0, 0, 0))
        assert first.sendto(b"x", second.getsockname()) == 1
        assert second.recvfrom(1) == (b"x", first.getsockname())
        assert first.sendto(b"y", second.getsockname()[:2]) == 1
        assert second.recvmsg(1)[3] == first.getsockname()


@pytest.mark.parametrize(
    "address",
    [
        ("::1", 0),
        ("::1", 0, 0),
        ("::1", 0, 0, 0),
        (b"::1", 0),
        ("", 0),
        ("::", 0),
        ("::ffff:127.0.0.1", 0),
        ("0:0:0:0:0:0:0:1", 0),
        ("::1%lo", 0),
        ("::1%1", 0),
        ("::1", 0, 5, 0),
        ("::1", 0, 0xFFFFF, 1),
        ("localhost", 0),
        ("127.0.0.1", 0),
        ("ff02::1", 0, 0, 1),
        ("ff02::1%lo", 0, 0, 1),
        ("fe80::1", 0, 0, 1),
        ("fe80::1", 0, 0, 99999),
        ("::1", 0, 0, 2**32),
    ],
    ids=str,
)
def test_forms_of_addresses(same: Any, address: Any) -> None:
    def bound(net: Any) -> Any:
        with net.socket(net.AF_INET6, net.SOCK_DGRAM) as sock:
            sock.bind(address)
            name = sock.getsockname()
            return name[0].partition("%")[0], *name[2:]

    def connected(net: Any) -> Any:
        with net.socket(net.AF_INET6, net.SOCK_DGRAM) as sock:
            sock.connect((address[0], 9, *address[2:]))
            name = sock.getpeername()
            return name[0].partition("%")[0], *name[1:]

    same(bound)
    same(connected)


def test_a_scope_in_the_host_counts(net: Any) -> None:
    """The standard library forgets it, unless it is given as a number as well."""
    if net.__name__ != "cffisock":
        pytest.skip("a difference")
    with net.socket(net.AF_INET6, net.SOCK_DGRAM) as sock:
        sock.bind(("ff02::1%lo", 0))
        host, _, flowinfo, scope = sock.getsockname()
        assert (host, flowinfo, scope) == ("ff02::1", 0, net.if_nametoindex("lo"))


def test_only_ipv6(net: Any) -> None:
    with net.socket(net.AF_INET6) as sock:
        sock.setsockopt(net.IPPROTO_IPV6, net.IPV6_V6ONLY, 1)
        assert sock.getsockopt(net.IPPROTO_IPV6, net.IPV6_V6ONLY) == 1


def test_mapped_addresses(net: Any) -> None:
    with net.create_server(("", 0), family=net.AF_INET6, dualstack_ipv6=True) as server:
        port = server.getsockname()[1]
        with net.create_connection(("127.0.0.1", port)) as client:
            connection, address = server.accept()
            with connection:
                assert address == ("::ffff:127.0.0.1", client.getsockname()[1], 0, 0)


def test_the_hop_limit_comes_as_a_message(net: Any) -> None:
    import struct

    with net.socket(net.AF_INET6, net.SOCK_DGRAM) as first, net.socket(net.AF_INET6, net.SOCK_DGRAM) as second:
        second.bind(("::1", 0))
        second.setsockopt(net.IPPROTO_IPV6, net.IPV6_RECVHOPLIMIT, 1)
        limit = struct.pack("i", 7)
        first.sendmsg([b"x"], [(net.IPPROTO_IPV6, net.IPV6_HOPLIMIT, limit)], 0, second.getsockname())
        assert second.recvmsg(10, 100)[:2] == (b"x", [(net.IPPROTO_IPV6, net.IPV6_HOPLIMIT, limit)])
