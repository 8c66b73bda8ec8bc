"""AF_NETLINK, protocol by protocol: the kernel's part of each answers, or is heard."""

from __future__ import annotations

import errno
import os
import struct
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Open = Callable[..., Any]

NLMSG = struct.Struct("=IHHII")  # length, type, flags, sequence, port


def needs(*names: str) -> pytest.MarkDecorator:
    numbers = [getattr(cffisock, name) for name in names]
    return pytest.mark.needs(socket=[(cffisock.AF_NETLINK, cffisock.SOCK_RAW, number) for number in numbers], root=True)


@pytest.fixture
def netlink(net: Any) -> Iterator[Open]:
    made: list[Any] = []

    def make(protocol: str, groups: int = 0) -> Any:
        sock = net.socket(net.AF_NETLINK, net.SOCK_RAW, getattr(net, protocol))
        made.append(sock)
        sock.bind((0, groups))
        sock.settimeout(5)
        return sock

    yield make
    for sock in made:
        sock.close()


def request(kind: int, flags: int, payload: bytes = b"", sequence: int = 1) -> bytes:
    return NLMSG.pack(NLMSG.size + len(payload), kind, flags, sequence, 0) + payload


def answers(sock: Any, net: Any) -> Iterator[tuple[int, bytes]]:
    """The messages of an answer up to its end: type and payload."""
    while True:
        data, address = sock.recvfrom(65536)
        assert address == (0, 0)
        place = 0
        while place < len(data):
            size, kind, _, _, _ = NLMSG.unpack_from(data, place)
            if kind == net.NLMSG_DONE:
                return
            yield kind, data[place + NLMSG.size : place + size]
            place += (size + 3) & ~3


ANSWERING = ["ROUTE", "SOCK_DIAG", "XFRM", "NETFILTER", "GENERIC", "RDMA", "CRYPTO", "KOBJECT_UEVENT"]


@pytest.mark.parametrize(
    "protocol", [pytest.param(f"NETLINK_{name}", marks=needs(f"NETLINK_{name}")) for name in ANSWERING]
)
def test_an_acknowledgement(net: Any, netlink: Open, protocol: str) -> None:
    """Asked to do nothing, and to say so.  Uevents are not for asking, and their socket refuses."""
    sock = netlink(protocol)
    assert sock.proto == getattr(net, protocol)
    sock.connect((0, 0))
    assert sock.getpeername() == (0, 0)
    sent = request(net.NLMSG_NOOP, net.NLM_F_REQUEST | net.NLM_F_ACK, sequence=77)
    assert sock.send(sent) == len(sent)
    data, ancillary, flags, address = sock.recvmsg(1000)
    assert (ancillary, flags, address) == ([], 0, (0, 0))
    _, kind, _, sequence, port = NLMSG.unpack_from(data)
    (error,) = struct.unpack_from("=i", data, NLMSG.size)
    assert (kind, sequence, port) == (net.NLMSG_ERROR, 77, sock.getsockname()[0])
    assert error == (0 if protocol != "NETLINK_KOBJECT_UEVENT" else error)
    assert data[NLMSG.size + 4 :][: NLMSG.size] == sent


@needs("NETLINK_SOCK_DIAG")
def test_sockets(net: Any, netlink: Open, listener: Any) -> None:
    """The kernel knows of the sockets that listen: sock_diag(7)."""
    sock = netlink("NETLINK_SOCK_DIAG")
    # struct inet_diag_req_v2: family, protocol, extensions, pad, states; an identity of 48 bytes
    wanted = struct.pack("=BBBxI48x", net.AF_INET, net.IPPROTO_TCP, 0, 1 << 10)
    sock.send(request(20, net.NLM_F_REQUEST | net.NLM_F_DUMP, wanted))
    ports = {struct.unpack_from("!H", payload, 4)[0] for kind, payload in answers(sock, net)}
    assert listener.getsockname()[1] in ports


@needs("NETLINK_GENERIC")
def test_generic_families(net: Any, netlink: Open) -> None:
    sock = netlink("NETLINK_GENERIC")
    # struct genlmsghdr: command CTRL_CMD_GETFAMILY of the controller, version
    sock.send(request(16, net.NLM_F_REQUEST | net.NLM_F_DUMP, struct.pack("=BBxx", 3, 1)))
    assert any(b"nlctrl\0" in payload for _, payload in answers(sock, net))


@needs("NETLINK_XFRM")
def test_a_refusal_with_its_reason(net: Any, netlink: Open) -> None:
    """With NETLINK_EXT_ACK the kernel says in words what was wrong."""
    sock = netlink("NETLINK_ROUTE")
    sock.setsockopt(net.SOL_NETLINK, net.NETLINK_EXT_ACK, 1)
    sock.setsockopt(net.SOL_NETLINK, net.NETLINK_CAP_ACK, 1)
    assert sock.getsockopt(net.SOL_NETLINK, net.NETLINK_EXT_ACK) == 1
    # RTM_GETLINK for an interface that is not there.
    sock.send(request(18, net.NLM_F_REQUEST, struct.pack("=BxHiII", 0, 0, 0x7FFFFFFF, 0, 0)))
    data = sock.recv(1000)
    _, kind, flags, _, _ = NLMSG.unpack_from(data)
    assert kind == net.NLMSG_ERROR
    assert struct.unpack_from("=i", data, NLMSG.size) == (-errno.ENODEV,)
    assert flags & net.NLM_F_CAPPED
    with pytest.raises(OSError, match="Protocol not available"):
        sock.setsockopt(net.SOL_NETLINK, 999, 1)


@needs("NETLINK_USERSOCK")
def test_groups(net: Any, netlink: Open) -> None:
    """A message goes to the members of a group, who are told which, and to the port in its address."""
    member, other, sender = (netlink("NETLINK_USERSOCK", groups) for groups in (1 << 4, 0, 0))
    assert member.getsockname()[1] == 1 << 4
    member.setsockopt(net.SOL_NETLINK, net.NETLINK_PKTINFO, 1)
    assert sender.sendto(b"to group 5", (other.getsockname()[0], 1 << 4)) == 10
    data, ancillary, _, address = member.recvmsg(100, 100)
    assert (data, address) == (b"to group 5", (sender.getsockname()[0], 1 << 4))
    assert ancillary == [(net.SOL_NETLINK, net.NETLINK_PKTINFO, struct.pack("=I", 5))]
    assert other.recvfrom(100) == (b"to group 5", address)
    other.setsockopt(net.SOL_NETLINK, net.NETLINK_ADD_MEMBERSHIP, 5)
    assert other.getsockopt(net.SOL_NETLINK, net.NETLINK_LIST_MEMBERSHIPS, 4) == struct.pack("=I", 1 << 4)
    assert other.getsockname()[1] == 1 << 4
    other.setsockopt(net.SOL_NETLINK, net.NETLINK_DROP_MEMBERSHIP, 5)
    assert other.getsockname()[1] == 0


@pytest.mark.needs(device="vcan1")
@needs("NETLINK_KOBJECT_UEVENT")
def test_events_of_devices(net: Any, netlink: Open) -> None:
    sock = netlink("NETLINK_KOBJECT_UEVENT", 1)
    with open("/sys/class/net/vcan1/uevent", "w") as file:
        file.write("change")
    deadline = time.monotonic() + 60
    while True:
        data, address = sock.recvfrom(10000)
        if data.startswith(b"change@/devices/virtual/net/vcan1\0"):
            break
        assert time.monotonic() < deadline
    assert address == (0, 1)
    assert b"INTERFACE=vcan1" in data.split(b"\0")


@needs("NETLINK_CONNECTOR")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # faulthandler's thread is one
def test_events_of_processes(net: Any, netlink: Open) -> None:
    """The process connector: it is asked to start, and says that it did."""
    sock = netlink("NETLINK_CONNECTOR", 1)
    # struct cn_msg: index, value, sequence, acknowledgement, length, flags; the operation PROC_CN_MCAST_LISTEN
    listen = struct.pack("=IIIIHHI", 1, 1, 0, 0, 4, 0, 1)
    try:
        sock.send(request(net.NLMSG_DONE, 0, listen))
    except ConnectionRefusedError:
        pytest.skip("the process connector is in the kernel's first network namespace alone")
    process = os.fork()
    if process == 0:
        os._exit(7)
    os.waitpid(process, 0)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        data, address = sock.recvfrom(1000)
        assert address == (0, 1)
        # After the two heads, struct proc_event: what, processor, time; for an exit the process and its status
        what, _, _, pid, _, status = struct.unpack_from("=IIQIII", data + bytes(16), NLMSG.size + 20)
        if what == 0x80000000 and pid == process:
            assert os.WEXITSTATUS(status) == 7
            return
    pytest.fail("nobody told of the end of the process")


@needs("NETLINK_FIB_LOOKUP")
def test_a_route(net: Any, netlink: Open) -> None:
    """struct fib_result_nl goes in with an address, and comes back with what the routing table says."""
    sock = netlink("NETLINK_FIB_LOOKUP")
    loopback = net.inet_aton("127.0.0.1")
    sock.send(request(16, net.NLM_F_REQUEST, loopback + struct.pack("=IBBBBBBBBi", 0, 0, 0, 255, 0, 0, 0, 0, 0, 0)))
    data, address = sock.recvfrom(1000)
    assert address == (0, 0)
    answer = data[NLMSG.size :]
    kind, scope = answer[14], answer[15]
    assert answer[:4] == loopback
    assert (kind, scope) == (2, 254)  # RTN_LOCAL, RT_SCOPE_HOST
    (error,) = struct.unpack_from("=i", answer, 16)
    assert error == 0


@needs("NETLINK_SELINUX")
def test_a_socket_that_only_listens(net: Any, netlink: Open) -> None:
    """The kernel's side takes no messages."""
    sock = netlink("NETLINK_SELINUX", 1)
    assert sock.getsockname()[1] == 1
    with pytest.raises(ConnectionRefusedError):
        sock.sendto(b"x" * 16, (0, 0))


def test_protocols_that_no_kernel_has(net: Any) -> None:
    for protocol in (net.NETLINK_UNUSED, net.NETLINK_FIREWALL, net.NETLINK_IP6_FW, net.NETLINK_DNRTMSG, 31):
        with pytest.raises(OSError, match="Protocol not supported"):
            net.socket(net.AF_NETLINK, net.SOCK_RAW, protocol)
    with pytest.raises(OSError, match="Protocol not supported"):
        net.socket(net.AF_NETLINK, net.SOCK_RAW, 32)  # MAX_LINKS
    with pytest.raises(OSError, match="Socket type not supported"):
        net.socket(net.AF_NETLINK, net.SOCK_STREAM, 0)
