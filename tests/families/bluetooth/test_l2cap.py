"""L2CAP between two controllers: connections and datagrams of BR/EDR and LE."""

from __future__ import annotations

import errno
import struct
from typing import Any

import pytest

import cffisock
from cffisock import BDADDR_ANY, BDADDR_LE_PUBLIC, BTPROTO_L2CAP, SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM
from cffisock import L2CAP_CID_ATT as ATT

pytestmark = pytest.mark.needs(program="btvirt", socket=(31, 5, BTPROTO_L2CAP), module="hci_vhci", root=True)

PSM, LE_PSM = 0x1001, 0x80
# Connected channels have identifiers from here on.
DYNAMIC = 0x40
# struct l2cap_options, of which the kernel may know more at its end
OPTIONS = "HHHBBBxH"
ERTM = 3


def test_seqpacket(controllers: Any, connect: Any) -> None:
    first, second = controllers
    pair = connect(SOCK_SEQPACKET, BTPROTO_L2CAP, (second.bdaddr, PSM), (first.bdaddr, 0))
    assert pair.listener.getsockname() == (second.bdaddr, PSM)
    assert pair.address == pair.server.getpeername()
    assert pair.client.getpeername()[:2] == (second.bdaddr, PSM)
    assert pair.client.getsockname()[:2] == (first.bdaddr, PSM)
    for sock in (pair.client, pair.server):
        cids = sock.getsockname()[2:], sock.getpeername()[2:]
        assert all(len(cid) == 1 and cid[0] >= DYNAMIC for cid in cids)
    pair.client.send(b"one")
    pair.client.sendmsg([b"tw", b"o"])
    assert pair.server.recv(100) == b"one"
    assert pair.server.recvmsg(100)[0] == b"two"
    pair.server.sendall(b"three")
    buffer = bytearray(100)
    assert pair.client.recv_into(buffer) == 5
    assert buffer[:5] == b"three"
    pair.client.close()
    assert pair.server.recv(100) == b""


def test_stream(controllers: Any, connect: Any) -> None:
    """What a stream needs is Enhanced Retransmission Mode."""
    first, second = controllers

    def retransmit(sock: Any) -> None:
        options = bytearray(sock.getsockopt(cffisock.SOL_L2CAP, cffisock.L2CAP_OPTIONS, struct.calcsize(OPTIONS)))
        options[6] = ERTM
        sock.setsockopt(cffisock.SOL_L2CAP, cffisock.L2CAP_OPTIONS, options)

    pair = connect(SOCK_STREAM, BTPROTO_L2CAP, (second.bdaddr, 0x1003), (first.bdaddr, 0), retransmit)
    pair.client.sendall(b"abcdef")
    assert pair.server.recv(2) == b"ab"
    assert pair.server.recv(4, cffisock.MSG_WAITALL) == b"cdef"
    mode = pair.server.getsockopt(cffisock.SOL_L2CAP, cffisock.L2CAP_OPTIONS, struct.calcsize(OPTIONS))[6]
    assert mode == ERTM


def test_datagrams(controllers: Any) -> None:
    first, second = controllers
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_DGRAM, BTPROTO_L2CAP) as receiver:
        receiver.settimeout(20)
        receiver.bind((second.bdaddr, 0x1005))
        with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_DGRAM, BTPROTO_L2CAP) as sender:
            sender.settimeout(20)
            sender.bind((first.bdaddr, 0))
            sender.connect((second.bdaddr, 0x1005))
            sender.send(b"datagram")
            assert receiver.recvfrom(100) == (b"datagram", (first.bdaddr, 0x1005))
            sender.send(b"again")
            data, _, _, address = receiver.recvmsg(100)
            assert (data, address) == (b"again", (first.bdaddr, 0x1005))


def test_options(controllers: Any, connect: Any) -> None:
    first, second = controllers
    name = (second.bdaddr, 0x1007)
    pair = connect(SOCK_SEQPACKET, BTPROTO_L2CAP, name, (first.bdaddr, 0))
    security = pair.client.getsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_SECURITY, 2)
    assert security[0] in (cffisock.BT_SECURITY_SDP, cffisock.BT_SECURITY_LOW)
    assert pair.client.getsockopt(cffisock.SOL_L2CAP, cffisock.L2CAP_LM) == cffisock.L2CAP_LM_AUTH
    handle = struct.unpack("H3x", pair.client.getsockopt(cffisock.SOL_L2CAP, cffisock.L2CAP_CONNINFO, 5))
    assert handle[0] > 0


@pytest.mark.parametrize("data", [b"x" * 23, b"y" * 500], ids=len)
def test_a_connection_oriented_channel_of_le(controllers: Any, connect: Any, advertising: Any, data: bytes) -> None:
    first, second = controllers
    name = (second.bdaddr, LE_PSM, 0, BDADDR_LE_PUBLIC)
    pair = connect(SOCK_SEQPACKET, BTPROTO_L2CAP, name, (first.bdaddr, 0, 0, BDADDR_LE_PUBLIC), ready=advertising)
    assert pair.listener.getsockname() == name
    assert pair.address[::3] == (first.bdaddr, BDADDR_LE_PUBLIC)
    assert pair.client.getpeername()[:2] == (second.bdaddr, LE_PSM)
    assert pair.client.getpeername()[2] >= DYNAMIC
    assert pair.client.getsockopt(cffisock.SOL_BLUETOOTH, cffisock.BT_SNDMTU, 2) >= b"\x17\0"
    pair.client.sendall(data)
    assert pair.server.recv(1000) == data
    pair.server.send(data)
    assert pair.client.recv(1000) == data


def test_a_fixed_channel(controllers: Any, connect: Any, advertising: Any) -> None:
    """The attribute protocol: no multiplexer, a channel instead."""
    first, second = controllers
    name = (second.bdaddr, 0, ATT, BDADDR_LE_PUBLIC)
    pair = connect(SOCK_SEQPACKET, BTPROTO_L2CAP, name, (first.bdaddr, 0, ATT, BDADDR_LE_PUBLIC), ready=advertising)
    assert pair.client.getpeername() == name
    assert pair.address == pair.client.getsockname() == (first.bdaddr, 0, ATT, BDADDR_LE_PUBLIC)
    pair.client.send(b"\x02\x17\0")  # "my largest packet has 23 bytes"
    assert pair.server.recv(100) == b"\x02\x17\0"


def test_refused(controllers: Any) -> None:
    first, second = controllers
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_L2CAP) as sock:
        sock.settimeout(20)
        with pytest.raises(OSError, match="wrong format"):
            sock.bind((first.bdaddr,))
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind((first.bdaddr, 2))  # even
        sock.bind((first.bdaddr, 0))
        assert sock.connect_ex((second.bdaddr, 0x100F)) == errno.ECONNREFUSED


def test_any_device() -> None:
    first = cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_L2CAP)
    second = cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_SEQPACKET, BTPROTO_L2CAP)
    with first, second:
        first.bind((BDADDR_ANY, 0x100D))
        assert first.getsockname() == (BDADDR_ANY, 0x100D)
        with pytest.raises(OSError, match="in use"):
            second.bind((BDADDR_ANY, 0x100D))


def test_a_descriptor_of_it(own: Any) -> None:
    """Its family, type and protocol are asked of the system."""
    with cffisock.socket(cffisock.AF_BLUETOOTH, SOCK_DGRAM, BTPROTO_L2CAP) as sock:
        sock.bind((BDADDR_ANY, 0x100B))
        with cffisock.socket(fileno=sock.detach()) as found:
            assert (found.family, found.type, found.proto) == (cffisock.AF_BLUETOOTH, SOCK_DGRAM, BTPROTO_L2CAP)
            assert found.getsockname()[:2] == (BDADDR_ANY, 0x100B)
    if hasattr(own, "BTPROTO_SCO"):
        with own.socket(own.AF_BLUETOOTH, own.SOCK_SEQPACKET, own.BTPROTO_L2CAP) as theirs:
            theirs.bind((BDADDR_ANY, 0x1011))
            with cffisock.socket(fileno=theirs.detach()) as ours:
                assert ours.getsockname() == (BDADDR_ANY, 0x1011)
