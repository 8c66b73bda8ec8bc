"""AF_APPLETALK: sockets of nodes, and datagrams between two Ethernet interfaces."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.appletalk import AppleTalkAddress

bytes_8, words = st.integers(0, 0xFF), st.integers(0, 0xFFFF)


@settings(deadline=None, database=None)
@given(address=st.builds(AppleTalkAddress, words, bytes_8, bytes_8))
def test_round_trip(recode: Any, address: AppleTalkAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_APPLETALK", given_as)
        assert answer == address
        assert type(answer) is AppleTalkAddress


def test_what_the_kernel_gets(recode: Any) -> None:
    sockaddr = find(cffisock.AF_APPLETALK).encode((0x1234, 5, 6), "bind", -1, 0)
    assert sockaddr[2:] == b"\x06\0\x12\x34\x05" + bytes(9)
    assert recode("AF_APPLETALK", ()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ([1, 2, 3], TypeError, "bind(): AF_APPLETALK address must be tuple, not list"),
        ((1, 2, 3, 4), TypeError, "bind(): AF_APPLETALK address must be a tuple (net, node, port)"),
        (("1", 2, 3), TypeError, "net must be int, not str"),
        ((65536, 2, 3), OverflowError, "net must be 0-65535."),
        ((1, 256, 3), OverflowError, "node must be 0-255."),
        ((1, 2, -3), OverflowError, "port must be 0-255."),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_APPLETALK", address)
    assert str(caught.value).startswith(message)


SIOCSIFADDR = 0x8916
NET = 100


@pytest.mark.needs(socket=(5, 2, 0), device=["veth0", "veth1"], root=True)
def test_datagrams(address_interface: Any) -> None:
    """A network on two interfaces, of which the second has the route: it reaches the node of the first."""
    for name, node in (("veth0", 1), ("veth1", 2)):
        sockaddr = find(cffisock.AF_APPLETALK).encode((NET, node), "bind", -1, 0)
        networks = struct.pack(">BxHH", 2, NET, NET)  # struct atalk_netrange, of phase 2
        address_interface(name, sockaddr[:8] + networks, SIOCSIFADDR, cffisock.AF_APPLETALK)
    first, second = (cffisock.socket(cffisock.AF_APPLETALK, cffisock.SOCK_DGRAM) for _ in range(2))
    with first, second:
        for sock, address in ((first, (NET, 1, 130)), (second, (NET, 2, 131))):
            sock.settimeout(20)
            sock.bind(address)
            assert sock.getsockname() == AppleTalkAddress(*address)
        second.sendto(b"datagram", (NET, 1, 130))
        assert first.recvfrom(100) == (b"datagram", (NET, 2, 131))
        second.connect(AppleTalkAddress(NET, 1, 130))
        assert second.getpeername() == (NET, 1, 130)
        second.send(b"connected")
        assert first.recvmsg(100)[::3] == (b"connected", (NET, 2, 131))
        with cffisock.socket(cffisock.AF_APPLETALK, cffisock.SOCK_DGRAM) as other:
            with pytest.raises(OSError, match="in use"):
                other.bind((NET, 1, 130))
            with pytest.raises(OSError, match="Cannot assign"):
                other.bind((NET, 77, 130))
