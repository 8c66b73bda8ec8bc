"""What batches take of memory and descriptors, at once and after very many of them."""

from __future__ import annotations

import gc
import os
import statistics
import struct
import sys
from typing import Any

import pytest

import cffisock as net
from cffisock import batches
from cffisock.native import ffi

PYPY = sys.implementation.name == "pypy"
OWN_SIZE, BESIDE = 64 * 2048, 32 * 1024


def look_at(batch: Any) -> int:
    """Asks a batch for all that it can tell; returns how many bytes there were."""
    total = 0
    for datagram in batch:
        total += len(datagram.data)
        assert datagram.address is not None
        assert datagram.flags == 0
        assert datagram.ancillary
        assert datagram.timestamp
        assert sum(map(len, datagram.segments())) == len(datagram)
    assert sum(map(len, batch.segments())) == total
    return total


@pytest.fixture
def udp() -> Any:
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sender, net.socket(net.AF_INET, net.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(5)
        receiver.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, 1 << 20)
        receiver.setsockopt(net.SOL_SOCKET, net.SO_TIMESTAMPNS, 1)
        receiver.enable_gro()
        sender.connect(receiver.getsockname())
        yield sender, receiver


@pytest.mark.skipif(PYPY, reason="PyPy cannot trace allocations")
@pytest.mark.parametrize("segment", [1, 100, 700, 2048])
def test_a_batch_takes_little_more_than_its_size(udp: Any, segment: int) -> None:
    import tracemalloc

    sender, receiver = udp
    data = bytes(2048 if segment > 1 else 60)

    def use(batch: Any) -> None:
        """Empties the socket, fills the batch, and asks it for everything."""
        receiver.settimeout(0)
        try:
            while receiver.recv_many(batch):
                look_at(batch)
        except BlockingIOError:
            receiver.settimeout(5)
        for _ in range(64):
            sender.send_segmented(data, segment)
        receiver.recv_many(batch)
        look_at(batch)

    # What is taken once, for all batches, and elsewhere, for what is remembered of addresses, is not looked at.
    of_batches = tracemalloc.Filter(True, batches.__file__)
    use(net.DatagramBatch(64, 2048))
    gc.collect()
    tracemalloc.start()
    try:
        batch = net.DatagramBatch(64, 2048)
        memory = batch._memory.owned.values()  # CFFI's, which is not traced
        owned = sum(ffi.sizeof(part) + 64 for part in memory) + ffi.sizeof(batch._memory.struct[0])
        assert owned >= OWN_SIZE
        taken = []
        for _ in range(5):
            use(batch)
            gc.collect()
            traces = tracemalloc.take_snapshot().filter_traces([of_batches]).traces
            taken.append(sum(trace.size for trace in traces))
        # Once in a while the interpreter keeps a frame for its next call.
        assert 64 * 64 < statistics.median(taken) <= OWN_SIZE + BESIDE - owned
    finally:
        tracemalloc.stop()


def resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_very_many_batches_leave_nothing(udp: Any) -> None:
    """An hour's worth at nearly two batches a second, of all kinds, and a new batch now and then."""
    sender, receiver = udp
    here, there = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
    fd = os.open(os.devnull, os.O_RDONLY)
    rights = [(net.SOL_SOCKET, net.SCM_RIGHTS, struct.pack("i", fd))]
    equal = [bytes(1000)] * 20
    mixed = [bytes(number * 30) for number in range(20)]
    echoes = net.DatagramBatch(64, 2048)

    def work(count: int) -> None:
        batch = net.DatagramBatch(64, 65535)
        passed = net.DatagramBatch(8, 100, net.CMSG_SPACE(4))
        for turn in range(count):
            if turn % 500 == 0:
                batch = net.DatagramBatch(64, 65535)
            sender.send_many(equal if turn % 2 else mixed)
            total = 0
            while total < sum(map(len, equal if turn % 2 else mixed)):
                receiver.recv_many(batch)
                total += look_at(batch)
            receiver.send_many(batch)
            sender.recv_many(echoes)
            if turn % 10 == 0:
                here.send_many([(b"x", None, rights)] * 3)
                there.recv_many(passed)
                try:
                    there.recv_many(passed, net.MSG_DONTWAIT)
                except BlockingIOError:
                    pass

    with here, there:
        descriptors = len(os.listdir("/proc/self/fd"))
        work(1000)
        gc.collect()
        before = resident()
        work(6000)
        gc.collect()
        gc.collect()
        grown = resident() - before
        assert grown < (16 << 20 if PYPY else 2 << 20), f"{grown} bytes more"
        assert len(os.listdir("/proc/self/fd")) == descriptors
    os.close(fd)
