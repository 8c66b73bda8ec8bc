"""CAN: writes down every frame of every interface, with the kernel's time of arrival.

    python can_log.py [INTERFACE [HOW_MANY]]

The lines are those of candump's log: ``(seconds) interface identifier#data``.  Without an interface all are taken.
"""

from __future__ import annotations

import struct
import sys
from typing import Any

import cffisock as socket

# struct canfd_frame and the shorter struct can_frame begin alike; see <linux/can.h>.
HEAD = struct.Struct("=IBBxx")
TIME = struct.Struct("@ll")  # struct timespec


def line(frame: bytes, ancillary: list[tuple[int, int, bytes]], address: Any) -> str:
    identifier, length, flags = HEAD.unpack_from(frame)
    data = frame[HEAD.size : HEAD.size + length]
    seconds = nanoseconds = 0
    for level, kind, value in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_TIMESTAMPNS):
            seconds, nanoseconds = TIME.unpack_from(value)
    wide = bool(identifier & socket.CAN_EFF_FLAG)
    number = f"{identifier & socket.CAN_EFF_MASK:08X}" if wide else f"{identifier & socket.CAN_SFF_MASK:03X}"
    if identifier & socket.CAN_RTR_FLAG:
        content = f"#R{length or ''}"
    elif len(frame) == socket.CANFD_MTU:
        content = f"##{flags & 0xF:X}{data.hex().upper()}"
    else:
        content = f"#{data.hex().upper()}"
    return f"({seconds}.{nanoseconds // 1000:06d}) {address[0]} {number}{content}"


def log(interface: str, count: int) -> None:
    with socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW) as sock:
        sock.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FD_FRAMES, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_TIMESTAMPNS, 1)
        sock.bind((interface,))
        print("listening on", interface or "all interfaces", file=sys.stderr, flush=True)
        for _ in range(count):
            frame, ancillary, _, address = sock.recvmsg(socket.CANFD_MTU, socket.CMSG_SPACE(TIME.size))
            print(line(frame, ancillary, address), flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    log(arguments[0] if arguments else "", int(arguments[1]) if len(arguments) > 1 else sys.maxsize)
