"""AF_XDP: frames sent from shared memory through one end of a pair of interfaces, and seen at the other."""

from __future__ import annotations

import errno
import mmap
import struct
from typing import Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.xdp import XdpAddress
from cffisock.native import ffi

CHUNK, CHUNKS, RING = 4096, 4, 4
# An Ethernet type for local experiments (IEEE 802).
PROTOCOL = 0x88B5
in_the_kernel = pytest.mark.needs(socket=(44, 3, 0), device=["veth0", "veth1"], root=True)


def open_one(memory: mmap.mmap) -> Any:
    """A socket with that memory registered and a ring for each direction of it, not bound."""
    sock = cffisock.socket(cffisock.AF_XDP, cffisock.SOCK_RAW, 0)
    start = int(ffi.cast("uintptr_t", ffi.from_buffer(memory)))
    region = struct.pack("=QQIIII", start, CHUNK * CHUNKS, CHUNK, 0, 0, 0)
    sock.setsockopt(cffisock.SOL_XDP, cffisock.XDP_UMEM_REG, region)
    for ring in ("XDP_UMEM_FILL_RING", "XDP_UMEM_COMPLETION_RING", "XDP_TX_RING"):
        sock.setsockopt(cffisock.SOL_XDP, getattr(cffisock, ring), RING)
    return sock


@in_the_kernel
@pytest.mark.parametrize("address", [XdpAddress("veth0", 0, 2), ("veth0", 0, 2)], ids=["typed", "plain"])
def test_frames(address: Any) -> None:
    assert address[2] == cffisock.XDP_COPY
    payload = b"from shared memory, without a copy of ours"
    frame = b"\xff" * 6 + b"\x02\0\0\0\0\x01" + PROTOCOL.to_bytes(2, "big") + payload
    memory = mmap.mmap(-1, CHUNK * CHUNKS)
    with open_one(memory) as sock, cffisock.socket(cffisock.AF_PACKET, cffisock.SOCK_DGRAM, 0) as receiver:
        receiver.bind(("veth1", PROTOCOL))
        receiver.settimeout(20)
        sock.bind(address)
        # Offsets in the rings: producer, consumer, descriptors, flags, for receiving and then for sending.
        offsets = struct.unpack("=16Q", sock.getsockopt(cffisock.SOL_XDP, cffisock.XDP_MMAP_OFFSETS, 128))
        producer, consumer, descriptors, _ = offsets[4:8]
        ring = mmap.mmap(sock.fileno(), descriptors + RING * 16, offset=cffisock.XDP_PGOFF_TX_RING)
        memory[CHUNK : CHUNK + len(frame)] = frame
        ring[descriptors : descriptors + 16] = struct.pack("=QII", CHUNK, len(frame), 0)
        ring[producer : producer + 4] = struct.pack("=I", 1)
        assert sock.send(b"", cffisock.MSG_DONTWAIT) == 0
        data, sender = receiver.recvfrom(100)
        assert data == payload
        assert sender[:2] == ("veth1", PROTOCOL)
        assert ring[consumer : consumer + 4] == struct.pack("=I", 1)
        ring.close()
        with pytest.raises(OSError) as raised:
            sock.getsockname()
        assert raised.value.errno == errno.EOPNOTSUPP


@in_the_kernel
def test_memory_of_another_socket() -> None:
    memory = mmap.mmap(-1, CHUNK * CHUNKS)
    with open_one(memory) as first, cffisock.socket(cffisock.AF_XDP, cffisock.SOCK_RAW, 0) as second:
        first.bind(("veth0", 0, cffisock.XDP_COPY))
        second.setsockopt(cffisock.SOL_XDP, cffisock.XDP_TX_RING, RING)
        second.bind(XdpAddress("veth0", flags=cffisock.XDP_SHARED_UMEM, shared_umem_fd=first.fileno()))


@in_the_kernel
def test_what_the_kernel_refuses() -> None:
    with cffisock.socket(cffisock.AF_XDP, cffisock.SOCK_RAW, 0) as sock:
        with pytest.raises(OSError, match="No such device"):
            sock.bind(("nowhere0",))
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind(("veth0",))  # it has no ring


def test_the_bytes(own: Any) -> None:
    with own.socket(own.AF_INET, own.SOCK_DGRAM) as sock:
        index = cffisock.if_nametoindex("lo")
        sockaddr = find(cffisock.AF_XDP).sockaddr(("lo", 1, 2, 3), "bind", sock.fileno(), 0)
        assert sockaddr == struct.pack("=HHIII", 44, 2, index, 1, 3)
        assert find(cffisock.AF_XDP).sockaddr(("lo",), "bind", sock.fileno(), 0) == struct.pack(
            "=HHIII", 44, 0, index, 0, 0
        )


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("lo", TypeError, r"bind\(\): AF_XDP address must be tuple, not str"),
        ((), TypeError, r"must be a tuple \(ifname, queue_id, flags, shared_umem_fd\), of which 1 are needed"),
        ((1,), TypeError, "ifname must be str, not int"),
        (("x" * 16,), ValueError, "ifname must be 15 bytes long at most, not 16"),
        (("lo", -1), OverflowError, "queue_id must be 0-4294967295"),
        (("lo", 0, 65536), OverflowError, "flags must be 0-65535"),
        (("lo", 0, 0, -1), OverflowError, "shared_umem_fd must be 0-4294967295"),
        (("lo", 0, "2"), TypeError, "flags must be int, not str"),
    ],
)
def test_what_is_refused(address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_XDP).sockaddr(address, "bind", -1, 0)
