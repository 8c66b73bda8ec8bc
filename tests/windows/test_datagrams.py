"""Datagrams, many at once, as Windows does it: beside `tests/test_batches.py`, which runs here too."""

from __future__ import annotations

import _thread
import struct
import threading
import time
from typing import Any

import pytest

import cffisock

IN_PKTINFO = struct.Struct("=4sL")


def knows(sock: Any, option: int, value: int) -> bool:
    """Whether this Windows has an option of UDP."""
    try:
        sock.setsockopt(cffisock.IPPROTO_UDP, option, value)
    except OSError:
        return False
    return True


def test_whoever_can_cuts(udp_pair: Any) -> None:
    first, second = udp_pair
    data = bytes(range(250)) * 2
    for _ in range(2):
        assert first.send_segmented(data, 120, second.getsockname()) == 500
        batch = cffisock.DatagramBatch(8, 65535)
        found: list[bytes] = []
        second.settimeout(5)
        while len(b"".join(found)) < 500:
            second.recv_many(batch)
            found += [bytes(view) for datagram in batch for view in datagram.segments()]
        assert found == [data[at : at + 120] for at in range(0, 500, 120)]
    assert (first._cs_segment_limit > 0) is knows(first, cffisock.UDP_SEND_MSG_SIZE, 0)


def test_joining_is_asked_for_by_the_option_of_windows(udp_pair: Any) -> None:
    first, second = udp_pair
    assert second.enable_gro() is knows(first, cffisock.UDP_RECV_MAX_COALESCED_SIZE, 65527)
    with cffisock.socket() as stream:
        assert stream.enable_gro() is False


@pytest.mark.parametrize("timeout", [None, 5, 0])
def test_where_each_came_to(udp_pair: Any, timeout: Any) -> None:
    first, second = udp_pair
    second.setsockopt(cffisock.IPPROTO_IP, cffisock.IP_PKTINFO, 1)
    assert first.send_many([(b"%d" % number, second.getsockname()) for number in range(3)]) == 3
    second.settimeout(timeout)
    batch = cffisock.DatagramBatch(8, 100, cffisock.CMSG_SPACE(IN_PKTINFO.size))
    assert second.recv_many(batch) == 3
    for number, datagram in enumerate(batch):
        assert bytes(datagram.data) == b"%d" % number
        assert datagram.address == first.getsockname()
        ((level, kind, value),) = datagram.ancillary
        assert (level, kind) == (cffisock.IPPROTO_IP, cffisock.IP_PKTINFO)
        assert IN_PKTINFO.unpack(value)[0] == bytes([127, 0, 0, 1])


def test_a_blocking_socket_waits_for_one_and_not_for_more(udp_pair: Any) -> None:
    first, second = udp_pair
    batch = cffisock.DatagramBatch(8, 100)
    timer = threading.Timer(0.25, first.sendto, [b"late", second.getsockname()])
    timer.start()
    began = time.monotonic()
    assert second.recv_many(batch) == 1
    assert 0.2 < time.monotonic() - began < 10
    timer.join()
    assert bytes(batch[0].data) == b"late"


@pytest.mark.parametrize("timeout", [None, 20])
def test_ctrl_c_gets_through(udp_pair: Any, timeout: Any) -> None:
    _, second = udp_pair
    second.settimeout(timeout)
    batch = cffisock.DatagramBatch(8, 100)
    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        second.recv_many(batch)
    timer.join()
    assert len(batch) == 0
    second.sendto(b"next", second.getsockname())
    assert second.recv_many(batch) == 1  # the batch is free again


def test_a_port_that_nobody_has(udp_pair: Any) -> None:
    first, second = udp_pair
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        nobody = gone.getsockname()
    first.ioctl(cffisock.SIO_UDP_CONNRESET, False)
    assert first.send_many([(b"lost", nobody)] * 3) == 3
    second.sendto(b"heard", first.getsockname())
    first.settimeout(5)
    batch = cffisock.DatagramBatch(8, 100)
    assert first.recv_many(batch) == 1
    assert bytes(batch[0].data) == b"heard"
