"""Datagrams in batches: what one call receives and sends is what many would have."""

from __future__ import annotations

import errno
import gc
import os
import struct
import sys
import threading
import time
from array import array
from typing import TYPE_CHECKING, Any

import pytest

import cffisock as net

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PYPY = sys.implementation.name == "pypy"


@pytest.fixture
def udp() -> Iterator[tuple[Any, Any]]:
    """A UDP socket that is connected to another one, which is not."""
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sender, net.socket(net.AF_INET, net.SOCK_DGRAM) as receiver:
        for sock in sender, receiver:
            sock.bind(("127.0.0.1", 0))
            sock.settimeout(5)
        sender.connect(receiver.getsockname())
        yield sender, receiver


@pytest.fixture
def unix() -> Iterator[tuple[Any, Any]]:
    """Two that are connected to each other, with room for a few datagrams in between."""
    first, second = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
    with first, second:
        first.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        yield first, second


def contents(batch: Any) -> list[bytes]:
    return [bytes(datagram.data) for datagram in batch]


def receive_all(sock: Any, count: int, size: int = 2048) -> list[bytes]:
    """What comes in so many datagrams, in batches."""
    batch = net.DatagramBatch(64, size)
    found: list[bytes] = []
    while len(found) < count:
        sock.recv_many(batch)
        found += contents(batch)
    return found


# Receiving


def test_all_that_is_there_is_received_at_once(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    for number in range(5):
        sender.send(b"%d" % number * number)
    batch = net.DatagramBatch(8, 100)
    assert receiver.recv_many(batch) == 5 == len(batch)
    assert contents(batch) == [b"", b"1", b"22", b"333", b"4444"]
    assert [datagram.address for datagram in batch] == [sender.getsockname()] * 5
    assert [datagram.flags for datagram in batch] == [0] * 5
    assert [datagram.ancillary for datagram in batch] == [[]] * 5
    assert [datagram.timestamp for datagram in batch] == [None] * 5
    assert [list(datagram.segments()) for datagram in batch] == [[datagram.data] for datagram in batch]
    assert [len(datagram) for datagram in batch] == list(range(5))


def test_no_more_than_there_is_room_for(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    for number in range(5):
        sender.send(b"%d" % number)
    batch = net.DatagramBatch(3, 100)
    assert receiver.recv_many(batch) == 3
    assert contents(batch) == [b"0", b"1", b"2"]
    assert receiver.recv_many(batch) == 2
    assert contents(batch) == [b"3", b"4"]


def test_batches_of_more_than_one_system_call_takes(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 1 << 20)
    sent = [b"%d" % number for number in range(200)]
    assert sender.send_many(sent) == 200
    batch = net.DatagramBatch(150, 10)
    assert receiver.recv_many(batch) == 150
    assert contents(batch) == sent[:150]
    assert receiver.recv_many(batch) == 50
    assert contents(batch) == sent[150:]


def test_a_batch_is_a_sequence(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    batch = net.DatagramBatch(4, 100)
    assert len(batch) == 0
    assert list(batch) == []
    assert not batch
    assert (batch.count, batch.size) == (4, 100)
    for data in (b"a", b"b", b"c"):
        sender.send(data)
    receiver.recv_many(batch)
    assert bytes(batch[0].data) == b"a"
    assert bytes(batch[-1].data) == b"c"
    assert [bytes(datagram.data) for datagram in batch[1:]] == [b"b", b"c"]
    for place in (3, -4, 100):
        with pytest.raises(IndexError, match="brought 3"):
            batch[place]
    with pytest.raises(TypeError):
        batch["0"]
    assert "3 of 4" in repr(batch)
    assert "1 bytes from ('127.0.0.1'" in repr(batch[0])


def test_a_place_that_the_last_receive_did_not_reach(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    batch = net.DatagramBatch(4, 100)
    sender.send_many([b"first", b"second"])
    receiver.recv_many(batch)
    second = batch[1]
    assert bytes(second.data) == b"second"
    sender.send(b"third")
    receiver.recv_many(batch)
    for ask in ("data", "address", "flags", "ancillary", "timestamp", "segment_size"):
        with pytest.raises(IndexError):
            getattr(second, ask)
    with pytest.raises(IndexError):
        second.segments()
    with pytest.raises(IndexError):
        len(second)
    assert "empty" in repr(second)


def test_what_is_too_long_is_cut_and_says_so(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    sender.send_many([b"short", b"much too long", b"also"])
    batch = net.DatagramBatch(4, 5)
    assert receiver.recv_many(batch) == 3
    assert contents(batch) == [b"short", b"much ", b"also"]
    assert [datagram.flags & net.MSG_TRUNC for datagram in batch] == [0, net.MSG_TRUNC, 0]
    sender.send(b"much too long")
    receiver.recv_many(batch, net.MSG_TRUNC)
    assert contents(batch) == [b"much "]


def test_flags_are_passed_on(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.settimeout(None)
    sender.send(b"data")
    batch = net.DatagramBatch(1, 100)
    assert receiver.recv_many(batch, net.MSG_PEEK) == 1
    assert receiver.recv_many(batch, net.MSG_DONTWAIT) == 1
    with pytest.raises(BlockingIOError):
        receiver.recv_many(batch, net.MSG_DONTWAIT)


def test_views_show_the_next_datagram_and_outlive_the_batch(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    batch = net.DatagramBatch(2, 100)
    sender.send(b"first")
    receiver.recv_many(batch)
    view = batch[0].data
    assert view == b"first"
    view[0:1] = b"F"
    assert batch[0].data == b"First"
    sender.send(b"other")
    receiver.recv_many(batch)
    assert view == b"other"
    sender.send(b"longer than before")
    receiver.recv_many(batch)
    assert batch[0].data == b"longer than before"
    kept = batch[0]
    del batch
    gc.collect()
    assert kept.data == b"longer than before"
    del kept
    gc.collect()
    assert view == b"longe"


def test_a_view_that_was_released_is_made_anew(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    batch = net.DatagramBatch(2, 100)
    sender.send(b"data")
    receiver.recv_many(batch)
    with batch[0].data as view:
        assert view == b"data"
    assert batch[0].data == b"data"
    assert batch.views() == [b"data"]
    batch.views()[0].release()
    assert batch.views() == [b"data"]


def test_all_views_at_once(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    batch = net.DatagramBatch(8, 100)
    assert batch.views() == []
    for messages in ([b"a", b"bb"], [b"c"], [b"d", b"e", b"", b"ffff"], [b"dd", b"e", b"", b"ff"], [b""]):
        sender.send_many(messages)
        receiver.recv_many(batch)
        views = batch.views()
        assert [bytes(view) for view in views] == messages
        views.clear()
        assert batch.views() == messages
        assert [datagram.data for datagram in batch] == messages


def test_addresses_of_several_senders(udp: tuple[Any, Any]) -> None:
    _, receiver = udp
    senders = [net.socket(net.AF_INET, net.SOCK_DGRAM) for _ in range(5)]
    try:
        for number, sender in enumerate(senders):
            sender.bind(("127.0.0.1", 0))
            sender.sendto(b"%d" % number, receiver.getsockname())
        batch = net.DatagramBatch(8, 100)
        assert receiver.recv_many(batch) == 5
        assert [datagram.address for datagram in batch] == [sender.getsockname() for sender in senders]
    finally:
        for sender in senders:
            sender.close()


def test_ipv6() -> None:
    with net.socket(net.AF_INET6, net.SOCK_DGRAM) as sender, net.socket(net.AF_INET6, net.SOCK_DGRAM) as receiver:
        receiver.bind(("::1", 0))
        sender.bind(("::1", 0))
        there = receiver.getsockname()
        assert sender.send_many([(b"one", there), (b"three", there), (b"two", there[:2])]) == 3
        batch = net.DatagramBatch(8, 100)
        assert receiver.recv_many(batch) == 3
        assert contents(batch) == [b"one", b"three", b"two"]
        assert batch[0].address == sender.getsockname()
        assert receiver.send_many(batch) == 3
        assert receive_all(sender, 3) == [b"one", b"three", b"two"]


def test_netlink() -> None:
    """The kernel answers a request for all interfaces with several messages, and a request that is wrong with one."""
    with net.socket(net.AF_NETLINK, net.SOCK_RAW, 0) as sock:
        sock.bind((0, 0))
        sock.settimeout(5)
        get_links, root_and_match = 18, 0x300 | 1
        request = struct.pack("=IHHIIBxHiII", 32, get_links, root_and_match, 7, 0, 0, 0, 0, 0, 0)
        assert sock.send_many([(request, (0, 0))]) == 1
        batch = net.DatagramBatch(8, 65536)
        kinds = set()
        while 3 not in kinds:  # NLMSG_DONE
            sock.recv_many(batch)
            for datagram in batch:
                assert datagram.address == (0, 0)
                assert datagram.flags & net.MSG_TRUNC == 0
                offset = 0
                while offset < len(datagram):
                    length, kind, _, sequence, _ = struct.unpack_from("=IHHII", datagram.data, offset)
                    assert sequence == 7
                    kinds.add(kind)
                    offset += -(-length // 4) * 4
        assert 16 in kinds  # RTM_NEWLINK


def test_packet() -> None:
    try:
        sock = net.socket(net.AF_PACKET, net.SOCK_DGRAM, net.htons(0x88B5))
    except PermissionError:
        pytest.skip("AF_PACKET needs CAP_NET_RAW")
    with sock, net.socket(net.AF_PACKET, net.SOCK_DGRAM, 0) as sender:
        sock.bind(("lo", 0x88B5))
        sock.settimeout(5)
        there = ("lo", 0x88B5, 0, 0, b"\0" * 6)
        assert sender.send_many([(b"%d" % number * 50, there) for number in range(3)]) == 3
        batch = net.DatagramBatch(8, 200)
        found: list[Any] = []
        while len(found) < 3:
            sock.recv_many(batch)
            found += [(bytes(datagram.data), datagram.address[0]) for datagram in batch if datagram.address[2] == 0]
        assert found == [(b"%d" % number * 50, "lo") for number in range(3)]


def test_unix_with_names(tmp_path: Any) -> None:
    with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sender, net.socket(net.AF_UNIX, net.SOCK_DGRAM) as receiver:
        there = str(tmp_path / "receiver")
        receiver.bind(there)
        assert sender.send_many([(b"nameless", there)]) == 1
        batch = net.DatagramBatch(8, 200)
        assert receiver.recv_many(batch) == 1
        assert batch[0].address is None
        sender.bind(str(tmp_path / "sender"))
        assert sender.send_many([(b"named", there)]) == 1
        receiver.recv_many(batch)
        assert batch[0].address == sender.getsockname()
        sender.sendto(b"x", there)
        receiver.recv_many(batch)
        assert receiver.send_many(batch) == 1
        assert sender.recv(10) == b"x"


# Waiting


@pytest.mark.parametrize("timeout", [None, 5])
def test_receiving_waits_for_the_first(udp: tuple[Any, Any], timeout: float | None) -> None:
    sender, receiver = udp
    receiver.settimeout(timeout)
    later = threading.Timer(0.1, lambda: sender.send(b"late"))
    later.start()
    batch = net.DatagramBatch(8, 100)
    assert receiver.recv_many(batch) == 1
    later.join()
    assert contents(batch) == [b"late"]


def test_a_timeout_passes(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    batch = net.DatagramBatch(8, 100)
    sender.send(b"data")
    receiver.recv_many(batch)
    receiver.settimeout(0.1)
    started = time.monotonic()
    with pytest.raises(net.timeout, match="timed out"):
        receiver.recv_many(batch)
    assert 0.09 < time.monotonic() - started < 10
    assert len(batch) == 0


def test_a_socket_that_does_not_block(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.settimeout(0)
    batch = net.DatagramBatch(8, 100)
    with pytest.raises(BlockingIOError):
        receiver.recv_many(batch)
    sender.send(b"data")
    assert receiver.recv_many(batch) == 1


@pytest.mark.parametrize("timeout", [None, 5])
def test_a_signal_does_not_end_it(udp: tuple[Any, Any], after: Any, timeout: float | None) -> None:
    sender, receiver = udp
    receiver.settimeout(timeout)
    calls: list[int] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) == 3:
            sender.send(b"data")

    after(0.02, handler, 0.02)
    batch = net.DatagramBatch(8, 100)
    assert receiver.recv_many(batch) == 1
    assert len(calls) >= 3


def test_the_timeout_covers_all_of_an_interrupted_receive(udp: tuple[Any, Any], after: Any) -> None:
    _, receiver = udp
    receiver.settimeout(0.25)
    calls: list[int] = []
    after(0.02, lambda: calls.append(1), 0.02)
    started = time.monotonic()
    with pytest.raises(net.timeout):
        receiver.recv_many(net.DatagramBatch(8, 100))
    assert 0.24 <= time.monotonic() - started < 10
    assert calls


@pytest.mark.parametrize("timeout", [None, 5])
def test_a_signal_does_not_end_sending(unix: tuple[Any, Any], after: Any, timeout: float | None) -> None:
    sender, receiver = unix
    sender.settimeout(timeout)
    calls: list[int] = []
    count = 40  # more than the queue of the receiver takes
    done = False
    found: list[bytes] = []

    def handler() -> None:
        calls.append(1)
        if len(calls) >= 3 and not done:
            batch = net.DatagramBatch(64, 100)
            try:
                receiver.recv_many(batch, net.MSG_DONTWAIT)
            except BlockingIOError:
                return
            found.extend(contents(batch))

    after(0.02, handler, 0.02)
    messages = [b"%d" % number for number in range(count)]
    assert sender.send_many(messages) == count
    done = True
    assert len(calls) >= 3
    found += receive_all(receiver, count - len(found))
    assert found == messages


def test_what_a_handler_raises_comes_out(udp: tuple[Any, Any], after: Any) -> None:
    sender, receiver = udp

    def handler() -> None:
        raise ZeroDivisionError

    batch = net.DatagramBatch(8, 100)
    with pytest.raises(ZeroDivisionError):
        after(0.05, handler)
        receiver.recv_many(batch)
    sender.send(b"next")
    assert receiver.recv_many(batch) == 1


# Sending


@pytest.mark.parametrize("sizes", [[3, 3, 3], [3, 3, 1], [1, 3, 3], [0, 0, 0], [0, 5], [1], [1400] * 150], ids=str)
def test_what_is_sent_is_what_is_received(udp: tuple[Any, Any], sizes: list[int]) -> None:
    sender, receiver = udp
    receiver.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 1 << 20)
    messages = [(b"%d" % number * size)[:size] for number, size in enumerate(sizes)]
    there = receiver.getsockname()
    assert sender.send_many(messages) == len(sizes)
    assert receive_all(receiver, len(sizes)) == messages
    assert sender.send_many(iter(messages)) == len(sizes)
    assert receive_all(receiver, len(sizes)) == messages
    assert sender.send_many([(message, there) for message in messages]) == len(sizes)
    assert receive_all(receiver, len(sizes)) == messages


def test_all_kinds_of_data(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    messages = [
        b"bytes",
        bytearray(b"bytearray"),
        memoryview(b"view")[1:],
        array("H", [1, 2]),
        memoryview(b"abcd")[::2],
    ]
    assert sender.send_many(messages[:4]) == 4
    assert receive_all(receiver, 4) == [b"bytes", b"bytearray", b"iew", struct.pack("HH", 1, 2)]
    if not PYPY:  # there, CFFI takes what is not contiguous
        with pytest.raises((BufferError, ValueError)):
            sender.send_many(messages[4:])


def test_data_that_says_it_is_of_another_length(udp: tuple[Any, Any]) -> None:
    class Liar(bytes):
        def __len__(self) -> int:
            return 1000

    sender, receiver = udp
    assert sender.send_many([Liar(b"four")]) == 1
    assert sender.send_many([b"one", Liar(b"two"), b"three"]) == 3
    assert receive_all(receiver, 4) == [b"four", b"one", b"two", b"three"]


def test_a_list_that_changes_meanwhile(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp

    class Shrinking(bytearray):
        def __len__(self) -> int:
            messages.clear()
            return 4

    messages: list[Any] = [b"1234", Shrinking(b"1234"), b"1234"]
    sent = sender.send_many(messages)
    assert receive_all(receiver, sent) == [b"1234"] * sent


def test_empty(udp: tuple[Any, Any]) -> None:
    sender, _ = udp
    assert sender.send_many([]) == 0
    assert sender.send_many(net.DatagramBatch(3, 10)) == 0
    assert sender.send_segmented(b"", 10) == 0


def test_mixed_addresses_and_data() -> None:
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sender:
        receivers = [net.socket(net.AF_INET, net.SOCK_DGRAM) for _ in range(3)]
        try:
            for receiver in receivers:
                receiver.bind(("127.0.0.1", 0))
                receiver.settimeout(5)
            sender.connect(receivers[0].getsockname())
            messages: list[Any] = [
                b"to the peer",
                (b"to the second", receivers[1].getsockname()),
                (b"to the third", receivers[2].getsockname(), []),
                (b"none", None),
                (b"same size", receivers[1].getsockname()),
                (b"size same", receivers[2].getsockname()),
            ]
            assert sender.send_many(messages) == 6
            assert receive_all(receivers[0], 2) == [b"to the peer", b"none"]
            assert receive_all(receivers[1], 2) == [b"to the second", b"same size"]
            assert receive_all(receivers[2], 2) == [b"to the third", b"size same"]
        finally:
            for receiver in receivers:
                receiver.close()


def test_a_message_that_fails_ends_it_and_is_told_of_next_time(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    messages = [b"one", b"three", b"x" * 70_000, b"four"]
    assert sender.send_many(messages) == 2
    assert receive_all(receiver, 2) == [b"one", b"three"]
    with pytest.raises(OSError, match=r"too (long|large)|10040") as caught:
        sender.send_many(messages[2:])
    assert caught.value.errno == errno.EMSGSIZE
    assert sender.send_many(messages[3:]) == 1
    assert receive_all(receiver, 1) == [b"four"]


def test_wrong_input_behind_what_was_sent(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    messages: list[Any] = [*([b"x"] * 200), "wrong"]
    sent = sender.send_many(messages)
    assert 0 < sent <= 200
    assert receive_all(receiver, sent) == [b"x"] * sent
    with pytest.raises(TypeError):
        sender.send_many(messages[200:])


def test_a_full_queue(unix: tuple[Any, Any]) -> None:
    sender, receiver = unix
    messages = [b"%d" % number for number in range(100)]
    sender.settimeout(0)
    sent = sender.send_many(messages)
    assert 0 < sent < 100
    with pytest.raises(BlockingIOError):
        sender.send_many(messages[sent:])
    sender.settimeout(0.1)
    with pytest.raises(net.timeout):
        sender.send_many(messages[sent:])
    assert receive_all(receiver, sent) == messages[:sent]
    started = time.monotonic()
    assert sender.send_many(messages) == sent  # the timeout passes, and what was sent is told
    assert 0.09 < time.monotonic() - started < 10


def test_blocking_sends_wait_until_all_are_sent(unix: tuple[Any, Any]) -> None:
    sender, receiver = unix
    messages = [b"%d" % number * (number % 7) for number in range(300)]
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.extend(receive_all(receiver, 300)))
    reader.start()
    assert sender.send_many(messages) == 300
    reader.join(10)
    assert found == messages


# Sending on


def test_a_batch_goes_back_to_where_it_came_from(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    messages = [b"%d" % number * number for number in range(10)]
    sender.send_many(messages)
    batch = net.DatagramBatch(64, 100)
    receiver.recv_many(batch)
    batch[9].data[0:1] = b"!"
    assert receiver.send_many(batch) == 10
    assert receive_all(sender, 10) == [*messages[:9], b"!99999999"]


def test_a_connected_socket_sends_to_its_peer(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sink, net.socket(net.AF_INET, net.SOCK_DGRAM) as out:
        sink.bind(("127.0.0.1", 0))
        out.connect(sink.getsockname())
        sender.send_many([b"a", b"bb"])
        batch = net.DatagramBatch(64, 100)
        receiver.recv_many(batch)
        assert out.send_many(batch) == 2
        assert receive_all(sink, 2) == [b"a", b"bb"]


def test_redirecting(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        sink.settimeout(5)
        sender.send_many([b"a", b"bb"])
        batch = net.DatagramBatch(64, 100)
        receiver.recv_many(batch)
        batch.redirect(sink.getsockname())
        assert receiver.send_many(batch) == 2
        assert receive_all(sink, 2) == [b"a", b"bb"]
        # It was for these datagrams only.
        sender.send(b"c")
        receiver.recv_many(batch)
        assert receiver.send_many(batch) == 1
        assert receive_all(sender, 1) == [b"c"]
        batch.redirect(None)
        with pytest.raises(OSError, match=r"[Dd]estination address|10057"):
            receiver.send_many(batch)
        batch.redirect("nowhere")
        with pytest.raises(TypeError):
            receiver.send_many(batch)


# Control messages


def test_control_messages_both_ways(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.setsockopt(net.IPPROTO_IP, net.IP_RECVTTL, 1)
    there = receiver.getsockname()
    ttl = [(net.IPPROTO_IP, net.IP_TTL, struct.pack("i", number)) for number in (7, 9)]
    assert sender.send_many([(b"a", there, [ttl[0]]), (b"b", there), (b"c", None, [ttl[1]])]) == 3
    batch = net.DatagramBatch(4, 100, net.CMSG_SPACE(4))
    assert receiver.recv_many(batch) == 3
    found = [datagram.ancillary for datagram in batch]
    assert [messages[0][:2] for messages in found] == [(net.IPPROTO_IP, net.IP_TTL)] * 3
    assert [struct.unpack("i", messages[0][2])[0] for messages in found] == [7, 64, 9]
    assert batch[0].ancillary == found[0]


def test_control_messages_without_room(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    for option in (net.IP_RECVTTL, net.IP_PKTINFO, net.IP_RECVTOS):
        receiver.setsockopt(net.IPPROTO_IP, option, 1)
    sender.send(b"a")
    batch = net.DatagramBatch(4, 100)
    receiver.recv_many(batch)
    assert batch[0].flags & net.MSG_CTRUNC
    assert bytes(batch[0].data) == b"a"


@pytest.mark.parametrize("option", ["SO_TIMESTAMP", "SO_TIMESTAMPNS", "SO_TIMESTAMP_NEW", "SO_TIMESTAMPNS_NEW"])
def test_timestamps(udp: tuple[Any, Any], option: str) -> None:
    sender, receiver = udp
    receiver.setsockopt(net.SOL_SOCKET, getattr(net, option), 1)
    before = time.time_ns()
    sender.send_many([b"a", b"bb"])
    batch = net.DatagramBatch(4, 100)
    receiver.recv_many(batch)
    after = time.time_ns()
    stamps: list[Any] = [datagram.timestamp for datagram in batch]
    assert all(type(stamp) is int for stamp in stamps)
    assert before - 1_000_000 <= stamps[0] <= stamps[1] <= after + 1_000_000
    if "NS" not in option:
        assert stamps[0] % 1000 == 0


def test_timestamps_of_several_clocks(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    receiver.setsockopt(
        net.SOL_SOCKET, net.SO_TIMESTAMPING, net.SOF_TIMESTAMPING_RX_SOFTWARE | net.SOF_TIMESTAMPING_SOFTWARE
    )
    before = time.time_ns()
    batch = net.DatagramBatch(4, 100, net.CMSG_SPACE(48))
    stamp = None
    for _ in range(100):  # the kernel starts its clock a little after it was asked to
        sender.send(b"a")
        receiver.recv_many(batch)
        stamp = batch[0].timestamp
        if stamp is not None:
            break
        time.sleep(0.01)
    assert stamp is not None
    assert before - 1_000_000 <= stamp <= time.time_ns() + 1_000_000


def test_descriptors(unix: tuple[Any, Any]) -> None:
    """Those that are asked for are the caller's; the others are closed by the next receive, or with the batch."""
    sender, receiver = unix
    read_end, write_end = os.pipe()
    rights = [(net.SOL_SOCKET, net.SCM_RIGHTS, struct.pack("i", read_end))]
    batch = net.DatagramBatch(4, 100, net.CMSG_SPACE(4))
    before = len(os.listdir("/proc/self/fd"))

    def opened() -> int:
        return len(os.listdir("/proc/self/fd")) - before

    assert sender.send_many([(b"a", None, rights), (b"b", None, rights)]) == 2
    assert receiver.recv_many(batch) == 2
    assert opened() == 2
    ((level, kind, data),) = batch[0].ancillary
    assert (level, kind) == (net.SOL_SOCKET, net.SCM_RIGHTS)
    (received,) = struct.unpack("i", data)
    sender.send(b"next")
    receiver.recv_many(batch)
    assert opened() == 1
    assert os.fstat(received).st_ino == os.fstat(read_end).st_ino
    os.close(received)
    sender.send_many([(b"a", None, rights)])
    receiver.recv_many(batch)
    assert opened() == 1
    del batch
    gc.collect()
    gc.collect()
    assert opened() == 0
    # Without room nothing is received, as recvmsg has it.
    sender.send_many([(b"a", None, rights)])
    plain = net.DatagramBatch(4, 100)
    receiver.recv_many(plain)
    assert opened() == 0
    assert plain[0].flags & net.MSG_CTRUNC
    assert plain[0].ancillary == []
    os.close(read_end)
    os.close(write_end)


# Threads


def test_a_batch_serves_one_call_at_a_time(udp: tuple[Any, Any]) -> None:
    sender, receiver = udp
    sender.settimeout(0)
    batch = net.DatagramBatch(4, 100)
    found: list[int] = []

    def receive() -> None:
        while not found:
            try:
                found.append(receiver.recv_many(batch))
            except RuntimeError:
                pass  # the other thread was using it at that moment

    waiter = threading.Thread(target=receive)
    waiter.start()
    deadline = time.monotonic() + 5
    while True:
        with pytest.raises((RuntimeError, BlockingIOError)) as caught:
            sender.recv_many(batch)
        if caught.type is RuntimeError:
            assert "in use" in str(caught.value)
            break
        assert time.monotonic() < deadline
        time.sleep(0.01)
    sender.send(b"data")
    waiter.join(5)
    assert found == [1]
    assert contents(batch) == [b"data"]


def test_threads_share_a_socket(udp: tuple[Any, Any]) -> None:
    """Every datagram arrives once, whole, and at one of them."""
    sender, receiver = udp
    receiver.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 1 << 20)
    threads, each = 4, 300
    found: list[bytes] = []
    failures: list[BaseException] = []
    turn = threading.Semaphore(300)  # so that the queue cannot overflow

    def receive() -> None:
        batch = net.DatagramBatch(16, 200)
        try:
            while True:
                receiver.recv_many(batch)
                data = contents(batch)
                found.extend(item for item in data if item != b"end")
                for _ in data:
                    turn.release()
                if b"end" in data:
                    for _ in range(data.count(b"end") - 1):
                        sender.send(b"end")
                    return
        except BaseException as failure:
            failures.append(failure)

    def send(number: int) -> None:
        try:
            for start in range(0, each, 10):
                for _ in range(10):
                    assert turn.acquire(timeout=10)
                messages = [b"%d/%d " % (number, at) * (1 + at % 3) for at in range(start, start + 10)]
                assert sender.send_many(messages) == 10
        except BaseException as failure:
            failures.append(failure)

    receivers = [threading.Thread(target=receive) for _ in range(threads)]
    senders = [threading.Thread(target=send, args=(number,)) for number in range(threads)]
    for thread in (*receivers, *senders):
        thread.start()
    for thread in senders:
        thread.join(20)
    for _ in receivers:
        sender.send(b"end")
    for thread in receivers:
        thread.join(20)
    assert not failures
    expected = sorted(b"%d/%d " % (number, at) * (1 + at % 3) for number in range(threads) for at in range(each))
    assert sorted(found) == expected


@pytest.mark.parametrize("timeout", [None, 0.5])
def test_closing_while_another_thread_waits(unix: tuple[Any, Any], timeout: float | None) -> None:
    sender, receiver = unix
    receiver.settimeout(timeout)
    batch = net.DatagramBatch(4, 100)
    outcome: list[Any] = []

    def wait() -> None:
        try:
            outcome.append(receiver.recv_many(batch))
        except OSError as failure:
            outcome.append(failure)

    waiter = threading.Thread(target=wait)
    waiter.start()
    time.sleep(0.05)
    with net.socket(fileno=os.dup(receiver.fileno())):
        receiver.close()
        sender.send(b"x")
        waiter.join(5)
    assert not waiter.is_alive()
    assert len(outcome) == 1
    with pytest.raises(OSError, match=r"Bad file descriptor|10038"):
        receiver.recv_many(batch)
    with pytest.raises(OSError, match=r"Bad file descriptor|10038"):
        receiver.send_many([b"x"])


# Wrong input


@pytest.mark.parametrize(
    "arguments", [(0, 1), (-1, 1), (65537, 1), (1, 0), (1, -1), (1, 2**31), (1, 1, -1), (1, 1, 2**31)]
)
def test_sizes_that_are_none(arguments: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must be"):
        net.DatagramBatch(*arguments)


@pytest.mark.parametrize("arguments", [("1", 1), (1.0, 1), (1, None), (1, 1, "")])
def test_sizes_of_other_types(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError):
        net.DatagramBatch(*arguments)


WRONG: list[tuple[Callable[[Any], Any], Any]] = [
    (lambda sock: sock.recv_many(bytearray(10)), TypeError),
    (lambda sock: sock.recv_many(net.DatagramBatch(1, 1), "0"), TypeError),
    (lambda sock: sock.recv_many(net.DatagramBatch(1, 1), 1.0), TypeError),
    (lambda sock: sock.recv_many(net.DatagramBatch(1, 1), 2**40), OverflowError),
    (lambda sock: sock.send_many(1), TypeError),
    (lambda sock: sock.send_many(None), TypeError),
    (lambda sock: sock.send_many(b"text"), TypeError),
    (lambda sock: sock.send_many("text"), TypeError),
    (lambda sock: sock.send_many([1]), TypeError),
    (lambda sock: sock.send_many([(b"x",)]), TypeError),
    (lambda sock: sock.send_many([(b"x", None, [], 0)]), TypeError),
    (lambda sock: sock.send_many([("x", None)]), TypeError),
    (lambda sock: sock.send_many([(b"x", "nowhere")]), TypeError),
    (lambda sock: sock.send_many([(b"x", ("127.0.0.1", 70000))]), OverflowError),
    (lambda sock: sock.send_many([(b"x", None, 1)]), TypeError),
    (lambda sock: sock.send_many([(b"x", None, [(1, 2)])]), TypeError),
    (lambda sock: sock.send_many([b"x"], "0"), TypeError),
    (lambda sock: sock.send_many([b"x"], 2**40), OverflowError),
    (lambda sock: sock.send_segmented("text", 10), TypeError),
    (lambda sock: sock.send_segmented(b"x", 0), ValueError),
    (lambda sock: sock.send_segmented(b"x", -1), ValueError),
    (lambda sock: sock.send_segmented(b"x", 2**31), ValueError),
    (lambda sock: sock.send_segmented(b"x", "1"), TypeError),
    (lambda sock: sock.send_segmented(b"x", 1.0), TypeError),
    (lambda sock: sock.send_segmented(b"x", 1, "nowhere"), TypeError),
    (lambda sock: sock.send_zerocopy("text"), TypeError),
    (lambda sock: sock.send_zerocopy(1), TypeError),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_wrong_input(udp: tuple[Any, Any], number: int) -> None:
    call, exception = WRONG[number]
    with pytest.raises(exception):
        call(udp[0])


def test_streams_are_no_datagrams(tcp_pair: tuple[Any, Any]) -> None:
    sock, _ = tcp_pair
    calls: list[Callable[[], Any]] = [
        lambda: sock.recv_many(net.DatagramBatch(1, 1)),
        lambda: sock.send_many([b"x"]),
        lambda: sock.send_segmented(b"x", 1),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="stream"):
            call()


def test_audit_events(python: Any) -> None:
    out = python("""
        import sys
        import cffisock as net
        sock = net.socket(net.AF_INET, net.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        here = sock.getsockname()
        seen = []
        sys.addaudithook(lambda name, arguments: seen.append(arguments[1]) if name == "socket.sendmsg" else None)
        sock.send_many([(b"a", here), (b"b", here)])
        sock.send_segmented(b"cc", 1, here)
        batch = net.DatagramBatch(4, 10)
        sock.recv_many(batch)
        sock.send_many(batch)
        sock.close()
        print(seen == [here, here, here, None])
        """)
    assert out.strip() == "True"


def test_an_audit_hook_that_raises_behind_what_was_sent(python: Any) -> None:
    """What was sent is told, whoever raises afterwards."""
    python("""
        import sys
        import cffisock as net
        sock = net.socket(net.AF_INET, net.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        sock.connect(sock.getsockname())
        calls = []
        def hook(name, arguments):
            if name == "socket.sendmsg":
                calls.append(name)
                if len(calls) > 1:
                    raise RuntimeError("no more")
        sys.addaudithook(hook)
        sent = sock.send_many([b"x"] * 1000)
        assert 0 < sent < 1000, sent
        try:
            sock.send_many([b"x"] * (1000 - sent))
        except RuntimeError:
            pass
        else:
            raise AssertionError
        sock.close()
        """)
