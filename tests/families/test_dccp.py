"""DCCP over IPv4 and IPv6: datagrams with a connection and congestion control."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = [("AF_INET", "127.0.0.1"), ("AF_INET6", "::1")]
SERVICE = struct.pack("!I", 0x63666669)

pytestmark = pytest.mark.needs(
    socket=[(family, cffisock.SOCK_DCCP, cffisock.IPPROTO_DCCP) for family in (cffisock.AF_INET, cffisock.AF_INET6)]
)


@pytest.fixture(params=FAMILIES, ids=[name for name, _ in FAMILIES])
def listener(net: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    name, host = request.param
    with net.socket(getattr(net, name), net.SOCK_DCCP, net.IPPROTO_DCCP) as sock:
        sock.setsockopt(net.SOL_DCCP, net.DCCP_SOCKOPT_SERVICE, SERVICE)
        sock.bind((host, 0))
        sock.listen()
        sock.settimeout(5)
        yield sock


def client_of(net: Any, listener: Any, service: bytes = SERVICE) -> Any:
    sock = net.socket(listener.family, net.SOCK_DCCP, net.IPPROTO_DCCP)
    sock.setsockopt(net.SOL_DCCP, net.DCCP_SOCKOPT_SERVICE, service)
    sock.settimeout(5)
    return sock


def test_there_and_back(net: Any, listener: Any) -> None:
    with client_of(net, listener) as client:
        assert (client.type, client.proto) == (net.SOCK_DCCP, net.IPPROTO_DCCP)
        client.connect(listener.getsockname())
        server, address = listener.accept()
        with server:
            server.settimeout(5)
            assert address == client.getsockname() == server.getpeername()
            for message in (b"one", b"another"):  # their boundaries are kept
                assert client.send(message) == len(message)
            assert server.recv(100) == b"one"
            assert server.recvmsg(100)[0] == b"another"
            server.send(b"answer")
            assert client.recv(100) == b"answer"
            longest = client.getsockopt(net.SOL_DCCP, net.DCCP_SOCKOPT_GET_CUR_MPS)
            with pytest.raises(OSError, match=r"Message too (long|large)"):
                client.send(bytes(longest + 1))
            assert client.getsockopt(net.SOL_DCCP, net.DCCP_SOCKOPT_TX_CCID) in (2, 3)
            assert server.getsockopt(net.SOL_DCCP, net.DCCP_SOCKOPT_SERVICE, 4) == SERVICE
            client.close()
            assert server.recv(100) == b""


def test_refusals(net: Any, listener: Any) -> None:
    with (
        client_of(net, listener, struct.pack("!I", 7)) as client,
        pytest.raises(OSError, match=r"refused|reset|Invalid"),
    ):
        client.connect(listener.getsockname())  # another service
    address = listener.getsockname()
    with client_of(net, listener) as client:
        with pytest.raises(BrokenPipeError):
            client.send(b"x")
        listener.close()
        with pytest.raises(ConnectionRefusedError):
            client.connect(address)
