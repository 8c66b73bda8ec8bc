"""One message into three buffers: ``recvmsg_into`` fills them in turn, without a copy in between.

python scatter.py
"""

from __future__ import annotations

import struct

import cffisock as socket

HEADER = struct.Struct("!HI")


def exchange(kind: int, payload: bytes) -> tuple[int, bytes, int]:
    """Sends a header, a payload and a checksum as one datagram; returns what was received: kind, payload, checksum."""
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with left, right:
        header = HEADER.pack(kind, len(payload))
        checksum = bytes([sum(payload) % 256])
        left.sendmsg([header, payload, checksum])

        got_header, got_payload, got_checksum = bytearray(HEADER.size), bytearray(len(payload)), bytearray(1)
        size, _, flags, _ = right.recvmsg_into([got_header, got_payload, got_checksum])
        if flags & socket.MSG_TRUNC:
            raise ValueError(f"the message had more than {size} bytes")
        got_kind, _ = HEADER.unpack(got_header)
    return got_kind, bytes(got_payload), got_checksum[0]


if __name__ == "__main__":
    print(exchange(7, b"in one message"))
