"""create_connection, create_server and what belongs to them."""

from __future__ import annotations

import errno
import sys
from typing import Any

import pytest


def test_a_connection(net: Any, listener: Any) -> None:
    with net.create_connection(listener.getsockname()) as sock:
        connection, address = listener.accept()
        with connection:
            assert address == sock.getsockname()
            assert sock.gettimeout() is None
            assert type(sock) is type(connection) is net.socket


def test_by_name(net: Any, listener: Any) -> None:
    with net.create_connection(("localhost", listener.getsockname()[1]), 5) as sock:
        assert sock.gettimeout() == 5.0
    with net.create_connection(("localhost", str(listener.getsockname()[1])), timeout=None) as sock:
        assert sock.gettimeout() is None


def test_the_source_address(net: Any, listener: Any) -> None:
    with net.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        source = probe.getsockname()
    with net.create_connection(listener.getsockname(), source_address=source) as sock:
        assert sock.getsockname() == source
    with pytest.raises(OSError, match=r"Cannot assign requested address|Address not available"):
        net.create_connection(listener.getsockname(), source_address=("192.0.2.1", 0))


def test_refused(net: Any) -> None:
    with net.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = ("localhost", unused.getsockname()[1])
        with pytest.raises(ConnectionRefusedError):
            net.create_connection(address)


def test_all_errors(net: Any, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--own-socket") and sys.version_info < (3, 11):
        pytest.skip("the own module has no such argument yet")
    with net.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        entry = (net.AF_INET, net.SOCK_STREAM, 6, "", unused.getsockname())
        monkeypatch.setattr(net, "getaddrinfo", lambda *arguments: [entry, entry, entry])
        with pytest.raises(Exception, match="create_connection failed") as caught:
            net.create_connection(("x", 1), all_errors=True)
        raised: Any = caught.value
        assert type(raised).__name__ == "ExceptionGroup"
        assert raised.message == "create_connection failed"
        assert [type(failure) for failure in raised.exceptions] == [ConnectionRefusedError] * 3
        with pytest.raises(ConnectionRefusedError):
            net.create_connection(("x", 1), all_errors=False)


def test_no_addresses(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net, "getaddrinfo", lambda *arguments: [])
    with pytest.raises(OSError, match="getaddrinfo returns an empty list"):
        net.create_connection(("x", 1))


def test_the_second_address_works(net: Any, listener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with net.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        entries = [
            (net.AF_INET, net.SOCK_STREAM, 6, "", address) for address in (unused.getsockname(), listener.getsockname())
        ]
        monkeypatch.setattr(net, "getaddrinfo", lambda *arguments: entries)
        with net.create_connection(("x", 1)) as sock:
            assert sock.getpeername() == listener.getsockname()


def test_a_server(net: Any) -> None:
    with net.create_server(("127.0.0.1", 0)) as server:
        assert (server.family, server.type) == (net.AF_INET, net.SOCK_STREAM)
        assert server.getsockopt(net.SOL_SOCKET, net.SO_REUSEADDR)
        assert server.getsockopt(net.SOL_SOCKET, net.SO_ACCEPTCONN)
        assert not server.getsockopt(net.SOL_SOCKET, net.SO_REUSEPORT)
    with net.create_server(("127.0.0.1", 0), backlog=0), net.create_server(("127.0.0.1", 0), backlog=50):
        pass


def test_reuse_port(net: Any) -> None:
    with net.create_server(("127.0.0.1", 0), reuse_port=True) as first:
        assert first.getsockopt(net.SOL_SOCKET, net.SO_REUSEPORT)
        with net.create_server(first.getsockname(), reuse_port=True) as second:
            assert second.getsockname() == first.getsockname()


def test_ipv6(net: Any) -> None:
    with net.create_server(("::1", 0), family=net.AF_INET6) as server:
        assert server.getsockopt(net.IPPROTO_IPV6, net.IPV6_V6ONLY) == 1
        with net.create_connection(("::1", server.getsockname()[1])) as sock:
            assert sock.family == net.AF_INET6


def test_dualstack(net: Any) -> None:
    assert net.has_ipv6 is True
    assert net.has_dualstack_ipv6() is True
    with net.create_server(("", 0), family=net.AF_INET6, dualstack_ipv6=True) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "::1"):
            with net.create_connection((host, port)):
                connection, address = server.accept()
                with connection:
                    assert address[0] == ("::1" if host == "::1" else "::ffff:127.0.0.1")


def test_dualstack_needs_ipv6(same: Any) -> None:
    same(lambda net: net.create_server(("", 0), dualstack_ipv6=True), raises=ValueError)


def test_an_address_in_use(net: Any, own: Any) -> None:
    with own.create_server(("127.0.0.1", 0)) as taken:
        messages = []
        for module in (net, own):
            with pytest.raises(OSError, match=r"Address (already )?in use|10048") as caught:
                module.create_server(taken.getsockname())
            messages.append((caught.value.errno, str(caught.value)))
        assert messages[0][0] == messages[1][0] == errno.EADDRINUSE
        assert "while attempting to bind on address ('127.0.0.1', " in messages[0][1]
