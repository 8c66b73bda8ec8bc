"""AF_VSOCK: streams and packets, over the loopback that has the address VMADDR_CID_LOCAL."""

from __future__ import annotations

import struct
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

over_loopback = pytest.mark.needs(socket=(cffisock.AF_VSOCK, cffisock.SOCK_STREAM, 0), module="vsock_loopback")

NUMBERS = st.integers(0, 2**32 - 1)


def test_addresses_there_and_back(recode: Callable[..., Any]) -> None:
    @given(address=st.tuples(NUMBERS, NUMBERS))
    def check(address: Any) -> None:
        assert recode("AF_VSOCK", address) == address

    check()
    assert recode("AF_VSOCK", (-1, 2**32 + 7)) == (cffisock.VMADDR_CID_ANY, 7)
    assert recode("AF_VSOCK", (3, 4), 0, 8) == (0, 4)  # cut off after the port


MALFORMED: list[Any] = [None, 5, "text", [1, 2], (), (1,), (1, 2, 3), ("1", 2), (1, "2"), (None, 1), (1.5, 1), ([], 1)]


@pytest.mark.parametrize("address", MALFORMED, ids=ascii)
@pytest.mark.parametrize("method", ["bind", "connect", "connect_ex"])
def test_malformed_addresses(same: Any, pretend: Callable[..., Any], method: str, address: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_VSOCK") as sock:
            getattr(sock, method)(address)

    same(call, raises=TypeError)


@pytest.fixture(params=["SOCK_STREAM", "SOCK_SEQPACKET"])
def connected(net: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """The client and the server of a connection."""
    kind = getattr(net, request.param)
    with net.socket(net.AF_VSOCK, kind) as listener:
        listener.bind((net.VMADDR_CID_ANY, net.VMADDR_PORT_ANY))
        listener.listen()
        cid, port = listener.getsockname()
        assert cid == net.VMADDR_CID_ANY
        with net.socket(net.AF_VSOCK, kind) as client:
            client.settimeout(5)
            client.connect((net.VMADDR_CID_LOCAL, port))
            assert client.getpeername() == (net.VMADDR_CID_LOCAL, port)
            server, address = listener.accept()
            with server:
                server.settimeout(5)
                assert address == server.getpeername() == (net.VMADDR_CID_LOCAL, client.getsockname()[1])
                yield client, server


@over_loopback
def test_there_and_back(net: Any, connected: tuple[Any, Any]) -> None:
    client, server = connected
    client.sendall(b"a" * 10)
    server.settimeout(5)
    assert server.recv(100) == b"a" * 10
    server.sendmsg([b"two ", b"parts"])
    data, ancillary, _, address = client.recvmsg(100)
    assert (data, ancillary) == (b"two parts", [])
    assert address is None
    client.shutdown(net.SHUT_WR)
    assert server.recv(100) == b""


@over_loopback
def test_much_data(net: Any, connected: tuple[Any, Any]) -> None:
    client, server = connected
    if client.type == net.SOCK_SEQPACKET:
        for size in (1, 5000, 50_000):
            client.send(bytes(size))
            assert server.recv(100_000) == bytes(size)
        client.send(b"a record")
        data, _, flags, _ = server.recvmsg(3)
        assert (data, flags & net.MSG_TRUNC) == (b"a r", net.MSG_TRUNC)
        return
    much = bytes(range(256)) * 4000
    sender = threading.Thread(target=client.sendall, args=(much,))
    sender.start()
    received = bytearray()
    while len(received) < len(much):
        received += server.recv(65536)
    sender.join(5)
    assert received == much


@over_loopback
def test_waiting(net: Any, connected: tuple[Any, Any]) -> None:
    """A receive that blocks lets other threads run, and one with a timeout ends."""
    client, server = connected
    server.settimeout(0.05)
    with pytest.raises(net.timeout):
        server.recv(10)
    server.setblocking(False)
    with pytest.raises(BlockingIOError):
        server.recv(10)
    server.setblocking(True)
    timer = threading.Timer(0.2, client.send, (b"late",))
    timer.start()
    assert server.recv(10) == b"late"
    timer.join(5)


@over_loopback
def test_options_are_as_wide_as_they_are(net: Any) -> None:
    with net.socket(net.AF_VSOCK, net.SOCK_STREAM) as sock:
        for value in (4096, 2**31, 2**33 + 1):
            sock.setsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_MAX_SIZE, 2**34)
            sock.setsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_SIZE, value)
            assert sock.getsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_SIZE) == value
            assert sock.getsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_SIZE, 8) == struct.pack("=Q", value)
        for value in (2**63 + 1, 2**64 - 1):
            sock.setsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_MAX_SIZE, value)
            assert sock.getsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_MAX_SIZE) == value
        with pytest.raises(OSError, match="Invalid argument"):
            sock.setsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_BUFFER_SIZE, b"1234")
        with pytest.raises(OSError, match="Protocol not available"):
            sock.getsockopt(net.AF_VSOCK, 77)
        # What the standard library reads as 64 bits, though it has 32.
        sock.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 100_000)
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as other:
            other.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 100_000)
            assert sock.getsockopt(net.SOL_SOCKET, net.SO_RCVBUF) == other.getsockopt(net.SOL_SOCKET, net.SO_RCVBUF)
        timeout = struct.pack("@ll", 3, 0)
        sock.setsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_CONNECT_TIMEOUT, timeout)
        assert sock.getsockopt(net.AF_VSOCK, net.SO_VM_SOCKETS_CONNECT_TIMEOUT, 16) == timeout


@over_loopback
def test_refusals(net: Any) -> None:
    with net.socket(net.AF_VSOCK, net.SOCK_STREAM) as sock:
        assert sock.getsockname() == (net.VMADDR_CID_ANY, net.VMADDR_PORT_ANY)
        sock.settimeout(5)
        with pytest.raises(ConnectionResetError):
            sock.connect((net.VMADDR_CID_LOCAL, 0x7FFFFFFF))  # nobody listens
        with pytest.raises(OSError, match="Transport endpoint is not connected"):
            sock.getpeername()
    with net.socket(net.AF_VSOCK, net.SOCK_STREAM) as sock, net.socket(net.AF_VSOCK, net.SOCK_STREAM) as other:
        with pytest.raises(OSError, match=r"Cannot assign requested address|Address not available"):
            sock.bind((12345, net.VMADDR_PORT_ANY))  # not this machine
        sock.bind((net.VMADDR_CID_LOCAL, net.VMADDR_PORT_ANY))
        with pytest.raises(OSError, match=r"Address (already )?in use"):
            other.bind(sock.getsockname())


@over_loopback
def test_the_number_of_this_machine(net: Any) -> None:
    """There is no host behind: the number is that of none, or of the loopback."""
    import array
    import fcntl

    number = array.array("I", [0])
    with open("/dev/vsock", "rb") as device:
        fcntl.ioctl(device, net.IOCTL_VM_SOCKETS_GET_LOCAL_CID, number)
    assert number[0] in (net.VMADDR_CID_LOCAL, net.VMADDR_CID_ANY)
