"""AF_PACKET: frames on the loopback interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.needs(root=True, socket=(17, 3, 0))

# An Ethernet type for local experiments (IEEE 802).
PROTOCOL = 0x88B5


@pytest.fixture(params=["SOCK_DGRAM", "SOCK_RAW"])
def packets(net: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """Two sockets of one kind, bound to the loopback interface."""
    kind = getattr(net, request.param)
    with net.socket(net.AF_PACKET, kind, 0) as sender, net.socket(net.AF_PACKET, kind, 0) as receiver:
        for sock in (sender, receiver):
            sock.bind(("lo", PROTOCOL))
            sock.settimeout(5)
        yield sender, receiver


def test_frames(net: Any, packets: tuple[Any, Any]) -> None:
    sender, receiver = packets
    payload = b"0123456789" * 5
    if receiver.type == net.SOCK_DGRAM:
        frame = payload
        assert sender.sendto(payload, ("lo", PROTOCOL, 0, 0, b"\0\0\0\0\0\0")) == 50
    else:
        frame = bytes(12) + PROTOCOL.to_bytes(2, "big") + payload
        assert sender.send(frame) == len(frame)
    data, address = receiver.recvfrom(100)
    assert data == frame
    name, protocol, packet_type, hardware_type, hardware = address
    assert (name, protocol) == ("lo", PROTOCOL)
    assert packet_type in (net.PACKET_HOST, net.PACKET_OUTGOING)
    assert hardware_type == 772  # ARPHRD_LOOPBACK
    assert hardware == bytes(6)


def test_names(packets: tuple[Any, Any], net: Any) -> None:
    name, protocol, packet_type, hardware_type, hardware = packets[0].getsockname()
    assert (name, protocol, packet_type, hardware_type, hardware) == ("lo", PROTOCOL, 0, 772, bytes(6))
    with net.socket(net.AF_PACKET, net.SOCK_RAW, 0) as sock:
        assert sock.getsockname()[0] == ""


@pytest.mark.parametrize(
    "address",
    [
        ("lo", 0),
        ("lo", 0x0800),
        ("lo", 0xFFFF),
        ("lo", 3, 4),
        ("lo", 3, 4, 5),
        ("lo", 3, 4, 5, b""),
        ("lo", 3, 4, 5, b"12345678"),
        ("lo", 3, 300, 70000, bytearray(b"12")),
        ("lo", 3, -1, -1, memoryview(b"12")),
    ],
    ids=str,
)
def test_forms_of_addresses(same: Any, address: Any) -> None:
    def call(net: Any) -> Any:
        with net.socket(net.AF_PACKET, net.SOCK_DGRAM, 0) as sock:
            sock.bind(address)
            return sock.getsockname()

    same(call)


def test_as_the_own_socket_sees_it(own: Any, net: Any) -> None:
    with net.socket(net.AF_PACKET, net.SOCK_DGRAM, 0) as ours, own.socket(own.AF_PACKET, own.SOCK_DGRAM, 0) as theirs:
        for sock in (ours, theirs):
            sock.bind(("lo", PROTOCOL))
            sock.settimeout(5)
        assert ours.getsockname() == theirs.getsockname()
        with net.socket(net.AF_PACKET, net.SOCK_DGRAM, 0) as sender:
            sender.sendto(b"for both of them", ("lo", PROTOCOL, 0, 0, b"\1\2\3\4\5\6"))
        assert ours.recvfrom(100) == theirs.recvfrom(100)


def test_the_protocol_of_the_socket(net: Any) -> None:
    with net.socket(net.AF_PACKET, net.SOCK_DGRAM, net.htons(PROTOCOL)) as sock:
        assert sock.proto == net.htons(PROTOCOL)
