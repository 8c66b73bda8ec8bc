"""Datagrams that the kernel cuts and joins (UDP_SEGMENT, UDP_GRO), and the same without it."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest

import cffisock as net

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["AF_INET", "AF_INET6"])
def udp(request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """A UDP socket that is connected to another one, with room for much."""
    family = getattr(net, request.param)
    with net.socket(family, net.SOCK_DGRAM) as sender, net.socket(family, net.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1" if family == net.AF_INET else "::1", 0))
        receiver.settimeout(5)
        receiver.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 1 << 20)
        sender.connect(receiver.getsockname())
        yield sender, receiver


def pattern(size: int) -> bytes:
    return (b"0123456789abcdefg" * (size // 17 + 1))[:size]


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def receive(sock: Any, wanted: int, size: int = 65535) -> tuple[list[bytes], int]:
    """Datagrams with so many bytes together, and how many the kernel brought them in."""
    batch = net.DatagramBatch(8, size)
    found: list[bytes] = []
    brought = 0
    while sum(map(len, found)) < wanted:
        brought += sock.recv_many(batch)
        found += [bytes(view) for datagram in batch for view in datagram.segments()]
    return found, brought


@pytest.mark.parametrize("size", [1, 1199, 1200, 1201, 64800, 65000, 200_000])
def test_cutting(udp: tuple[Any, Any], size: int) -> None:
    sender, receiver = udp
    data = pattern(size)
    assert sender.send_segmented(data, 1200) == size
    assert receive(receiver, size) == (pieces(data, 1200), -(-size // 1200))
    assert sender.send_segmented(bytearray(data), 1200, receiver.getsockname()) == size
    assert receive(receiver, size)[0] == pieces(data, 1200)


@pytest.mark.parametrize("size", [1200, 1201, 64800, 64900, 200_000])
def test_joining(udp: tuple[Any, Any], size: int) -> None:
    sender, receiver = udp
    data = pattern(size)
    assert receiver.enable_gro()
    for _ in range(3):
        sender.send_segmented(data, 1200)
        found, brought = receive(receiver, size)
        assert found == pieces(data, 1200)
        assert brought <= -(-size // 1200 // 50) + 1


def test_views_of_segments_of_changing_sizes(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.enable_gro()
    batch = net.DatagramBatch(1, 65535)
    for segment, size in [
        (100, 500),
        (100, 500),
        (100, 300),
        (100, 350),
        (100, 700),
        (70, 700),
        (100, 100),
        (100, 710),
    ]:
        data = pattern(size)
        sender.send_segmented(data, segment)
        assert receiver.recv_many(batch) == 1
        assert batch[0].segment_size in (segment, 0)
        assert [bytes(view) for view in batch[0].segments()] == pieces(data, segment)
        for view in batch[0].segments():
            view.release()
        assert [bytes(view) for view in batch[0].segments()] == pieces(data, segment)
        assert batch[0].data == data


@pytest.mark.parametrize("size", [2048, 65535])
def test_all_segments_at_once(udp: tuple[Any, Any], size: int) -> None:
    """Whatever came before: views are kept where the places are large."""
    sender, receiver = udp
    receiver.enable_gro()
    batch = net.DatagramBatch(3, size)
    assert batch.segments() == []
    for whole, segment in [
        ([500], 100),
        ([500], 100),
        ([500], 250),
        ([700, 300], 100),
        ([700, 350], 100),
        ([350, 700], 100),
        ([10, 0, 20], 100),
        ([10, 20], 100),
        ([1000] * 3, 10),
    ]:
        expected = []
        for length in whole:
            data = pattern(length)
            if length:
                sender.send_segmented(data, segment)
            else:
                sender.send(b"")
            expected += pieces(data, segment) or [b""]
        found: list[bytes] = []
        while len(found) < len(expected):
            assert receiver.recv_many(batch) > 0
            segments = batch.segments()
            assert segments == [view for datagram in batch for view in datagram.segments()]
            found += map(bytes, segments)
            segments[-1].release()
            segments.clear()
            assert list(map(bytes, batch.segments())) == found[-len(batch.segments()) :]
        assert found == expected
    sender.send_segmented(pattern(30), 10)
    receiver.recv_many(batch)
    receiver.settimeout(0)
    with pytest.raises(BlockingIOError):
        receiver.recv_many(batch)
    assert batch.segments() == []


def test_equal_messages_are_sent_as_segments(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.enable_gro()
    messages = [b"%02d" % number * 600 for number in range(50)]
    assert sender.send_many(messages) == 50
    found, brought = receive(receiver, 50 * 1200)
    assert found == messages
    assert brought == 1


def test_sending_joined_datagrams_on(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.enable_gro()
    data = pattern(64_850)
    sender.send_segmented(data, 1200)
    batch = net.DatagramBatch(8, 65535)
    count = receiver.recv_many(batch)
    assert receiver.send_many(batch) == count
    assert receive(sender, 64_850)[0] == pieces(data, 1200)


def test_sending_joined_datagrams_on_over_another_family(udp: tuple[Any, Any]) -> None:
    """Nothing but UDP cuts: elsewhere they would arrive as one."""
    sender, receiver = udp
    if not receiver.enable_gro():
        pytest.skip("this system joins no datagrams")
    data = pattern(3000)
    sender.send_segmented(data, 1200)
    sender.send(b"")
    batch = net.DatagramBatch(8, 65535)
    count = receiver.recv_many(batch)
    assert batch[0].segment_size == 1200
    batch.redirect(None)
    out, sink = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
    with out, sink:
        assert out.send_many(batch) == count
        sink.settimeout(5)
        found = net.DatagramBatch(8, 2000)
        assert sink.recv_many(found) == 2 + count
        assert [bytes(view) for view in found.views()] == [*pieces(data, 1200), b""][: 2 + count]


@pytest.mark.parametrize("timeout", [None, 5.0])
def test_sending_joined_datagrams_on_to_somebody_slow(udp: tuple[Any, Any], timeout: float | None) -> None:
    """Who takes only some of the parts at a time gets all of them."""
    sender, receiver = udp
    if not receiver.enable_gro():
        pytest.skip("this system joins no datagrams")
    data = pattern(60 * 1000)
    sender.send_segmented(data, 1000)
    batch = net.DatagramBatch(1, 65535)
    assert receiver.recv_many(batch) == 1
    assert batch[0].segment_size == 1000
    before, after = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
    with before, after:
        before.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 1)  # the least that there is
        before.setblocking(False)
        with pytest.raises(BlockingIOError):
            before.send_many(batch)
        taken = 0
        after.settimeout(0)
        with pytest.raises(BlockingIOError):
            while after.recv(2000):
                taken += 1
        assert 0 < taken < 60
        before.settimeout(timeout)
        after.settimeout(5)
        found: list[bytes] = []
        reader = threading.Thread(target=lambda: found.extend(after.recv(2000) for _ in range(60)))
        reader.start()
        assert before.send_many(batch) == 1
        reader.join()
        assert found == pieces(data, 1000)


def test_an_error_that_waits_is_told(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.close()
    sender.send(b"to nobody")
    with pytest.raises(ConnectionRefusedError):
        sender.send_segmented(pattern(3000), 1200)


def test_more_than_a_datagram_can_carry(udp: tuple[Any, Any]) -> None:
    sender, _ = udp
    with pytest.raises(OSError, match=r"too (long|large)|10040") as caught:
        sender.send_segmented(bytes(200_000), 70_000)
    assert caught.value.errno == errno.EMSGSIZE
    assert sender.send_segmented(bytes(1200), 1200) == 1200


def test_a_receiver_without_room_for_joined_datagrams(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.enable_gro()
    sender.send_segmented(pattern(6000), 1200)
    batch = net.DatagramBatch(8, 2048)
    assert receiver.recv_many(batch) == 1
    assert batch[0].flags & net.MSG_TRUNC
    assert list(map(len, batch[0].segments())) == [1200, 848]


def test_other_families_cut_by_themselves() -> None:
    first, second = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
    with first, second:
        assert first.send_segmented(pattern(250), 100) == 250
        assert receive(second, 250) == (pieces(pattern(250), 100), 3)
        assert not first.enable_gro()
        first.settimeout(0)
        sent = first.send_segmented(bytes(1 << 20), 1000)
        assert 0 < sent < 1 << 20
        assert sent % 1000 == 0


def test_streams_join_nothing(tcp_pair: tuple[Any, Any]) -> None:
    assert not tcp_pair[0].enable_gro()


def test_a_closed_socket() -> None:
    sock = net.socket(net.AF_INET, net.SOCK_DGRAM)
    sock.close()
    for call in (sock.enable_gro, lambda: sock.send_segmented(b"x", 1), lambda: sock.send_zerocopy(b"x")):
        with pytest.raises(OSError, match=r"Bad file descriptor|10038"):
            call()


# The kernel refuses in many ways.  Every program here shows how many segments were cut by it (from what a receiver that
# joins gets), and that all arrives in any case.
PROGRAM = """
import cffisock as net
import errno
sender, receiver = net.socket(net.AF_INET, net.SOCK_DGRAM), net.socket(net.AF_INET, net.SOCK_DGRAM)
receiver.bind(("127.0.0.1", 0))
receiver.settimeout(5)
receiver.enable_gro()
sender.connect(receiver.getsockname())
batch = net.DatagramBatch(64, 65535)

def exchange(segment, count):
    data = b"".join(bytes([number]) * segment for number in range(count))
    assert sender.send_segmented(data, segment) == len(data)
    found = []
    brought = 0
    while sum(map(len, found)) < len(data):
        brought += receiver.recv_many(batch)
        found += [bytes(view) for datagram in batch for view in datagram.segments()]
    assert b"".join(found) == data
    assert set(map(len, found)) == {segment}
    return brought
"""


def run(program: str, python: Any) -> list[str]:
    return list(python(PROGRAM + program + "\nsender.close(); receiver.close()").split())


def test_a_socket_whose_sends_are_not_checked(python: Any) -> None:
    """The kernel cuts nothing without checksums (EINVAL)."""
    out = run(
        """
print(exchange(100, 10))
sender.setsockopt(net.SOL_SOCKET, 11, 1)  # SO_NO_CHECK
print(exchange(100, 10), exchange(100, 10), sender._cs_segment_limit)
sender.setsockopt(net.SOL_SOCKET, 11, 0)
print(exchange(50, 10), exchange(100, 10))
    """,
        python,
    )
    assert out == ["1", "10", "10", "100", "1", "10"]


def test_segments_that_are_too_large_for_the_path(python: Any, tmp_path: Any) -> None:
    """A loopback of 1,500 bytes, in a network namespace of its own."""
    if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("network namespaces cannot be made here")
    script = tmp_path / "small.py"
    script.write_text(
        PROGRAM + "print(exchange(1200, 10), exchange(2000, 10), exchange(2000, 10), exchange(1200, 10), "
        "sender._cs_segment_limit)\nsender.close(); receiver.close()"
    )
    setup = "ip link set lo up mtu 1500 && exec "
    command = ["unshare", "-rn", "sh", "-c", f"{setup} {sys.executable} {script}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "10", "10", "1", "2000"]


# What a sandbox does that does not know a system call, or forbids it: a filter (seccomp) that gives an error for it.
SECCOMP = """
import ctypes, struct, sys

def refuse(error, *calls):
    load, jump, give = 0x20, 0x15, 0x06
    code = [(load, 0, 0, 0)]
    for at, call in enumerate(calls):
        code.append((jump, len(calls) - at, 0, call))
    code += [(give, 0, 0, 0x7FFF0000), (give, 0, 0, 0x00050000 | error)]
    program = b"".join(struct.pack("HBBI", *line) for line in code)
    memory = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(code), ctypes.addressof(memory))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    if libc.prctl(22, 2, header, 0, 0) != 0:
        sys.exit("no filter")

"""
X86_CALLS = {"recvmmsg": 299, "sendmmsg": 307}


@pytest.mark.parametrize("error", [errno.ENOSYS, errno.EPERM])
@pytest.mark.parametrize("calls", [("recvmmsg",), ("sendmmsg",), ("recvmmsg", "sendmmsg")], ids=str)
def test_calls_that_are_refused(python: Any, calls: tuple[str, ...], error: int) -> None:
    import platform

    if platform.machine() != "x86_64":
        pytest.skip("the numbers of the system calls are those of x86-64")
    numbers = ", ".join(str(X86_CALLS[call]) for call in calls)
    out = python(
        SECCOMP + PROGRAM + f"""
assert exchange(100, 10) == 1
refuse({error}, {numbers})
"""
        """
print(exchange(100, 10))  # a single message is cut all the same
messages = [b"%d" % number * number for number in range(100)]
assert sender.send_many(messages) == 100
found = []
while len(found) < 100:
    receiver.recv_many(batch)
    found += [bytes(datagram.data) for datagram in batch]
assert found == messages
assert sender.send_many([b"one", b"three", b"x" * 70_000, b"four"]) == 2
assert receiver.recv_many(batch) == 2
sender.bind
receiver.settimeout(0.05)
try:
    receiver.recv_many(batch)
except net.timeout:
    print("timed out")
receiver.settimeout(0)
try:
    receiver.recv_many(batch)
except BlockingIOError:
    print("would block")
receiver.settimeout(None)
sender.send(b"last")
print(receiver.recv_many(batch), receiver.send_many(batch))
sender.close()
try:
    sender.send_many([b"x"])
except OSError as failure:
    print(failure.errno == errno.EBADF)
receiver.close()
"""
    )
    assert out.split("\n")[:-1] == ["1", "timed out", "would block", "1 1", "True"]


def test_errors_between_datagrams_are_told_next_time(python: Any) -> None:
    """Received one by one, an error that follows a datagram is kept for the next call."""
    import platform

    if platform.machine() != "x86_64":
        pytest.skip("the numbers of the system calls are those of x86-64")
    out = python(
        SECCOMP
        + """
import cffisock as net
refuse(38, 299)
client, server = net.socket(net.AF_INET, net.SOCK_DGRAM), net.socket(net.AF_INET, net.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
client.bind(("127.0.0.1", 0))
client.connect(server.getsockname())
server.sendto(b"datagram", client.getsockname())
there = server.getsockname()
server.close()
batch = net.DatagramBatch(4, 100)
client.settimeout(5)
client.send(b"x")  # nobody is there any more: an error waits
found = []
for _ in range(2):
    try:
        client.recv_many(batch)
        found += [bytes(datagram.data) for datagram in batch]
    except ConnectionRefusedError:
        found.append("refused")
print(sorted(map(str, found)))
client.close()
"""
    )
    assert out.strip() == """["b'datagram'", 'refused']"""
