"""AF_PACKET beyond loopback: all fields of an address on a pair of Ethernet devices, options, fanout and a ring."""

from __future__ import annotations

import mmap
import pathlib
import struct
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROTOCOL = 0x88B5  # an Ethernet type for local experiments (IEEE 802)
ARPHRD_ETHER = 1
BROADCAST = b"\xff" * 6

pytestmark = pytest.mark.needs(socket=(cffisock.AF_PACKET, cffisock.SOCK_RAW, 0), root=True)
on_devices = pytest.mark.needs(device=["veth0", "veth1"])


def hardware(device: str) -> bytes:
    return bytes.fromhex(pathlib.Path("/sys/class/net", device, "address").read_text(encoding="ascii").replace(":", ""))


@pytest.fixture
def packet(net: Any) -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def make(device: str, kind: str = "SOCK_RAW") -> Any:
        sock = net.socket(net.AF_PACKET, getattr(net, kind), 0)
        made.append(sock)
        sock.bind((device, PROTOCOL))
        sock.settimeout(5)
        return sock

    yield make
    for sock in made:
        sock.close()


@on_devices
def test_raw_frames(net: Any, packet: Callable[..., Any]) -> None:
    """To whom a frame was sent is in the address of its sender."""
    sender, receiver = packet("veth0"), packet("veth1")
    sender_address, own_address = hardware("veth0"), hardware("veth1")
    other, multicast = b"\x02\0\0\0\0\x77", b"\x01\0\x5e\0\0\x01"
    # Frames for others only come while somebody asks for all; struct packet_mreq: interface, type, length, address
    everything = struct.pack("=iHH8s", net.if_nametoindex("veth1"), net.PACKET_MR_PROMISC, 0, b"")
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_ADD_MEMBERSHIP, everything)
    for target, kind in (
        (own_address, net.PACKET_HOST),
        (BROADCAST, net.PACKET_BROADCAST),
        (multicast, net.PACKET_MULTICAST),
        (other, net.PACKET_OTHERHOST),
    ):
        frame = target + sender_address + PROTOCOL.to_bytes(2, "big") + b"payload"
        assert sender.send(frame) == len(frame)
        assert receiver.recvfrom(100) == (frame, ("veth1", PROTOCOL, kind, ARPHRD_ETHER, sender_address))
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_DROP_MEMBERSHIP, everything)
    assert sender.getsockname() == ("veth0", PROTOCOL, net.PACKET_HOST, ARPHRD_ETHER, sender_address)


@on_devices
def test_payloads(net: Any, packet: Callable[..., Any]) -> None:
    """The kernel makes the Ethernet header from the address."""
    sender, receiver, watcher = packet("veth0", "SOCK_DGRAM"), packet("veth1", "SOCK_DGRAM"), packet("veth1")
    target = ("veth0", PROTOCOL, 0, 0, hardware("veth1"))
    assert sender.sendto(b"payload", target) == 7
    expected = ("veth1", PROTOCOL, net.PACKET_HOST, ARPHRD_ETHER, hardware("veth0"))
    assert receiver.recvfrom(100) == (b"payload", expected)
    assert watcher.recv(100) == hardware("veth1") + hardware("veth0") + PROTOCOL.to_bytes(2, "big") + b"payload"
    # The answer goes to the address that it came from, on the device where it came in.
    _, protocol, _, _, back = expected
    receiver.sendmsg([b"ans", b"wer"], [], 0, ("veth1", protocol, 0, 0, back))
    assert sender.recvmsg(100)[0] == b"answer"


@on_devices
def test_outgoing_frames(net: Any, packet: Callable[..., Any]) -> None:
    sender = packet("veth0")
    with net.socket(net.AF_PACKET, net.SOCK_RAW, net.htons(net.ETH_P_ALL)) as everything:
        everything.bind(("veth0", net.ETH_P_ALL))
        everything.settimeout(5)
        frame = BROADCAST + hardware("veth0") + PROTOCOL.to_bytes(2, "big") + b"out"
        sender.send(frame)
        while True:  # the device's own chatter comes, too
            data, address = everything.recvfrom(2000)
            if data == frame:
                break
        assert address == ("veth0", PROTOCOL, net.PACKET_OUTGOING, ARPHRD_ETHER, hardware("veth0"))
        everything.setsockopt(net.SOL_PACKET, net.PACKET_IGNORE_OUTGOING, 1)
        assert everything.getsockopt(net.SOL_PACKET, net.PACKET_IGNORE_OUTGOING) == 1


def test_statistics_and_auxiliary_data(net: Any, packet: Callable[..., Any]) -> None:
    sender, receiver = packet("lo", "SOCK_DGRAM"), packet("lo", "SOCK_DGRAM")
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_AUXDATA, 1)
    assert receiver.getsockopt(net.SOL_PACKET, net.PACKET_AUXDATA) == 1
    for size in (10, 20):
        sender.sendto(bytes(size), ("lo", PROTOCOL, 0, 0, bytes(6)))
    _, ancillary, flags, _ = receiver.recvmsg(5, 100)
    assert flags & net.MSG_TRUNC
    (auxiliary,) = (data for level, kind, data in ancillary if (level, kind) == (net.SOL_PACKET, net.PACKET_AUXDATA))
    # struct tpacket_auxdata: status, length, captured length, ...
    status, length, _ = struct.unpack_from("=III", auxiliary)
    assert status & net.TP_STATUS_USER
    assert length == 10
    # struct tpacket_stats: packets, of which dropped; since the last time
    packets, dropped = struct.unpack("=II", receiver.getsockopt(net.SOL_PACKET, net.PACKET_STATISTICS, 8))
    assert packets >= 2  # loopback shows a frame going out and coming in
    assert dropped == 0
    assert receiver.getsockopt(net.SOL_PACKET, net.PACKET_STATISTICS, 8) == bytes(8)


def test_fanout(net: Any, packet: Callable[..., Any]) -> None:
    """Two sockets share the frames out among them, in turn."""
    sender, first, second = packet("lo", "SOCK_DGRAM"), packet("lo", "SOCK_DGRAM"), packet("lo", "SOCK_DGRAM")
    group = 0x7766 | net.PACKET_FANOUT_LB << 16
    ignoring = group | net.PACKET_FANOUT_FLAG_IGNORE_OUTGOING << 16
    for sock in (first, second):
        sock.setsockopt(net.SOL_PACKET, net.PACKET_FANOUT, ignoring)
        assert sock.getsockopt(net.SOL_PACKET, net.PACKET_FANOUT) & 0xFFFF == 0x7766
    for number in range(6):
        sender.sendto(bytes((number,)) * 50, ("lo", PROTOCOL, 0, 0, bytes(6)))
    shares = []
    for sock in (first, second):
        sock.setblocking(False)
        share = []
        while True:
            try:
                share.append(sock.recv(100)[0])
            except BlockingIOError:
                break
        shares.append(share)
    assert sorted(shares) == [[0, 2, 4], [1, 3, 5]]
    with pytest.raises(OSError, match=r"Invalid argument|already"):
        first.setsockopt(net.SOL_PACKET, net.PACKET_FANOUT, group)


def test_a_ring(net: Any, packet: Callable[..., Any]) -> None:
    """Frames come by shared memory: one block of 4096 bytes with two frames."""
    receiver = packet("lo", "SOCK_DGRAM")
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_VERSION, net.TPACKET_V1)
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_IGNORE_OUTGOING, 1)
    # struct tpacket_req: size and number of blocks, size and number of frames
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_RX_RING, struct.pack("=IIII", 4096, 1, 2048, 2))
    with mmap.mmap(receiver.fileno(), 4096) as ring:
        packet("lo", "SOCK_DGRAM").sendto(b"by the ring", ("lo", PROTOCOL, 0, 0, bytes(6)))
        # struct tpacket_hdr: status (a long), length, captured length, where the frame is, where its payload is
        status, _, captured, _, payload = struct.unpack_from("@LIIHH", ring)
        assert status & net.TP_STATUS_USER
        assert ring[payload : payload + captured] == b"by the ring"
    receiver.setsockopt(net.SOL_PACKET, net.PACKET_RX_RING, bytes(16))


@pytest.mark.needs(module="ip6_tunnel", program="ip")
def test_hardware_that_has_a_long_address(net: Any, packet: Callable[..., Any]) -> None:
    """A tunnel's address is an IPv6 one; what the standard library gives of it ends in bytes that are not its own."""
    device = ["cs6", "type", "ip6tnl", "local", "fd00::1:2", "remote", "fd00::2:1"]
    subprocess.run(["ip", "link", "add", *device], check=True)
    try:
        name, _, _, _, address = packet("cs6").getsockname()
        assert (name, address) == ("cs6", net.inet_pton(net.AF_INET6, "fd00::1:2"))
    finally:
        subprocess.run(["ip", "link", "delete", "cs6"], check=True)


def test_refusals(net: Any, packet: Callable[..., Any]) -> None:
    sock = packet("lo")
    with pytest.raises(OSError, match="No such device"):
        sock.bind(("nowhere0", PROTOCOL))
    with pytest.raises(ValueError, match="Hardware address must be 8 bytes or less"):
        sock.sendto(b"x", ("lo", PROTOCOL, 0, 0, bytes(9)))
    with pytest.raises(OSError, match="Invalid argument"):
        sock.send(b"short")  # less than a header
    with pytest.raises(OSError, match=r"Message too (long|large)"):
        sock.send(bytes(14) + bytes(66_000))
    with pytest.raises(OSError, match="Protocol not available"):
        sock.setsockopt(net.SOL_PACKET, 999, 1)
