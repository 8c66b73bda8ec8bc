"""AF_TIPC: services by name, ranges of names and sockets, within one node."""

from __future__ import annotations

import struct
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cffisock
from cffisock.families import RawAddress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

in_the_kernel = pytest.mark.needs(socket=(cffisock.AF_TIPC, cffisock.SOCK_RDM, 0), module="tipc")

TYPE = 4711  # of service
NUMBERS = st.integers(0, 2**32 - 1)
SCOPES = st.integers(-128, 127).map(lambda scope: scope & 0xFFFFFFFF)


def test_addresses_there_and_back(recode: Callable[..., Any]) -> None:
    """Where the third number has no meaning the standard library's own value comes back."""

    @given(kind=st.integers(1, 3), first=NUMBERS, second=NUMBERS, third=NUMBERS, scope=SCOPES)
    def check(kind: int, first: int, second: int, third: int, scope: int) -> None:
        meant = {cffisock.TIPC_ADDR_NAMESEQ: third, cffisock.TIPC_ADDR_NAME: second, cffisock.TIPC_ADDR_ID: 0}
        address = kind, first, second, third, scope
        assert recode("AF_TIPC", address) == (kind, first, second, meant[kind], scope)

    check()
    without = recode("AF_TIPC", (cffisock.TIPC_ADDR_NAMESEQ, 1, 2, 3))
    assert without == (cffisock.TIPC_ADDR_NAMESEQ, 1, 2, 3, cffisock.TIPC_CLUSTER_SCOPE)
    assert recode("AF_TIPC", (3, -1, 2**32 + 1, 0)) == (3, 2**32 - 1, 1, 0, 2)


def test_kinds_that_do_not_exist(recode: Callable[..., Any]) -> None:
    for kind in (0, 4, 255, 256 + 1):
        with pytest.raises(TypeError, match="Invalid address type"):
            recode("AF_TIPC", (kind, 1, 2, 3))
    assert recode("AF_TIPC", (1, 1, 2, 3), 0, 2) == RawAddress(cffisock.AF_TIPC, b"")  # cut off after the family


MALFORMED: list[Any] = [
    *(None, 5, "text", [1, 2, 3, 4], (), (1,), (1, 2, 3), (1, 2, 3, 4, 5, 6)),
    *(("1", 2, 3, 4), (1, "2", 3, 4), (1, 2, 3, None), (1, 2, 3, 4, "5"), (1, 2, 1.5, 4)),
    *((0, 1, 2, 3), (9, 1, 2, 3), (-1, 1, 2, 3), (2**64 + 5, 1, 2, 3)),
]


@pytest.mark.parametrize("address", MALFORMED, ids=ascii)
def test_malformed_addresses(same: Any, pretend: Callable[..., Any], address: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_TIPC") as sock:
            sock.bind(address)

    same(call, raises=TypeError)


@pytest.fixture
def tipc(net: Any) -> Iterator[Callable[..., Any]]:
    """Makes sockets with a timeout, bound to a range of instances if told so."""
    made: list[Any] = []

    def make(kind: str = "SOCK_RDM", lower: int | None = None, upper: int = 0) -> Any:
        sock = net.socket(net.AF_TIPC, getattr(net, kind))
        made.append(sock)
        sock.settimeout(5)
        if lower is not None:
            sock.bind((net.TIPC_ADDR_NAMESEQ, TYPE, lower, upper or lower, net.TIPC_NODE_SCOPE))
        return sock

    yield make
    for sock in made:
        sock.close()


@in_the_kernel
@pytest.mark.parametrize("kind", ["SOCK_RDM", "SOCK_DGRAM"])
def test_datagrams_to_a_name(net: Any, tipc: Callable[..., Any], kind: str) -> None:
    server, client = tipc(kind, 100, 200), tipc(kind)
    assert client.sendto(b"to 150", (net.TIPC_ADDR_NAME, TYPE, 150, 0)) == 6
    data, ancillary, _, address = server.recvmsg(100, 100)
    assert (data, address) == (b"to 150", client.getsockname())
    assert address[0] == net.TIPC_ADDR_ID
    # The name that was asked for: its type, and the instance twice.
    assert (net.SOL_TIPC, net.TIPC_DESTNAME, struct.pack("=III", TYPE, 150, 150)) in ancillary
    # The answer goes to the socket itself.
    assert server.sendto(b"answer", address) == 6
    assert client.recvfrom(100) == (b"answer", server.getsockname())
    client.connect((net.TIPC_ADDR_NAME, TYPE, 160, 0))
    client.send(b"to the peer")
    assert server.recv(100) == b"to the peer"


@in_the_kernel
def test_datagrams_to_a_range(net: Any, tipc: Callable[..., Any]) -> None:
    """All who overlap get it, once each."""
    receivers = [tipc("SOCK_RDM", 10, 19), tipc("SOCK_RDM", 15, 25), tipc("SOCK_RDM", 30, 39)]
    sender = tipc()
    sender.sendto(b"to 10-20", (net.TIPC_ADDR_NAMESEQ, TYPE, 10, 20))
    sender.sendto(b"to 30", (net.TIPC_ADDR_NAME, TYPE, 30, 0))
    for receiver in receivers[:2]:
        assert receiver.recvfrom(100) == (b"to 10-20", sender.getsockname())
    assert receivers[2].recv(100) == b"to 30"
    for receiver in receivers:
        receiver.setblocking(False)
        with pytest.raises(BlockingIOError):
            receiver.recv(100)


@in_the_kernel
@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_SEQPACKET"])
def test_connections(net: Any, tipc: Callable[..., Any], kind: str) -> None:
    """connect() returns only after accept(): it takes two threads."""
    listener, client = tipc(kind, 1), tipc(kind)
    listener.listen()
    accepted: list[Any] = []
    thread = threading.Thread(target=lambda: accepted.append(listener.accept()))
    thread.start()
    client.connect((net.TIPC_ADDR_NAME, TYPE, 1, 0))
    thread.join(5)
    server, address = accepted[0]
    with server:
        server.settimeout(5)
        assert address == client.getsockname() == server.getpeername()
        assert client.getpeername() == server.getsockname()
        client.sendall(b"request")
        assert server.recv(100) == b"request"
        server.sendmsg([b"ans", b"wer"])
        assert client.recvmsg(100)[0] == b"answer"
        much = bytes(range(256)) * 200  # one record may have 66,000 bytes
        sender = threading.Thread(target=server.sendall, args=(much,))
        sender.start()
        received = b""
        while len(received) < len(much):
            received += client.recv(100_000)
        sender.join(5)
        assert received == much
        timer = threading.Timer(0.2, client.send, (b"late",))
        timer.start()
        server.setblocking(True)
        assert server.recv(100) == b"late"
        timer.join(5)
        client.shutdown(net.SHUT_RDWR)
        assert server.recv(100) == b""


@in_the_kernel
@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_SEQPACKET", "SOCK_RDM", "SOCK_DGRAM"])
def test_pairs(net: Any, kind: str) -> None:
    first, second = net.socketpair(net.AF_TIPC, getattr(net, kind))
    with first, second:
        assert first.family == net.AF_TIPC
        first.settimeout(5)
        second.settimeout(5)
        first.send(b"there")
        assert second.recv(100) == b"there"
        second.send(b"back")
        assert first.recv(100) == b"back"


@in_the_kernel
def test_topology(net: Any, tipc: Callable[..., Any]) -> None:
    """The topology server tells of services that come and go."""
    watcher = tipc("SOCK_SEQPACKET")
    watcher.connect((net.TIPC_ADDR_NAME, net.TIPC_TOP_SRV, net.TIPC_TOP_SRV, 0))
    # struct tipc_subscr: type, lower, upper; timeout, filter; a handle of one's own
    wanted = struct.pack("=5I8s", TYPE, 0, 99, 0xFFFFFFFF, net.TIPC_SUB_PORTS, b"a handle")
    watcher.send(wanted)

    def told() -> tuple[int, ...]:
        event, lower, upper, ref, node = struct.unpack_from("=5I", watcher.recv(100))
        return event, lower, upper, ref, node

    server = tipc("SOCK_RDM", 40, 50)
    _, node, ref, _, _ = server.getsockname()
    assert told() == (net.TIPC_PUBLISHED, 40, 50, ref, node)
    server.close()
    assert told() == (net.TIPC_WITHDRAWN, 40, 50, ref, node)


@in_the_kernel
def test_groups(net: Any, tipc: Callable[..., Any]) -> None:
    """Members send to all, to a member's instance, or to a member's socket, and are told who comes and goes."""
    flags = net.TIPC_GROUP_MEMBER_EVTS

    def join(instance: int) -> Any:
        sock = tipc("SOCK_RDM")
        request = struct.pack("=4I", TYPE, instance, net.TIPC_NODE_SCOPE, flags)
        sock.setsockopt(net.SOL_TIPC, net.TIPC_GROUP_JOIN, request)
        return sock

    first = join(1)
    second = join(2)
    for sock, other in ((first, second), (second, first)):
        data, _, seen, address = sock.recvmsg(100)  # an event: out of band, no data
        assert (data, seen & net.MSG_OOB, seen & net.MSG_EOR) == (b"", net.MSG_OOB, 0)
        assert address == (*other.getsockname()[:4], 0)
    assert first.send(b"to all") == 6
    data, address = second.recvfrom(100)
    assert (data, address) == (b"to all", (*first.getsockname()[:4], 0))
    second.sendto(b"to 1", (net.TIPC_ADDR_NAME, TYPE, 1, 0))
    assert first.recv(100) == b"to 1"
    second.sendto(b"to a socket", first.getsockname())
    assert first.recv(100) == b"to a socket"
    second.setsockopt(net.SOL_TIPC, net.TIPC_GROUP_LEAVE, None, 0)
    _, _, seen, address = first.recvmsg(100)
    assert seen & (net.MSG_OOB | net.MSG_EOR) == net.MSG_OOB | net.MSG_EOR
    assert address == (*second.getsockname()[:4], 0)


@in_the_kernel
def test_a_message_that_comes_back(net: Any, tipc: Callable[..., Any]) -> None:
    """It was to a service that nobody offers: its sender gets it again, with the reason."""
    server, client = tipc("SOCK_RDM", 7), tipc()
    address = server.getsockname()
    server.close()
    assert client.getsockopt(net.SOL_TIPC, net.TIPC_DEST_DROPPABLE) == 1
    client.setsockopt(net.SOL_TIPC, net.TIPC_DEST_DROPPABLE, 0)
    client.sendto(b"for nobody", address)
    data, ancillary, _, _ = client.recvmsg(100, 200)
    told = {kind: value for level, kind, value in ancillary if level == net.SOL_TIPC}
    number, size = struct.unpack("=II", told[net.TIPC_ERRINFO])
    assert (data, number, size) == (b"", net.TIPC_ERR_NO_PORT, 10)
    assert told[net.TIPC_RETDATA] == b"for nobody"


@in_the_kernel
def test_options(net: Any, tipc: Callable[..., Any]) -> None:
    sock = tipc()
    assert sock.getsockopt(net.SOL_TIPC, net.TIPC_IMPORTANCE) == net.TIPC_LOW_IMPORTANCE
    sock.setsockopt(net.SOL_TIPC, net.TIPC_IMPORTANCE, net.TIPC_CRITICAL_IMPORTANCE)
    assert sock.getsockopt(net.SOL_TIPC, net.TIPC_IMPORTANCE) == net.TIPC_CRITICAL_IMPORTANCE
    with pytest.raises(OSError, match="Invalid argument"):
        sock.setsockopt(net.SOL_TIPC, net.TIPC_IMPORTANCE, 99)
    sock.setsockopt(net.SOL_TIPC, net.TIPC_SRC_DROPPABLE, 1)
    assert sock.getsockopt(net.SOL_TIPC, net.TIPC_SRC_DROPPABLE) == 1
    assert sock.getsockopt(net.SOL_TIPC, net.TIPC_SOCK_RECVQ_DEPTH) == 0
    assert tipc("SOCK_STREAM").getsockopt(net.SOL_TIPC, net.TIPC_CONN_TIMEOUT) == 8000


@in_the_kernel
def test_refusals(net: Any, tipc: Callable[..., Any]) -> None:
    sock = tipc()
    with pytest.raises(OSError, match="Address family not supported"):
        sock.bind((net.TIPC_ADDR_ID, 1, 2, 0))
    with pytest.raises(PermissionError):
        sock.bind((net.TIPC_ADDR_NAMESEQ, net.TIPC_CFG_SRV + 2, 0, 0))  # types below 64 are TIPC's own
    with pytest.raises(OSError, match="Transport endpoint is not connected"):
        sock.getpeername()
    client = tipc("SOCK_STREAM")
    with pytest.raises(OSError, match=r"No route to host|Connection refused"):
        client.connect((net.TIPC_ADDR_NAME, TYPE, 999, 0))
