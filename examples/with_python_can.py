"""python-can on cffisock's sockets: a bus of SocketCAN that hears itself.

python -m cffisock run with_python_can.py [INTERFACE]
"""

from __future__ import annotations

import sys

import can

channel = sys.argv[1] if len(sys.argv) > 1 else "vcan0"
with can.Bus(interface="socketcan", channel=channel, receive_own_messages=True) as bus:
    bus.send(can.Message(arbitration_id=0x123, data=b"\1\2\3", is_extended_id=False))
    message = bus.recv(10)
    print(message and f"{message.arbitration_id:x} {message.data.hex()}", type(bus.socket).__module__)
