"""AF_NFC: the addresses of tags and of services, and sockets on simulated devices."""

from __future__ import annotations

import errno
import struct
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock import NFC_PROTO_NFC_DEP, NFC_SOCKPROTO_LLCP, NFC_SOCKPROTO_RAW
from cffisock.families import find
from cffisock.families.nfc import LlcpAddress, NfcAddress

if TYPE_CHECKING:
    from collections.abc import Iterator

bytes_8, words = st.integers(0, 0xFF), st.integers(0, 0xFFFFFFFF)
names = st.text(st.characters(min_codepoint=1, max_codepoint=0x24F), max_size=31)


@settings(deadline=None, database=None)
@given(address=st.builds(NfcAddress, words, words, words))
def test_raw_round_trip(recode: Any, address: NfcAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_NFC", given_as, NFC_SOCKPROTO_RAW)
        assert answer == address
        assert type(answer) is NfcAddress


@settings(deadline=None, database=None)
@given(address=st.builds(LlcpAddress, words, words, words, bytes_8, bytes_8, names))
def test_llcp_round_trip(recode: Any, address: LlcpAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_NFC", given_as, NFC_SOCKPROTO_LLCP)
        assert answer == address
        assert type(answer) is LlcpAddress


def test_defaults(recode: Any) -> None:
    assert recode("AF_NFC", (7,), NFC_SOCKPROTO_LLCP) == (7, 0, NFC_PROTO_NFC_DEP, 0, 0, "")
    assert recode("AF_NFC", LlcpAddress(7, ssap=33), NFC_SOCKPROTO_LLCP).ssap == 33
    longest = "n" * 63
    assert recode("AF_NFC", LlcpAddress(7, service_name=longest), NFC_SOCKPROTO_LLCP).service_name == longest


@pytest.mark.parametrize(
    ("protocol", "address", "error", "message"),
    [
        (NFC_SOCKPROTO_RAW, 5, TypeError, "bind(): AF_NFC address must be tuple, not int"),
        (NFC_SOCKPROTO_RAW, [0, 0, 1], TypeError, "bind(): AF_NFC address must be tuple, not list"),
        (NFC_SOCKPROTO_RAW, (0, 0), TypeError, "bind(): AF_NFC address must be a tuple (dev_idx, target_idx, nfc_"),
        (NFC_SOCKPROTO_RAW, (0, 0, 1, 0), TypeError, "bind(): AF_NFC address must be a tuple"),
        (NFC_SOCKPROTO_RAW, (0, "0", 1), TypeError, "target_idx must be int, not str"),
        (NFC_SOCKPROTO_RAW, (0, 0, None), TypeError, "nfc_protocol must be int, not None"),
        (NFC_SOCKPROTO_RAW, (-1, 0, 1), OverflowError, "dev_idx must be 0-4294967295."),
        (NFC_SOCKPROTO_RAW, (2**32, 0, 1), OverflowError, "dev_idx must be 0-4294967295."),
        (NFC_SOCKPROTO_LLCP, (), TypeError, "bind(): AF_NFC address must be a tuple"),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 256), OverflowError, "dsap must be 0-255."),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, -1), OverflowError, "ssap must be 0-255."),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, 1, b"name"), TypeError, "service_name must be str, not bytes"),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, 1, "n" * 64), ValueError, "service_name must be 63 bytes long at most"),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, 1, "é" * 32), ValueError, "service_name must be 63 bytes long at most"),
        (2, (0, 0, 5), OSError, "bind(): unknown NFC protocol"),
    ],
)
def test_refused(recode: Any, protocol: int, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_NFC", address, protocol)
    assert str(caught.value).startswith(message)
    assert type(caught.value) is error


def test_a_name_longer_than_there_is_room() -> None:
    """A length that is beyond the name itself: nothing behind it is read."""
    codec = find(cffisock.AF_NFC)
    sockaddr = codec.pack(sa_family=codec.number, service_name=b"n" * 63, service_name_len=2**31)
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr
    assert codec.read(raw, len(sockaddr), -1, NFC_SOCKPROTO_LLCP).service_name == "n" * 63


def test_what_the_kernel_gets() -> None:
    encode = find(cffisock.AF_NFC).encode
    assert encode((1, 2, 3), "bind", -1, NFC_SOCKPROTO_RAW)[2:] == struct.pack("=2xIII", 1, 2, 3)
    service = encode((1, 2, 5, 3, 4, "name"), "bind", -1, NFC_SOCKPROTO_LLCP)
    assert service == struct.pack("@HIIIBB63sN", cffisock.AF_NFC, 1, 2, 5, 3, 4, b"name", 4)


NETLINK_GENERIC, GENL_ID_CTRL, GETFAMILY = 16, 16, 3
FAMILY_ID, FAMILY_NAME, GROUPS, GROUP_ID = 1, 2, 7, 2
SOL_NETLINK, ADD_MEMBERSHIP, ERROR = 270, 1, 2
DEVICE_UP, DEVICE_DOWN, LINK_UP, LINK_DOWN, START_POLL, STOP_POLL, TARGETS_FOUND = 2, 3, 4, 5, 6, 7, 9
DEVICE, TARGET, COMM_MODE, RF_MODE, INITIATOR_PROTOCOLS, TARGET_PROTOCOLS = 1, 4, 10, 11, 13, 14


def attributes(data: bytes) -> dict[int, bytes]:
    """The attributes of a netlink message."""
    found, place = {}, 0
    while place < len(data):
        length, kind = struct.unpack_from("=HH", data, place)
        found[kind & 0x3FFF] = data[place + 4 : place + length]
        place += (length + 3) & ~3
    return found


class Control:
    """The kernel's generic netlink family ``nfc``."""

    def __init__(self, sock: Any) -> None:
        self.sock = sock
        sock.bind((0, 0))
        sock.settimeout(20)
        self.send(GENL_ID_CTRL, GETFAMILY, {FAMILY_NAME: b"nfc\0"}, flags=1)
        told = attributes(sock.recv(8192)[20:])
        (self.family,) = struct.unpack("=H", told[FAMILY_ID])
        (group, *_) = attributes(told[GROUPS]).values()
        sock.setsockopt(SOL_NETLINK, ADD_MEMBERSHIP, struct.unpack("=I", attributes(group)[GROUP_ID])[0])

    def send(self, family: int, command: int, values: dict[int, bytes], flags: int = 5) -> None:
        body = b"".join(
            struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4) for kind, value in values.items()
        )
        header = struct.pack("=IHHIIBBH", 20 + len(body), family, flags, 1, 0, command, 1, 0)
        self.sock.send(header + body)

    def command(self, command: int, device: int, values: dict[int, bytes] | None = None) -> int:
        """Gives a command; returns 0 or an error number."""
        self.send(self.family, command, {DEVICE: struct.pack("=I", device), **(values or {})})
        while True:
            answer = self.sock.recv(8192)
            if struct.unpack_from("=H", answer, 4) == (ERROR,):
                return -int(struct.unpack_from("=i", answer, 16)[0])

    def wait(self, event: int, device: int) -> dict[int, bytes]:
        """Waits until the kernel tells of something, and returns what it says."""
        while True:
            told = self.sock.recv(8192)
            values = attributes(told[20:])
            if told[16] == event and values[DEVICE] == struct.pack("=I", device):
                return values


@pytest.fixture(scope="module")
def devices() -> Iterator[tuple[int, int]]:
    """Two simulated devices, linked: the first has found the second."""
    numbers = 0, 1
    protocols = struct.pack("=I", 1 << NFC_PROTO_NFC_DEP)
    with cffisock.socket(cffisock.AF_NETLINK, cffisock.SOCK_RAW, NETLINK_GENERIC) as sock:
        control = Control(sock)
        for number in numbers:
            assert control.command(DEVICE_UP, number) in (0, errno.EALREADY)
        assert control.command(START_POLL, 1, {TARGET_PROTOCOLS: protocols}) == 0
        assert control.command(START_POLL, 0, {INITIATOR_PROTOCOLS: protocols}) == 0
        control.wait(TARGETS_FOUND, 0)
        modes = {TARGET: bytes(4), COMM_MODE: b"\0", RF_MODE: b"\1"}
        assert control.command(LINK_UP, 0, modes) == 0
        control.wait(LINK_UP, 0)
        yield numbers
        for command in (LINK_DOWN, STOP_POLL, DEVICE_DOWN):
            for number in numbers:
                control.command(command, number)


needs_devices = pytest.mark.needs(socket=(39, 1, 1), module="nfcsim", root=True)
SERVICE = "urn:nfc:sn:cffisock"


def service(kind: int) -> Any:
    sock = cffisock.socket(cffisock.AF_NFC, kind, NFC_SOCKPROTO_LLCP)
    sock.settimeout(25)
    return sock


@needs_devices
def test_a_connection(devices: tuple[int, int]) -> None:
    with service(cffisock.SOCK_STREAM) as listener, service(cffisock.SOCK_STREAM) as client:
        listener.bind(LlcpAddress(devices[1], service_name=SERVICE))
        listener.listen(1)
        name = listener.getsockname()
        assert (name.dev_idx, name.service_name) == (devices[1], SERVICE)
        client.connect(LlcpAddress(devices[0], service_name=SERVICE))
        server, address = listener.accept()
        with server:
            server.settimeout(25)
            assert isinstance(address, LlcpAddress)
            client.send(b"question")
            assert server.recv(100) == b"question"
            server.send(b"answer")
            assert client.recv(100) == b"answer"


@needs_devices
def test_services_that_are_well_known(devices: tuple[int, int]) -> None:
    with service(cffisock.SOCK_DGRAM) as receiver, service(cffisock.SOCK_DGRAM) as sender:
        # They have access points of their own.
        receiver.bind(LlcpAddress(devices[1], service_name="urn:nfc:sn:snep"))
        sender.bind(LlcpAddress(devices[0], service_name="urn:nfc:sn:obex"))
        dsap, ssap = receiver.getsockname().ssap, sender.getsockname().ssap
        assert (dsap, ssap) == (4, 3)
        assert sender.sendto(b"datagram", LlcpAddress(devices[0], dsap=dsap)) == 8
        with service(cffisock.SOCK_DGRAM) as other, pytest.raises(OSError, match="in use"):
            other.bind(LlcpAddress(devices[1], service_name="urn:nfc:sn:snep"))


@needs_devices
def test_no_such_device() -> None:
    with service(cffisock.SOCK_STREAM) as sock, pytest.raises(OSError, match="No such device"):
        sock.bind((77,))
    tag = cffisock.socket(cffisock.AF_NFC, cffisock.SOCK_SEQPACKET, NFC_SOCKPROTO_RAW)
    with tag, pytest.raises(OSError, match="No such device"):
        tag.connect(NfcAddress(77, 0, NFC_PROTO_NFC_DEP))
