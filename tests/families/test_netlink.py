"""AF_NETLINK: the kernel is asked for its interfaces."""

from __future__ import annotations

import os
import struct
import sys
from typing import Any

import pytest

pytestmark = pytest.mark.needs(socket=(16, 3, 0))

RTM_NEWLINK, RTM_GETLINK = 16, 18
NLM_F_REQUEST, NLM_F_DUMP = 1, 0x300
NLMSG_DONE = 3
IFLA_IFNAME = 3


def interfaces(answer: bytes) -> tuple[list[tuple[int, str]], bool]:
    """The interfaces in a part of an answer, and whether it was the last part."""
    found: list[tuple[int, str]] = []
    place = 0
    while place < len(answer):
        length, kind = struct.unpack_from("=IH", answer, place)
        if kind == NLMSG_DONE:
            return found, True
        assert kind == RTM_NEWLINK
        (index,) = struct.unpack_from("=i", answer, place + 20)
        attribute = place + 32
        while attribute < place + length:
            size, name = struct.unpack_from("=HH", answer, attribute)
            if name == IFLA_IFNAME:
                found.append((index, answer[attribute + 4 : attribute + size].rstrip(b"\0").decode()))
            attribute += (size + 3) & ~3
        place += (length + 3) & ~3
    return found, False


@pytest.mark.parametrize("method", ["send", "sendto", "sendmsg"])
def test_listing_interfaces(net: Any, method: str) -> None:
    request = struct.pack("=IHHIIB15x", 32, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0, 0)
    with net.socket(net.AF_NETLINK, net.SOCK_RAW, net.NETLINK_ROUTE) as sock:
        sock.settimeout(5)
        sock.bind((0, 0))
        pid, groups = sock.getsockname()
        assert pid > 0
        assert groups == 0
        if method == "send":
            sock.connect((0, 0))
            assert sock.getpeername() == (0, 0)
            assert sock.send(request) == 32
        elif method == "sendto":
            assert sock.sendto(request, (0, 0)) == 32
        else:
            assert sock.sendmsg([request[:16], request[16:]], [], 0, (0, 0)) == 32
        found: list[tuple[int, str]] = []
        done = False
        while not done:
            data, _, flags, address = sock.recvmsg(65536)
            assert address == (0, 0)
            assert not flags & net.MSG_TRUNC
            more, done = interfaces(data)
            found += more
        assert sorted(found) == sorted(net.if_nameindex())


def test_names(net: Any) -> None:
    with net.socket(net.AF_NETLINK, net.SOCK_RAW, net.NETLINK_ROUTE) as first:
        first.bind((os.getpid() + 2**22, 5))
        assert first.getsockname() == (os.getpid() + 2**22, 5)
        with net.socket(net.AF_NETLINK, net.SOCK_RAW, net.NETLINK_ROUTE) as second:
            with pytest.raises(OSError, match=r"Address (already )?in use"):
                second.bind(first.getsockname())
            second.bind((0xFFFFFFF0, 0x80000001))
            assert second.getsockname() == (0xFFFFFFF0, 0x80000001)


@pytest.mark.parametrize("address", [(-1, 0), (0, -1), (2**32 - 1, 2**32 - 1), (2**32, 0), (2**64, 0)])
def test_numbers_out_of_range(same: Any, address: Any) -> None:
    if sys.implementation.name == "pypy":
        pytest.skip("PyPy's own module refuses them")

    def call(net: Any) -> Any:
        with net.socket(net.AF_NETLINK, net.SOCK_RAW, net.NETLINK_ROUTE) as sock:
            sock.bind(address)
            return sock.getsockname()[1]

    same(call)


def test_between_processes(net: Any) -> None:
    """User messages go to other sockets too, for those who may."""
    if os.geteuid() != 0:
        pytest.skip("sending to other sockets needs root")
    first = net.socket(net.AF_NETLINK, net.SOCK_RAW, net.NETLINK_USERSOCK)
    second = net.socket(net.AF_NETLINK, net.SOCK_RAW, net.NETLINK_USERSOCK)
    with first, second:
        first.bind((0, 0))
        second.bind((0, 0))
        second.settimeout(5)
        first.sendto(b"hello", second.getsockname())
        assert second.recvfrom(100) == (b"hello", first.getsockname())
        assert first.proto == net.NETLINK_USERSOCK
