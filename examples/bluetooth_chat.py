"""Bluetooth: two people write to each other over RFCOMM, one waits and one calls.

    python bluetooth_chat.py wait [CHANNEL]
    python bluetooth_chat.py call ADDRESS [CHANNEL]

``ADDRESS`` is that of the other's controller, like ``00:11:22:33:44:55``.  It ends with the input.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

import cffisock as socket

CHANNEL = 4


def wait(channel: int) -> Any:
    with socket.socket(socket.AF_BLUETOOTH, socket.SOCK_STREAM, socket.BTPROTO_RFCOMM) as server:
        server.bind((socket.BDADDR_ANY, channel))
        server.listen(1)
        print("listening on channel", channel, flush=True)
        connection, (address, _) = server.accept()
    print(address, "is here", flush=True)
    return connection


def call(address: str, channel: int) -> Any:
    sock = socket.socket(socket.AF_BLUETOOTH, socket.SOCK_STREAM, socket.BTPROTO_RFCOMM)
    try:
        sock.connect((address, channel))
    except OSError:
        sock.close()
        raise
    return sock


def chat(connection: Any) -> None:
    def listen() -> None:
        with connection.makefile("r", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                print("<", line, end="", flush=True)

    with connection:
        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        for line in sys.stdin:
            connection.sendall(line.encode())
        connection.shutdown(socket.SHUT_WR)
        listener.join(10)


if __name__ == "__main__":
    what, *arguments = sys.argv[1:] or ["wait"]
    if what == "wait":
        chat(wait(int(arguments[0]) if arguments else CHANNEL))
    else:
        chat(call(arguments[0], int(arguments[1]) if len(arguments) > 1 else CHANNEL))
