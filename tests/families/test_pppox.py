"""AF_PPPOX: sessions of PPPoE between two interfaces, and of L2TP and PPTP over loopback."""

from __future__ import annotations

import fcntl
import os
import select
import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.pppox import PppoeAddress, PppoL2tpAddress, PptpAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

PPPOE, L2TP, PPTP = 0, 1, 2
DISCOVERY, PADI, PADO, PADR, PADS = 0x8863, 0x09, 0x07, 0x19, 0x65
# Any frame of PPP will do: its protocol (LCP), and data.
FRAME = b"\xc0\x21 a frame of PPP"


def hardware_address(name: str) -> bytes:
    with open(f"/sys/class/net/{name}/address", encoding="ascii") as file:
        return bytes.fromhex(file.read().strip().replace(":", ""))


def open_one(protocol: int) -> Any:
    sock = cffisock.socket(cffisock.AF_PPPOX, cffisock.SOCK_DGRAM, protocol)
    sock.settimeout(20)
    return sock


def discovered() -> int:
    """The number of a session, as RFC 2516 has both ends agree on it: asked for, offered, asked for, given."""
    client, server = (cffisock.socket(cffisock.AF_PACKET, cffisock.SOCK_DGRAM, 0) for _ in "ab")
    with client, server:
        for sock, name in ((client, "veth0"), (server, "veth1")):
            sock.settimeout(20)
            sock.bind((name, DISCOVERY))

        def step(sender: Any, receiver: Any, name: str, to: bytes, code: int, session: int) -> tuple[int, bytes]:
            sender.sendto(struct.pack("!BBHH", 0x11, code, session, 0), (name, DISCOVERY, 0, 0, to))
            while True:
                data, address = receiver.recvfrom(100)
                if data[1] == code and address[2] != cffisock.PACKET_OUTGOING:
                    return struct.unpack("!BBHH", data[:6])[2], address[4]

        _, caller = step(client, server, "veth0", b"\xff" * 6, PADI, 0)
        _, offerer = step(server, client, "veth1", caller, PADO, 0)
        step(client, server, "veth0", offerer, PADR, 0)
        return step(server, client, "veth1", caller, PADS, 0x1234)[0]


@pytest.mark.needs(socket=(24, 2, PPPOE), device=["veth0", "veth1"], root=True)
def test_pppoe() -> None:
    session = discovered()
    ends = {"veth0": hardware_address("veth1"), "veth1": hardware_address("veth0")}
    with open_one(PPPOE) as first, open_one(PPPOE) as second:
        for sock, (device, remote) in zip((first, second), ends.items()):
            sock.connect(PppoeAddress(session, remote, device))
            assert sock.getsockname() == (session, remote, device)
            assert type(sock.getpeername()) is PppoeAddress
        assert first.send(FRAME) == len(FRAME)
        assert second.recvfrom(100) == (FRAME, None)
        second.sendmsg([FRAME[:5], FRAME[5:]])
        assert first.recvmsg(100)[0] == FRAME
        first.connect((0, ends["veth0"], "veth0"))
        with pytest.raises(OSError, match="not connected"):
            first.send(FRAME)
        with pytest.raises(OSError, match="No such device"):
            first.connect((1, bytes(6), "nowhere0"))


@pytest.fixture(params=["127.0.0.1", "::1"])
def tunnel(request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """Two UDP sockets that are connected to each other."""
    family = cffisock.AF_INET6 if ":" in request.param else cffisock.AF_INET
    first, second = (cffisock.socket(family, cffisock.SOCK_DGRAM) for _ in "ab")
    with first, second:
        first.bind((request.param, 0))
        second.bind((request.param, 0))
        first.connect(second.getsockname())
        second.connect(first.getsockname())
        yield first, second


def session_at(opened: list[Any], end: PppoL2tpAddress) -> Any:
    """A socket of a session, and before it one of its tunnel."""
    for address in (end._replace(s_session=0, d_session=0), end):
        opened.append(open_one(L2TP))
        opened[-1].connect(address)
    return opened[-1]


@pytest.mark.needs(socket=(24, 2, L2TP), root=True)
def test_l2tp(tunnel: tuple[Any, Any]) -> None:
    opened: list[Any] = []
    try:
        here = PppoL2tpAddress(tunnel[0].fileno(), 1, 11, 2, 22)
        first, second = session_at(opened, here), session_at(opened, PppoL2tpAddress(tunnel[1].fileno(), 2, 22, 1, 11))
        assert first.send(FRAME) == len(FRAME)
        assert second.recv(100) == FRAME
        assert second.sendmsg([FRAME, FRAME]) == 2 * len(FRAME)
        assert first.recvfrom(100)[0] == FRAME * 2
        name = first.getpeername()
        assert type(name) is PppoL2tpAddress
        assert name[:5] == here[:5]
        assert (name.version, name.addr) == (2, tunnel[1].getsockname())
        first.setsockopt(cffisock.SOL_PPPOL2TP, cffisock.PPPOL2TP_SO_SENDSEQ, 1)
        assert first.getsockopt(cffisock.SOL_PPPOL2TP, cffisock.PPPOL2TP_SO_SENDSEQ) == 1
        with open_one(L2TP) as again, pytest.raises(OSError):
            again.connect(here)
    finally:
        for sock in reversed(opened):
            sock.close()


@pytest.mark.needs(socket=(24, 2, L2TP), root=True)
def test_l2tp_version_3(tunnel: tuple[Any, Any]) -> None:
    """The other end is a program with a UDP socket, since sessions of version 3 have one space of numbers per host."""
    opened: list[Any] = []
    peer = tunnel[1]
    peer.settimeout(20)
    try:
        here = PppoL2tpAddress(tunnel[0].fileno(), 0x10001, 0x1000B, 0x10002, 0x10016, version=3)
        sock = session_at(opened, here)
        assert sock.send(FRAME) == len(FRAME)
        data = peer.recv(100)
        assert data.endswith(FRAME)
        assert struct.unpack("!HHI", data[:8]) == (3, 0, 0x10016)
        peer.send(struct.pack("!HHI", 3, 0, 0x1000B) + FRAME)
        assert sock.recv(100) == FRAME
        name = sock.getsockname()
        assert name[:5] == here[:5]
        assert (name.version, name.addr) == (3, peer.getsockname())
    finally:
        for sock in reversed(opened):
            sock.close()


PPPIOCGCHAN, PPPIOCATTCHAN = 0x80047437, 0x40047438


def channel_of(sock: Any) -> int:
    """The channel by which PPP's frames go in and out of a call: a descriptor of /dev/ppp."""
    number = fcntl.ioctl(sock.fileno(), PPPIOCGCHAN, bytes(4))
    fd = os.open("/dev/ppp", os.O_RDWR)
    fcntl.ioctl(fd, PPPIOCATTCHAN, number)
    return fd


@pytest.mark.needs(socket=(24, 2, PPTP), root=True)
def test_pptp() -> None:
    fds = []
    with open_one(PPTP) as first, open_one(PPTP) as second:
        first.bind(PptpAddress(1, "127.0.0.1"))
        second.bind((2, "127.0.0.1"))
        assert first.getsockname() == PptpAddress(1, "127.0.0.1")
        assert type(first.getsockname()) is PptpAddress
        first.connect((2, "127.0.0.1"))
        second.connect(PptpAddress(1, "127.0.0.1"))
        try:
            fds = [channel_of(first), channel_of(second)]
            assert os.write(fds[0], FRAME) == len(FRAME)
            assert select.select([fds[1]], [], [], 20)[0]
            assert os.read(fds[1], 100) == FRAME
        finally:
            for fd in fds:
                os.close(fd)
        with open_one(PPTP) as third, pytest.raises(OSError):
            third.bind((1, "127.0.0.1"))  # taken


def test_the_bytes() -> None:
    codec = find(cffisock.AF_PPPOX)
    sockaddr = codec.sockaddr((0x1234, b"\1\2\3\4\5\6", "eth0"), "connect", -1, PPPOE)
    assert sockaddr == struct.pack("=HI", 24, PPPOE) + b"\x12\x34\1\2\3\4\5\6" + b"eth0".ljust(16, b"\0")
    sockaddr = codec.sockaddr((0x1234, "1.2.3.4"), "bind", -1, PPTP)
    assert sockaddr == struct.pack("=HIHH4s16x", 24, PPTP, 0x1234, 0, b"\1\2\3\4")
    inet = struct.pack("=H", 2) + struct.pack("!H4s8x", 1701, b"\1\2\3\4")
    inet6 = struct.pack("=H", 10) + struct.pack("!HI16sI", 1701, 0, bytes(15) + b"\1", 0)
    head, where, where6 = struct.pack("=HIii", 24, L2TP, 9, 7), ("1.2.3.4", 1701), ("::1", 1701)
    for address, expected in (
        ((7, 1, 2, 3, 4, where, 2, 9), head + inet + struct.pack("=4H", 1, 2, 3, 4)),
        ((7, 1, 2, 3, 4, where6, 2, 9), head + struct.pack("=4H", 1, 2, 3, 4) + inet6),
        ((7, 1, 2, 3, 4, where, 3, 9), head + inet + struct.pack("=4I", 1, 2, 3, 4)),
        ((7, 1, 2, 3, 4, where6, 3, 9), head + struct.pack("=4I", 1, 2, 3, 4) + inet6),
    ):
        assert codec.sockaddr(address, "connect", -1, L2TP) == expected
    assert codec.sockaddr((7, 1, 2), "connect", -1, L2TP) == codec.sockaddr(
        (7, 1, 2, 0, 0, ("", 0), 2, 0), "x", -1, L2TP
    )


@pytest.mark.parametrize(
    ("protocol", "address", "error", "message"),
    [
        (PPPOE, "eth0", TypeError, r"connect\(\): AF_PPPOX address must be tuple, not str"),
        (PPPOE, (1, bytes(6)), TypeError, r"must be a tuple \(sid, remote, dev\), of which 3 are needed"),
        (PPPOE, (65536, bytes(6), "lo"), OverflowError, "sid must be 0-65535"),
        (PPPOE, (1, bytes(5), "lo"), ValueError, "remote must be 6 bytes long, not 5"),
        (PPPOE, (1, "01:02:03:04:05:06", "lo"), TypeError, "bytes-like object is required"),
        (PPPOE, (1, bytes(6), "x" * 16), ValueError, "dev must be 15 bytes long at most, not 16"),
        (PPTP, (1,), TypeError, r"must be a tuple \(call_id, host\), of which 2 are needed"),
        (PPTP, (-1, "127.0.0.1"), OverflowError, "call_id must be 0-65535"),
        (PPTP, (1, 5), TypeError, "str, bytes or bytearray expected, not int"),
        (L2TP, (1, 2), TypeError, r"must be a tuple \(fd, s_tunnel, s_session"),
        (L2TP, (1, 65536, 1), OverflowError, "s_tunnel must be 0-65535"),
        (L2TP, (1, 2**32, 1, 0, 0, ("", 0), 3), OverflowError, "s_tunnel must be 0-4294967295"),
        (L2TP, (2**31, 1, 1), OverflowError, "fd must fit 32 bits with a sign"),
        (L2TP, (1, 1, 1, 0, 0, ("", 0), 1), ValueError, r"connect\(\): version must be 2 or 3, not 1"),
        (L2TP, (1, 1, 1, 0, 0, "127.0.0.1"), TypeError, "AF_INET address must be tuple, not str"),
        (77, (1, 1, 1), OSError, r"connect\(\): unknown PPPOX protocol"),
    ],
)
def test_what_is_refused(protocol: int, address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_PPPOX).sockaddr(address, "connect", -1, protocol)
