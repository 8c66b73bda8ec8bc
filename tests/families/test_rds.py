"""AF_RDS: reliable datagrams between two ends on this machine."""

from __future__ import annotations

import contextlib
import struct
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

in_the_kernel = pytest.mark.needs(socket=(cffisock.AF_RDS, cffisock.SOCK_SEQPACKET, 0), module="rds_tcp")


@pytest.mark.parametrize("address", [("127.0.0.1", 0), ("", 65535), ("255.255.255.255", 1)], ids=str)
def test_addresses_there_and_back(recode: Callable[..., Any], address: Any) -> None:
    """They are AF_INET's, whose tests have the rest."""
    assert recode("AF_RDS", address) == (address[0] or "0.0.0.0", address[1])


MALFORMED: list[Any] = [None, 5, "text", ["127.0.0.1", 1], (), ("127.0.0.1",), ("127.0.0.1", 65536), ("127.0.0.1", "1")]


@pytest.mark.parametrize("address", MALFORMED, ids=ascii)
def test_malformed_addresses(same: Any, pretend: Callable[..., Any], address: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_RDS") as sock:
            sock.bind(address)

    same(call, raises=(TypeError, OverflowError))


@pytest.fixture
def ends(net: Any) -> Iterator[tuple[Any, Any]]:
    """Two sockets between which a message has gone already: the first of a new connection can be lost to a receiver
    that waits for it.
    """
    first = net.socket(net.AF_RDS, net.SOCK_SEQPACKET, 0)
    second = net.socket(net.AF_RDS, net.SOCK_SEQPACKET, 0)
    with first, second:
        for sock in (first, second):
            sock.bind(("127.0.0.1", 0))
        first.sendto(b"warm-up", second.getsockname())
        second.setblocking(False)
        deadline = time.monotonic() + 60
        while True:
            try:
                assert second.recv(100) == b"warm-up"
                break
            except BlockingIOError:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        for sock in (first, second):
            sock.settimeout(5)
        yield first, second


@in_the_kernel
def test_datagrams(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    assert first.getsockname()[0] == "127.0.0.1"
    for size in (1, 1000, 100_000):
        message = bytes(number & 0xFF for number in range(size))
        assert first.sendto(message, second.getsockname()) == size
        assert second.recvfrom(200_000) == (message, first.getsockname())
    second.connect(first.getsockname())
    assert second.getpeername() == first.getsockname()
    assert second.sendmsg([b"two ", b"parts"]) == 9
    data, _, _, address = first.recvmsg(100, 100)
    assert (data, address) == (b"two parts", second.getsockname())


PEER = """
import cffisock
with cffisock.socket(cffisock.AF_RDS, cffisock.SOCK_SEQPACKET) as sock:
    sock.bind(("192.0.2.2", 4000))
    print("bound", flush=True)
    while True:
        data, address = sock.recvfrom(100)
        sock.sendto(b"heard " + data, address)
        if data == b"the end":
            break
"""


@pytest.mark.needs(program="ip", root=True)
@in_the_kernel
def test_over_tcp(net: Any) -> None:
    """To another network namespace, where another process answers.  What is lost while they connect is sent again."""

    def ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True)

    ip("netns", "add", "csrds")
    try:
        ip("link", "add", "csrds0", "type", "veth", "peer", "name", "csrds1", "netns", "csrds")
        ip("address", "add", "192.0.2.1/24", "dev", "csrds0")
        ip("link", "set", "csrds0", "up")
        ip("-n", "csrds", "address", "add", "192.0.2.2/24", "dev", "csrds1")
        ip("-n", "csrds", "link", "set", "csrds1", "up")
        command = ["ip", "netns", "exec", "csrds", sys.executable, "-c", PEER]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd="/") as peer:
            try:
                assert peer.stdout is not None
                assert peer.stdout.readline() == b"bound\n"
                with net.socket(net.AF_RDS, net.SOCK_SEQPACKET) as sock:
                    sock.bind(("192.0.2.1", 0))
                    assert sock.getsockopt(net.SOL_RDS, net.SO_RDS_TRANSPORT) == net.RDS_TRANS_TCP
                    sock.settimeout(1)
                    answer = None
                    while answer is None:
                        sock.sendto(b"anybody", ("192.0.2.2", 4000))
                        with contextlib.suppress(net.timeout):
                            answer = sock.recvfrom(100)
                    assert answer == (b"heard anybody", ("192.0.2.2", 4000))
                    sock.settimeout(5)
                    sock.sendto(b"the end", ("192.0.2.2", 4000))
                    while answer[0] != b"heard the end":
                        answer = sock.recvfrom(100)
                assert peer.wait(5) == 0
            finally:
                peer.kill()
    finally:
        subprocess.run(["ip", "link", "delete", "csrds0"], check=False)
        ip("netns", "delete", "csrds")


@in_the_kernel
def test_looking_and_cutting(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    first.sendto(b"0123456789", second.getsockname())
    while True:
        try:
            assert second.recv(4, net.MSG_PEEK) == b"0123"
            break
        except BlockingIOError:
            time.sleep(0.01)
    data, _, flags, address = second.recvmsg(4)
    assert (data, flags & net.MSG_TRUNC, address) == (b"0123", net.MSG_TRUNC, first.getsockname())


@in_the_kernel
def test_options(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    assert first.getsockopt(net.SOL_RDS, net.SO_RDS_TRANSPORT) == net.RDS_TRANS_LOOP
    assert first.getsockopt(net.SOL_RDS, net.RDS_RECVERR) == 0
    first.setsockopt(net.SOL_RDS, net.RDS_RECVERR, 1)
    assert first.getsockopt(net.SOL_RDS, net.RDS_RECVERR) == 1
    address = struct.pack("=H", net.AF_INET) + struct.pack("!H", second.getsockname()[1]) + net.inet_aton("127.0.0.1")
    first.setsockopt(net.SOL_RDS, net.RDS_CANCEL_SENT_TO, address + bytes(8))


@in_the_kernel
def test_refusals(net: Any, ends: tuple[Any, Any]) -> None:
    first, second = ends
    with net.socket(net.AF_RDS, net.SOCK_SEQPACKET, 0) as other:
        with pytest.raises(OSError, match=r"Address (already )?in use"):
            other.bind(second.getsockname())
        with pytest.raises(OSError, match="Transport endpoint is not connected"):
            other.sendto(b"not bound", second.getsockname())
        with pytest.raises(OSError, match=r"Cannot assign requested address|Address not available"):
            other.bind(("192.0.2.1", 0))
    with pytest.raises(net.timeout):
        first.settimeout(0.1)
        first.recv(10)
