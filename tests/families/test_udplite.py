"""UDP-Lite over IPv4 and IPv6: datagrams of which only a part has a checksum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = [("AF_INET", "127.0.0.1"), ("AF_INET6", "::1")]

pytestmark = pytest.mark.needs(
    socket=[(family, cffisock.SOCK_DGRAM, cffisock.IPPROTO_UDPLITE) for family in (cffisock.AF_INET, cffisock.AF_INET6)]
)


@pytest.fixture(params=FAMILIES, ids=[name for name, _ in FAMILIES])
def ends(net: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    name, host = request.param
    family = getattr(net, name)
    first = net.socket(family, net.SOCK_DGRAM, net.IPPROTO_UDPLITE)
    second = net.socket(family, net.SOCK_DGRAM, net.IPPROTO_UDPLITE)
    with first, second:
        for sock in (first, second):
            sock.bind((host, 0))
            sock.settimeout(5)
        yield first, second


def test_datagrams(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    assert first.proto == net.IPPROTO_UDPLITE
    assert first.getsockopt(net.SOL_SOCKET, net.SO_PROTOCOL) == net.IPPROTO_UDPLITE
    assert first.sendto(b"hello", second.getsockname()) == 5
    assert second.recvfrom(100) == (b"hello", first.getsockname())
    second.connect(first.getsockname())
    assert second.sendmsg([b"two ", b"parts"]) == 9
    data, _, _, address = first.recvmsg(100)
    assert (data, address) == (b"two parts", second.getsockname())


def test_coverage(net: Any, ends: tuple[Any, Any]) -> None:
    """The sender says how much the checksum covers, the receiver how much it has to, the 8 bytes of header included."""
    first, second = ends
    first.setsockopt(net.SOL_UDPLITE, net.UDPLITE_SEND_CSCOV, 12)
    assert first.getsockopt(net.SOL_UDPLITE, net.UDPLITE_SEND_CSCOV) == 12
    second.setsockopt(net.SOL_UDPLITE, net.UDPLITE_RECV_CSCOV, 20)
    assert second.getsockopt(net.SOL_UDPLITE, net.UDPLITE_RECV_CSCOV) == 20
    first.sendto(b"too little of this is covered", second.getsockname())
    first.setsockopt(net.SOL_UDPLITE, net.UDPLITE_SEND_CSCOV, 20)
    first.sendto(b"enough of this is covered", second.getsockname())
    assert second.recv(100) == b"enough of this is covered"


def test_refusals(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    third = net.socket(first.family, net.SOCK_DGRAM, net.IPPROTO_UDPLITE)
    with third, pytest.raises(OSError, match=r"Address (already )?in use"):
        third.bind(first.getsockname())
    first.connect(second.getsockname())
    second.close()
    first.send(b"to nobody")
    with pytest.raises(ConnectionRefusedError):
        first.recv(100)
    with pytest.raises(OverflowError, match="port must be 0-65535"):
        first.sendto(b"x", (first.getsockname()[0], 65536))
