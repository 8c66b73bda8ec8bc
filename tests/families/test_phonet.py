"""AF_PHONET: objects of devices, and datagrams over the loopback interface."""

from __future__ import annotations

import errno
import fcntl
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.phonet import PhonetAddress

bytes_8 = st.integers(0, 0xFF)


@settings(deadline=None, database=None)
@given(address=st.builds(PhonetAddress, bytes_8, bytes_8, bytes_8))
def test_round_trip(recode: Any, address: PhonetAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_PHONET", given_as)
        assert answer == address
        assert type(answer) is PhonetAddress


def test_defaults(recode: Any) -> None:
    assert recode("AF_PHONET", ()) == (0, 0, 0)
    assert recode("AF_PHONET", PhonetAddress(resource=9)) == (0, 0, 9)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (None, TypeError, "bind(): AF_PHONET address must be tuple, not NoneType"),
        ((1, 2, 3, 4), TypeError, "bind(): AF_PHONET address must be a tuple (dev, obj, resource), of which 0 are"),
        (("1",), TypeError, "dev must be int, not str"),
        ((1, 2.5), TypeError, "obj must be int, not float"),
        ((256,), OverflowError, "dev must be 0-255."),
        ((1, -1), OverflowError, "obj must be 0-255."),
        ((1, 1, 2**64), OverflowError, "resource must be 0-255."),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_PHONET", address)
    assert str(caught.value).startswith(message)


def test_what_the_kernel_gets() -> None:
    assert find(cffisock.AF_PHONET).encode((0x10, 0x20, 0x30), "bind", -1, 0)[2:] == b"\x20\x10\x30" + bytes(11)


RTM_NEWADDR, REQUEST_ACKNOWLEDGED, REPLACE, IFA_LOCAL = 20, 5, 0x100, 2
HERE = 0x10
SIOCPNADDRESOURCE = 0x89EE


@pytest.fixture
def here() -> int:
    """The address of the loopback interface."""
    with cffisock.socket(cffisock.AF_NETLINK, cffisock.SOCK_RAW, cffisock.NETLINK_ROUTE) as sock:
        sock.bind((0, 0))
        sock.settimeout(20)
        address = struct.pack("=HHB3x", 5, IFA_LOCAL, HERE)
        interface = struct.pack("=BBBBI", cffisock.AF_PHONET, 0, 0, 0, cffisock.if_nametoindex("lo"))
        header = struct.pack("=IHHII", 32, RTM_NEWADDR, REQUEST_ACKNOWLEDGED | REPLACE, 1, 0)
        sock.send(header + interface + address)
        (error,) = struct.unpack_from("=i", sock.recv(1000), 16)
        assert -error in (0, errno.EEXIST)
    return HERE


@pytest.mark.needs(socket=(35, 2, 1), root=True)
def test_datagrams(here: int) -> None:
    first = cffisock.socket(cffisock.AF_PHONET, cffisock.SOCK_DGRAM)
    second = cffisock.socket(cffisock.AF_PHONET, cffisock.SOCK_DGRAM)
    with first, second:
        for sock in (first, second):
            sock.settimeout(20)
        first.bind(())
        assert first.getsockname().obj > 0
        second.bind(PhonetAddress(here, 0x20))
        assert second.getsockname() == (here, 0x20, 0)
        first.sendto(b"question", second.getsockname())
        question, sender = second.recvfrom(100)
        assert (question, sender.dev & 0xFC, sender.obj) == (b"question", here, first.getsockname().obj)
        second.sendmsg([b"an", b"swer"], [], 0, sender)
        assert first.recvmsg(100)[::3] == (b"answer", (here, 0x20, 0))


@pytest.mark.needs(socket=(35, 2, 1), root=True)
def test_a_resource(here: int) -> None:
    """What is sent to a resource comes to the socket that has taken it over."""
    resource = 0x6B
    client = cffisock.socket(cffisock.AF_PHONET, cffisock.SOCK_DGRAM)
    server = cffisock.socket(cffisock.AF_PHONET, cffisock.SOCK_DGRAM)
    with client, server:
        client.settimeout(20)
        server.settimeout(20)
        server.bind((here, 0x21))
        fcntl.ioctl(server, SIOCPNADDRESOURCE, struct.pack("=I", resource))
        client.bind(())
        client.sendto(b"for whom it may concern", PhonetAddress(resource=resource))
        assert server.recv(100) == b"for whom it may concern"
    sock = cffisock.socket(cffisock.AF_PHONET, cffisock.SOCK_DGRAM)
    with sock, pytest.raises(OSError, match="Cannot assign"):
        sock.bind((0x40, 0x21))
