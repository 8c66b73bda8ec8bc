"""`RawAddress`: bytes that are an address, for sockets of every family."""

from __future__ import annotations

import errno
import os
import socket as own_socket
import struct
import sys
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock.families import RawAddress

if TYPE_CHECKING:
    from collections.abc import Callable

USES: dict[str, Callable[[Any, Any], Any]] = {
    "bind": lambda sock, address: sock.bind(address),
    "connect": lambda sock, address: sock.connect(address),
    "connect_ex": lambda sock, address: sock.connect_ex(address),
    "sendto": lambda sock, address: sock.sendto(b"x", address),
    "sendmsg": lambda sock, address: sock.sendmsg([b"x"], [], 0, address),
}
# A family that no kernel has.
NOBODYS = 99


def inet(port: int) -> RawAddress:
    return RawAddress(cffisock.AF_INET, struct.pack("!H4s8x", port, bytes([127, 0, 0, 1])))


def test_every_method() -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as receiver:
        receiver.settimeout(5)
        receiver.bind(inet(0))
        port = receiver.getsockname()[1]
        assert receiver.getsockname() == ("127.0.0.1", port)
        with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sender:
            sender.sendto(b"1", inet(port))
            sender.sendto(b"2", 0, inet(port))
            sender.sendmsg([b"3"], [], 0, inet(port))
            sender.connect(inet(port))
            sender.send(b"4")
            assert sender.connect_ex(inet(port)) == 0
            sender.send(b"5")
            peer = sender.getsockname()
            assert [receiver.recvfrom(10) for _ in range(5)] == [(str(n).encode(), peer) for n in range(1, 6)]


def test_streams(listener: Any) -> None:
    with cffisock.socket() as client:
        client.settimeout(5)
        client.connect(inet(listener.getsockname()[1]))
        assert client.getpeername() == listener.getsockname()
    with cffisock.create_connection(listener.getsockname()) as client:
        assert client.getpeername() == listener.getsockname()


def test_unix(tmp_path: Any) -> None:
    path = str(tmp_path / "socket")
    raw = RawAddress(cffisock.AF_UNIX, os.fsencode(path) + b"\0")
    with cffisock.socket(cffisock.AF_UNIX, cffisock.SOCK_DGRAM) as sock:
        sock.bind(raw)
        assert sock.getsockname() == path
        sock.sendto(b"to itself", raw)
        assert sock.recv(100) == b"to itself"


@pytest.mark.skipif(not hasattr(cffisock, "AF_NETLINK"), reason="Linux only")
def test_netlink() -> None:
    raw = RawAddress(cffisock.AF_NETLINK, struct.pack("=HII", 0, os.getpid() + 2**22, 5))
    with cffisock.socket(cffisock.AF_NETLINK, cffisock.SOCK_RAW) as sock:
        sock.bind(raw)
        assert sock.getsockname() == (os.getpid() + 2**22, 5)


def test_a_family_other_than_the_sockets() -> None:
    """AF_UNSPEC undoes a connect(), see connect(2)."""
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        sock.connect(inet(9))
        sock.connect(RawAddress(cffisock.AF_UNSPEC, b""))
        with pytest.raises(OSError, match=r"not connected|10057"):
            sock.getpeername()
        with pytest.raises(OSError) as raised:
            sock.bind(RawAddress(NOBODYS, bytes(14)))
        assert raised.value.errno == errno.EAFNOSUPPORT


@pytest.mark.parametrize("data", [bytearray, memoryview, lambda data: __import__("array").array("B", data)])
def test_bytes_like_data(data: Callable[[bytes], Any]) -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        sock.bind(RawAddress(cffisock.AF_INET, data(inet(0).data)))
        assert sock.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("method", USES)
@pytest.mark.parametrize("kind", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
@pytest.mark.parametrize(
    ("address", "exception", "message"),
    [
        (RawAddress(-1, b""), OverflowError, "family must be 0-"),
        (RawAddress(2**16, b""), OverflowError, "family must be 0-"),
        (RawAddress(2**70, b""), OverflowError, "family must be 0-"),
        (RawAddress("2", b""), TypeError, "int"),
        (RawAddress(None, b""), TypeError, "int"),
        (RawAddress(2.0, b""), TypeError, "int"),
        (RawAddress(2, "text"), TypeError, "bytes-like object is required, not 'str'"),
        (RawAddress(2, None), TypeError, "bytes-like object is required, not 'NoneType'"),
        (RawAddress(2, 5), TypeError, "bytes-like object is required, not 'int'"),
        (RawAddress(2, bytes(127)), ValueError, "address data must be 126 bytes or less, not 127"),
        (RawAddress(2, bytes(10**6)), ValueError, "address data must be 126 bytes or less, not 1000000"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_refused(kind: str, method: str, address: Any, exception: Any, message: str) -> None:
    if not hasattr(cffisock, kind):
        pytest.skip(f"no {kind} here")
    with cffisock.socket(getattr(cffisock, kind), cffisock.SOCK_DGRAM) as sock:
        with pytest.raises(exception, match=message):
            USES[method](sock, address)
        with pytest.raises(exception, match=message):
            cffisock.getnameinfo(address, 0)


@pytest.mark.skipif(sys.implementation.name == "pypy", reason="PyPy's CFFI takes memory that is not contiguous")
def test_data_that_is_not_contiguous() -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock, pytest.raises(BufferError, match="contiguous"):
        sock.bind(RawAddress(cffisock.AF_INET, memoryview(bytes(28))[::2]))


@pytest.mark.parametrize("size", [0, 1, 13, 14, 125, 126])
def test_every_size_reaches_the_kernel(size: int) -> None:
    with cffisock.socket(cffisock.AF_INET6, cffisock.SOCK_DGRAM) as sock:
        for method in ("bind", "connect", "sendto", "sendmsg"):
            with pytest.raises(OSError) as raised:
                USES[method](sock, RawAddress(NOBODYS, b"\xff" * size))
            assert raised.value.errno in (errno.EINVAL, errno.EAFNOSUPPORT)


def test_a_plain_tuple_is_no_raw_address() -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock, pytest.raises(TypeError):
        sock.bind(tuple(inet(0)))


def test_nobodys_family() -> None:
    """What the standard library says of such an address has the same two parts; ours has as many bytes as are real."""
    first, second = cffisock.socketpair(cffisock.AF_UNIX, cffisock.SOCK_DGRAM)
    first.close()
    with second, cffisock.socket(NOBODYS, cffisock.SOCK_DGRAM, 0, fileno=os.dup(second.fileno())) as sock:
        name = b"\0a name of more than fourteen bytes, %d" % os.getpid()
        sock.bind(RawAddress(cffisock.AF_UNIX, name))
        assert second.getsockname() == name
        with pytest.raises(OSError, match="bad family"):
            sock.bind((NOBODYS, b"a plain tuple is no address"))


def test_as_a_tuple() -> None:
    address = RawAddress(NOBODYS, b"data")
    family, data = address
    assert (family, data) == (address.family, address.data) == (NOBODYS, b"data")
    assert address == (family, data)
    assert repr(address) == f"RawAddress(family={NOBODYS}, data=b'data')"


def test_getnameinfo(own: Any) -> None:
    flags = own.NI_NUMERICHOST | own.NI_NUMERICSERV
    assert cffisock.getnameinfo(inet(80), flags) == ("127.0.0.1", "80")
    assert cffisock.getnameinfo(inet(80), flags) == own.getnameinfo(("127.0.0.1", 80), flags)
    data = struct.pack("!HI16sI", 80, 0, own.inet_pton(own.AF_INET6, "::1"), 0)
    assert cffisock.getnameinfo(RawAddress(cffisock.AF_INET6, data), flags) == ("::1", "80")
    for address in (
        RawAddress(NOBODYS, bytes(14)),
        RawAddress(cffisock.AF_INET, b""),
        RawAddress(cffisock.AF_INET, b"1"),
    ):
        with pytest.raises(own_socket.gaierror):
            cffisock.getnameinfo(address, flags)
