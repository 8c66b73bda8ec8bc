"""CAN: every frame that comes is sent back with its identifier one higher.

    python can_echo.py [INTERFACE [HOW_MANY]]

An interface for trying it: ``ip link add vcan0 type vcan && ip link set vcan0 up``.
"""

from __future__ import annotations

import struct
import sys

import cffisock as socket

# struct can_frame of <linux/can.h>: identifier and flags, length, three bytes that are reserved, eight of data.
FRAME = struct.Struct("=IB3x8s")


def pack(identifier: int, data: bytes) -> bytes:
    return FRAME.pack(identifier, len(data), data)


def unpack(frame: bytes) -> tuple[int, bytes]:
    identifier, length, data = FRAME.unpack(frame)
    return identifier, data[:length]


def echo(interface: str, count: int) -> None:
    with socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW) as sock:
        sock.bind((interface,))
        print("listening on", interface, flush=True)
        for _ in range(count):
            frame, (name,) = sock.recvfrom(FRAME.size)
            identifier, data = unpack(frame)
            print(f"{name} {identifier:x} {data.hex(' ')}", flush=True)
            sock.send(pack(identifier + 1, data))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    echo(arguments[0] if arguments else "vcan0", int(arguments[1]) if len(arguments) > 1 else sys.maxsize)
