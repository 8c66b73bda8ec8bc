"""sendmsg and recvmsg, which Windows Python has never had: over WSASendMsg and WSARecvMsg."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import cffisock

IN_PKTINFO, IN6_PKTINFO = struct.Struct("=4sL"), struct.Struct("=16sL")


def test_a_stream_in_parts(tcp_pair: Any) -> None:
    client, server = tcp_pair
    assert client.sendmsg([b"one ", bytearray(b"two "), memoryview(b"three")]) == 13
    buffers = [bytearray(4), bytearray(4), bytearray(100000)]
    count, control, flags, address = server.recvmsg_into(buffers, 100)
    assert (count, control, flags, address) == (13, [], 0, None)
    assert b"".join(buffers)[:13] == b"one two three"


def test_large_parts(tcp_pair: Any) -> None:
    client, server = tcp_pair
    parts = [bytes([number]) * 30000 for number in range(4)]
    client.settimeout(10)
    sent = client.sendmsg(parts)
    received = b""
    while len(received) < sent:
        received += server.recvmsg(70000)[0]
    assert received == b"".join(parts)[:sent]


def test_a_datagram_and_who_sent_it(udp_pair: Any) -> None:
    first, second = udp_pair
    assert first.sendmsg([b"to ", b"you"], [], 0, second.getsockname()) == 6
    assert second.recvmsg(100) == (b"to you", [], 0, first.getsockname())


@pytest.mark.parametrize("timeout", [None, 5, 0])
@pytest.mark.parametrize("room", [0, 100])
def test_a_datagram_that_is_cut(udp_pair: Any, timeout: Any, room: int) -> None:
    first, second = udp_pair
    first.sendto(b"too long", second.getsockname())
    second.settimeout(timeout)
    data, control, flags, address = second.recvmsg(3, room)
    assert (data, control, address) == (b"too", [], first.getsockname())
    assert flags & cffisock.MSG_TRUNC


@pytest.mark.parametrize("timeout", [None, 5, 0])
def test_where_a_datagram_came_to(udp_pair: Any, timeout: Any) -> None:
    first, second = udp_pair
    second.setsockopt(cffisock.IPPROTO_IP, cffisock.IP_PKTINFO, 1)
    second.settimeout(timeout)
    first.sendto(b"x", second.getsockname())
    data, control, flags, _ = second.recvmsg(10, cffisock.CMSG_SPACE(IN_PKTINFO.size))
    assert (data, flags) == (b"x", 0)
    ((level, kind, value),) = control
    assert (level, kind) == (cffisock.IPPROTO_IP, cffisock.IP_PKTINFO)
    assert IN_PKTINFO.unpack(value)[0] == bytes([127, 0, 0, 1])


def test_control_messages_that_do_not_fit(udp_pair: Any) -> None:
    first, second = udp_pair
    second.setsockopt(cffisock.IPPROTO_IP, cffisock.IP_PKTINFO, 1)
    first.sendto(b"whole", second.getsockname())
    data, control, flags, _ = second.recvmsg(10, 4)
    assert (data, control) == (b"whole", [])
    assert flags & cffisock.MSG_CTRUNC


def test_where_a_datagram_goes_out() -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        sock.bind(("0.0.0.0", 0))
        target = ("127.0.0.1", sock.getsockname()[1])
        source = IN_PKTINFO.pack(bytes([127, 0, 0, 1]), 0)
        control = [(cffisock.IPPROTO_IP, cffisock.IP_PKTINFO, source)]
        assert sock.sendmsg([b"from there"], control, 0, target) == 10
        sock.settimeout(5)
        assert sock.recvfrom(20) == (b"from there", target)


def test_where_a_datagram_came_to_by_ipv6() -> None:
    with cffisock.socket(cffisock.AF_INET6, cffisock.SOCK_DGRAM) as sock:
        try:
            sock.bind(("::1", 0))
        except OSError as failure:
            pytest.skip(f"no IPv6 here: {failure}")
        sock.setsockopt(cffisock.IPPROTO_IPV6, cffisock.IPV6_PKTINFO, 1)
        sock.sendto(b"x", sock.getsockname())
        sock.settimeout(5)
        _, control, _, _ = sock.recvmsg(10, cffisock.CMSG_SPACE(IN6_PKTINFO.size))
        ((level, kind, value),) = control
        assert (level, kind) == (cffisock.IPPROTO_IPV6, cffisock.IPV6_PKTINFO)
        assert IN6_PKTINFO.unpack(value)[0] == bytes(15) + b"\x01"


def test_peeking(udp_pair: Any) -> None:
    first, second = udp_pair
    first.sendto(b"stays", second.getsockname())
    second.settimeout(5)
    for flags in (cffisock.MSG_PEEK, 0):
        assert second.recvmsg(10, 0, flags)[0] == b"stays"


def test_control_messages_have_windows_layout() -> None:
    pointer = struct.calcsize("P")
    assert cffisock.CMSG_LEN(0) == (16 if pointer == 8 else 12)
    assert cffisock.CMSG_SPACE(1) == cffisock.CMSG_LEN(0) + pointer
