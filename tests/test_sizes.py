"""Nothing, much, and very much in one call."""

from __future__ import annotations

import resource
import sys
import threading
import time
from typing import Any

import pytest

from cffisock import scratch
from cffisock.native import ffi, lib

PYPY = sys.implementation.name == "pypy"
MIB = 1024 * 1024


def noise(length: int) -> bytes:
    return bytes(range(251)) * (length // 251 + 1) if length else b""


@pytest.mark.parametrize("method", ["recv", "recvfrom", "recvmsg"])
def test_receiving_nothing(pair: tuple[Any, Any], method: str) -> None:
    sock, peer = pair
    peer.send(b"data")
    received = getattr(sock, method)(0)
    assert (received if method == "recv" else received[0]) == b""
    assert sock.recv(10) == b"data"


def test_receiving_nothing_where_nothing_is(net: Any, pair: tuple[Any, Any], own: Any) -> None:
    assert pair[0].recv(0) == b""


@pytest.mark.parametrize("method", ["recv", "recv_into", "recvfrom", "recvmsg", "recvmsg_into"])
@pytest.mark.parametrize("length", [1, 65535, 65536, 65537, MIB])
def test_all_of_it_in_one_call(net: Any, tcp_pair: tuple[Any, Any], method: str, length: int) -> None:
    sock, peer = tcp_pair
    data = noise(length)[:length]
    writer = threading.Thread(target=peer.sendall, args=(data,))
    writer.start()
    if method.endswith("into"):
        buffer = bytearray(length)
        if method == "recv_into":
            assert sock.recv_into(buffer, 0, net.MSG_WAITALL) == length
        else:
            assert sock.recvmsg_into([buffer], 0, net.MSG_WAITALL)[0] == length
        received = bytes(buffer)
    elif method == "recvmsg":
        received = sock.recvmsg(length, 0, net.MSG_WAITALL)[0]
    elif method == "recvfrom":
        received = sock.recvfrom(length, net.MSG_WAITALL)[0]
    else:
        received = sock.recv(length, net.MSG_WAITALL)
    writer.join()
    assert received == data


@pytest.mark.parametrize("timeout", [None, 20])
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_sendall_to_a_slow_reader(pair: tuple[Any, Any], kind: Any, timeout: float | None) -> None:
    sock, peer = pair
    sock.settimeout(timeout)
    total = 16 * MIB
    received = [0]
    right = [True]
    block = noise(251 * 1000)[: 251 * 1000]

    def read() -> None:
        position = 0
        while data := peer.recv(100_000):
            start = position % 251
            right[0] = right[0] and (block + block)[start : start + len(data)] == data
            position += len(data)
            received[0] = position
            if position % 7 == 0:
                time.sleep(0.0002)

    reader = threading.Thread(target=read)
    reader.start()
    assert sock.sendall(kind(noise(total)[:total])) is None
    sock.close()
    reader.join(20)
    assert received == [total]
    assert right == [True]


@pytest.mark.parametrize("method", ["recv", "recvfrom", "recv_into", "recvfrom_into", "recvmsg", "recvmsg_into"])
def test_a_datagram_is_cut(net: Any, datagram_pair: tuple[Any, Any], method: str) -> None:
    sock, peer = datagram_pair
    peer.send(b"0123456789")
    peer.send(b"next")
    if method == "recvmsg":
        data, _, flags, _ = sock.recvmsg(4)
        assert data == b"0123"
        assert flags & net.MSG_TRUNC
    elif method == "recvmsg_into":
        buffer = bytearray(4)
        count, _, flags, _ = sock.recvmsg_into([buffer])
        assert count == 4
        assert buffer == b"0123"
        assert flags & net.MSG_TRUNC
    elif method.endswith("into"):
        buffer = bytearray(4)
        getattr(sock, method)(buffer)
        assert buffer == b"0123"
    else:
        received = getattr(sock, method)(4)
        assert (received if method == "recv" else received[0]) == b"0123"
    assert sock.recv(10) == b"next"


def test_msg_trunc_tells_the_real_length(net: Any, datagram_pair: tuple[Any, Any]) -> None:
    """The system then returns more than the buffer holds, which must not be read."""
    sock, peer = datagram_pair
    for _ in range(5):
        peer.send(b"0123456789")
    buffer = bytearray(4)
    assert sock.recv_into(buffer, 0, net.MSG_TRUNC) == 10
    assert buffer == b"0123"
    assert sock.recvfrom_into(buffer, 0, net.MSG_TRUNC)[0] == 10
    assert sock.recvmsg_into([buffer], 0, net.MSG_TRUNC)[0] == 10
    assert buffer == b"0123"


@pytest.mark.parametrize("bufsize", [0, 4, 65536, 70000])
@pytest.mark.parametrize("method", ["recv", "recvfrom", "recvmsg"])
def test_msg_trunc_reads_nothing_past_the_buffer(
    net: Any, datagram_pair: tuple[Any, Any], method: str, bufsize: int
) -> None:
    sock, peer = datagram_pair
    if bufsize == 0 and method == "recv":
        pytest.skip("asks nothing of the system")
    for end in (sock, peer):
        end.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, MIB)
    for earlier in (60_000, 150_000):
        peer.send(b"S" * earlier)
        assert sock.recv(earlier) == b"S" * earlier
    data = noise(100_000)[:100_000]
    peer.send(data)
    arguments = (bufsize, 0, net.MSG_TRUNC) if method == "recvmsg" else (bufsize, net.MSG_TRUNC)
    try:
        received = getattr(sock, method)(*arguments)
    except (SystemError, ValueError, OSError):
        return
    received = received if method == "recv" else received[0]
    assert received[:bufsize] == data[:bufsize]
    assert len(received) == bufsize or not any(received[bufsize:]), "more than what came"


def test_peeking(net: Any, pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    peer.send(b"data")
    assert sock.recv(2, net.MSG_PEEK) == b"da"
    assert sock.recvfrom(3, net.MSG_PEEK)[0] == b"dat"
    assert sock.recvmsg(4, 0, net.MSG_PEEK)[0] == b"data"
    assert sock.recv(10) == b"data"


@pytest.mark.parametrize("method", ["recv", "recvfrom", "recvmsg"])
def test_memory_does_not_grow_with_what_is_asked_for(pair: tuple[Any, Any], method: str) -> None:
    """A gigabyte may be asked for: only what came is kept, and only that is touched."""
    sock, peer = pair
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = []
    for _ in range(20):
        peer.send(b"small")
        received = getattr(sock, method)(1 << 28)
        kept.append(received if method == "recv" else received[0])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert kept == [b"small"] * 20
    assert grown < 64 * 1024, f"{grown} KiB"


@pytest.mark.skipif(PYPY, reason="PyPy has no tracemalloc")
@pytest.mark.parametrize("method", ["recv", "recvfrom", "recvmsg"])
@pytest.mark.parametrize("bufsize", [100, 65536])
def test_what_is_kept_is_what_came(pair: tuple[Any, Any], method: str, bufsize: int) -> None:
    import tracemalloc

    sock, peer = pair
    peer.send(b"first")
    getattr(sock, method)(bufsize)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        kept = []
        for _ in range(10):
            peer.send(b"small")
            kept.append(getattr(sock, method)(bufsize))
        now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert now - before < 8192
    assert peak - before < 16384 + bufsize  # as much as the standard library at most
    assert len(kept) == 10


def test_no_more_of_an_address_than_there_is(net: Any) -> None:
    """As much of the memory for an address is returned as is asked for, and never more than that holds."""
    whole = ffi.sizeof("struct cs_address")
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.sendto(b"x", sock.getsockname())
        name = scratch.getsockname_bytes(sock.fileno(), 1 << 40)
        assert len(name) == whole
        assert name[:20] == scratch.getsockname_bytes(sock.fileno(), 20)
        assert scratch.getsockname_bytes(sock.fileno(), 0) == b""
        assert scratch.recvfrom_bytes(sock.fileno(), 10, 1 << 40) == (b"x", name, 0)
        with pytest.raises(OverflowError):
            lib.cs_getsockname_bytes(sock.fileno(), -1)


def test_large_control_buffers(net: Any, pair: tuple[Any, Any]) -> None:
    pair[1].send(b"data")
    assert pair[0].recvmsg(10, 1 << 20)[:2] == (b"data", [])


def test_many_parts(pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    parts = [b"%04d" % number for number in range(1000)]
    assert sock.sendmsg(parts) == 4000
    buffers = [bytearray(4) for _ in range(1000)]
    assert peer.recvmsg_into(buffers)[0] == 4000
    assert buffers == parts
    assert sock.sendmsg(iter([b"a", b"b"])) == 2
    assert peer.recvmsg_into(iter([bytearray(2)]))[0] == 2
