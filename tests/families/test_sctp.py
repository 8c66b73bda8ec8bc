"""SCTP over IPv4 and IPv6: one-to-one sockets, and one-to-many ones with streams and notifications."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = [("AF_INET", "127.0.0.1"), ("AF_INET6", "::1")]

pytestmark = pytest.mark.needs(
    socket=[(family, cffisock.SOCK_STREAM, cffisock.IPPROTO_SCTP) for family in (cffisock.AF_INET, cffisock.AF_INET6)]
)


@pytest.fixture(params=FAMILIES, ids=[name for name, _ in FAMILIES])
def family(net: Any, request: pytest.FixtureRequest) -> tuple[int, str]:
    name, host = request.param
    return getattr(net, name), host


def make(net: Any, family: tuple[int, str], kind: int) -> Any:
    """A socket that is bound."""
    sock = net.socket(family[0], kind, net.IPPROTO_SCTP)
    sock.bind((family[1], 0))
    sock.settimeout(5)
    return sock


@pytest.fixture
def connected(net: Any, family: tuple[int, str]) -> Iterator[tuple[Any, Any]]:
    """The client and the server of a one-to-one association."""
    with make(net, family, net.SOCK_STREAM) as listener:
        listener.listen()
        with net.socket(family[0], net.SOCK_STREAM, net.IPPROTO_SCTP) as client:
            client.settimeout(5)
            client.connect(listener.getsockname())
            server, address = listener.accept()
            with server:
                server.settimeout(5)
                assert address == client.getsockname()
                assert server.getpeername() == client.getsockname()
                yield client, server


@pytest.fixture
def ends(net: Any, family: tuple[int, str]) -> Iterator[tuple[Any, Any]]:
    """Two one-to-many sockets."""
    with make(net, family, net.SOCK_SEQPACKET) as first, make(net, family, net.SOCK_SEQPACKET) as second:
        second.listen()
        yield first, second


def test_one_to_one(net: Any, connected: tuple[Any, Any]) -> None:
    client, server = connected
    assert client.proto == server.proto == net.IPPROTO_SCTP
    for message in (b"one", b"another"):  # their boundaries are kept
        client.sendall(message)
    data, _, flags, _ = server.recvmsg(100)
    assert (data, flags & net.MSG_EOR) == (b"one", net.MSG_EOR)
    assert server.recv(100) == b"another"
    server.send(b"answer")
    assert client.recv(100) == b"answer"
    client.sendall(bytes(50_000))
    received = 0
    while received < 50_000:
        received += len(server.recv(65536))
    client.shutdown(net.SHUT_WR)
    assert server.recv(10) == b""


def test_options(net: Any, connected: tuple[Any, Any], family: tuple[int, str]) -> None:
    client, _ = connected
    assert client.getsockopt(net.SOL_SCTP, net.SCTP_NODELAY) == 0
    client.setsockopt(net.SOL_SCTP, net.SCTP_NODELAY, 1)
    assert client.getsockopt(net.SOL_SCTP, net.SCTP_NODELAY) == 1
    # struct sctp_status: association, state, window, unacknowledged, pending, streams in, streams out, ...
    status = client.getsockopt(net.SOL_SCTP, net.SCTP_STATUS, 200)
    _, state, _, _, _, streams_in, streams_out = struct.unpack_from("=iiIHHHH", status)
    assert state == 4  # established
    assert streams_in > 0
    assert streams_out > 0
    with net.socket(family[0], net.SOCK_STREAM, net.IPPROTO_SCTP) as sock:
        initial = struct.pack("=HHHH", 5, 6, 7, 8)  # streams out and in, attempts, time
        sock.setsockopt(net.SOL_SCTP, net.SCTP_INITMSG, initial)
        assert sock.getsockopt(net.SOL_SCTP, net.SCTP_INITMSG, 8) == initial


def test_one_to_many(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    assert first.sendto(b"hello", second.getsockname()) == 5
    data, address = second.recvfrom(100)
    assert (data, address) == (b"hello", first.getsockname())
    second.sendto(b"back", address)
    assert first.recvfrom(100) == (b"back", second.getsockname())


def test_streams(net: Any, ends: tuple[Any, Any]) -> None:
    """Control messages say which stream to use, and which was used."""
    first, second = ends
    second.setsockopt(net.SOL_SCTP, net.SCTP_RECVRCVINFO, 1)
    # struct sctp_sndinfo: stream, flags, payload protocol, context, association
    wanted = struct.pack("=HHIIi", 3, 0, 77, 0, 0)
    first.sendmsg([b"in stream 3"], [(net.IPPROTO_SCTP, net.SCTP_SNDINFO, wanted)], 0, second.getsockname())
    data, ancillary, _, address = second.recvmsg(100, 200)
    assert (data, address) == (b"in stream 3", first.getsockname())
    told = {kind: value for level, kind, value in ancillary if level == net.IPPROTO_SCTP}
    # struct sctp_rcvinfo: stream, sequence number, flags, payload protocol, ...
    stream, _, _, protocol = struct.unpack_from("=HHHxxI", told[net.SCTP_RCVINFO])
    assert (stream, protocol) == (3, 77)


def test_notifications(net: Any, ends: tuple[Any, Any]) -> None:
    """Events come between the messages, marked by a flag."""
    first, second = ends
    # struct sctp_event: association, type, on
    second.setsockopt(
        net.SOL_SCTP, net.SCTP_EVENT, struct.pack("=iHBx", net.SCTP_FUTURE_ASSOC, net.SCTP_ASSOC_CHANGE, 1)
    )
    first.sendto(b"hello", second.getsockname())
    data, _, flags, _ = second.recvmsg(500)
    assert flags & net.MSG_NOTIFICATION
    kind, _, size, state = struct.unpack_from("=HHIH", data)
    assert (kind, size, state) == (net.SCTP_ASSOC_CHANGE, len(data), 0)  # communication is up
    data, _, flags, _ = second.recvmsg(500)
    assert (data, flags & net.MSG_NOTIFICATION) == (b"hello", 0)


def test_several_addresses(net: Any) -> None:
    """An end with two addresses: both are in the kernel's list."""
    with net.socket(net.AF_INET, net.SOCK_SEQPACKET, net.IPPROTO_SCTP) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        other = struct.pack("=H", net.AF_INET) + struct.pack("!H", port) + net.inet_aton("127.0.0.2") + bytes(8)
        sock.setsockopt(net.SOL_SCTP, net.SCTP_SOCKOPT_BINDX_ADD, other)
        with net.socket(net.AF_INET, net.SOCK_SEQPACKET, net.IPPROTO_SCTP) as sender:
            sock.listen()
            sock.settimeout(5)
            sender.sendto(b"to the other", ("127.0.0.2", port))
            assert sock.recv(100) == b"to the other"


def test_refusals(net: Any, ends: tuple[Any, Any], family: tuple[int, str]) -> None:
    first, second = ends
    with net.socket(family[0], net.SOCK_STREAM, net.IPPROTO_SCTP) as sock:
        with pytest.raises(OSError, match=r"Address (already )?in use"):
            sock.bind(second.getsockname())
        with pytest.raises(ConnectionRefusedError):
            sock.connect(first.getsockname())  # it does not listen
        with pytest.raises(OSError, match=r"Invalid argument|not supported"):
            sock.setsockopt(net.SOL_SCTP, net.SCTP_INITMSG, b"short")
