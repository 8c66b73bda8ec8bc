"""CAN frames in batches."""

from __future__ import annotations

import struct

import pytest

import cffisock as net

pytestmark = pytest.mark.needs(socket=(29, 3, 1), device="vcan0")


def frames(count: int) -> list[bytes]:
    return [struct.pack("=IB3x8s", 0x100 + number, 8, b"%08d" % number) for number in range(count)]


def test_frames_in_batches() -> None:
    can = net.AF_CAN, net.SOCK_RAW, net.CAN_RAW
    with net.socket(*can) as sender, net.socket(*can) as receiver:
        for sock in sender, receiver:
            sock.bind(("vcan0",))
            sock.settimeout(10)
        sent = frames(100)
        assert sender.send_many(sent) == 100
        batch = net.DatagramBatch(64, 16)
        found: list[bytes] = []
        while len(found) < 100:
            receiver.recv_many(batch)
            assert {datagram.address for datagram in batch} == {("vcan0",)}
            found += [bytes(datagram.data) for datagram in batch]
        assert found == sent
        assert sender.send_many([(sent[0], ("vcan0",))]) == 1
        receiver.recv_many(batch)
        assert receiver.send_many(batch) == 1
        assert sender.recv(16) == sent[0]
