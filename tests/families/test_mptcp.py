"""Multipath TCP over IPv4 and IPv6."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = [("AF_INET", "127.0.0.1"), ("AF_INET6", "::1")]

pytestmark = pytest.mark.needs(
    socket=[(family, cffisock.SOCK_STREAM, cffisock.IPPROTO_MPTCP) for family in (cffisock.AF_INET, cffisock.AF_INET6)]
)


@pytest.fixture(params=FAMILIES, ids=[name for name, _ in FAMILIES])
def listener(net: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    name, host = request.param
    with net.socket(getattr(net, name), net.SOCK_STREAM, net.IPPROTO_MPTCP) as sock:
        sock.bind((host, 0))
        sock.listen()
        sock.settimeout(5)
        yield sock


def connect(net: Any, listener: Any, protocol: int) -> tuple[Any, Any]:
    client = net.socket(listener.family, net.SOCK_STREAM, protocol)
    client.settimeout(5)
    client.connect(listener.getsockname())
    server, address = listener.accept()
    server.settimeout(5)
    assert address == client.getsockname() == server.getpeername()
    return client, server


def test_there_and_back(net: Any, listener: Any) -> None:
    client, server = connect(net, listener, net.IPPROTO_MPTCP)
    with client, server:
        assert client.proto == server.proto == net.IPPROTO_MPTCP
        client.sendall(bytes(200_000))
        received = 0
        while received < 200_000:
            received += len(server.recv(65536))
        server.sendmsg([b"ans", b"wer"])
        assert client.recvmsg(100)[0] == b"answer"
        # struct mptcp_info: five bytes of counters and limits, then flags at 8 - none: no fallback to plain TCP.
        information = client.getsockopt(net.SOL_MPTCP, net.MPTCP_INFO, 64)
        (flags,) = struct.unpack_from("=I", information, 8)
        assert flags & net.MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED
        assert not flags & net.MPTCP_INFO_FLAG_FALLBACK
        client.shutdown(net.SHUT_WR)
        assert server.recv(10) == b""


def test_with_plain_tcp(net: Any, listener: Any) -> None:
    client, server = connect(net, listener, net.IPPROTO_TCP)
    with client, server:
        client.sendall(b"plain")
        assert server.recv(10) == b"plain"
        server.setsockopt(net.IPPROTO_TCP, net.TCP_NODELAY, 1)
        assert server.getsockopt(net.IPPROTO_TCP, net.TCP_NODELAY) != 0
        with pytest.raises(OSError, match=r"[Nn]ot supported|Protocol not available"):
            server.getsockopt(net.SOL_MPTCP, net.MPTCP_INFO, 64)


def test_refusals(net: Any, listener: Any) -> None:
    with net.socket(listener.family, net.SOCK_STREAM, net.IPPROTO_MPTCP) as sock:
        with pytest.raises(OSError, match=r"Address (already )?in use"):
            sock.bind(listener.getsockname())
        address = listener.getsockname()
        listener.close()
        with pytest.raises(ConnectionRefusedError):
            sock.connect(address)
    with pytest.raises(OSError, match="Protocol not supported"):
        net.socket(net.AF_INET, net.SOCK_DGRAM, net.IPPROTO_MPTCP)
