"""A sender that knows what has arrived: ``send`` returning says only that the system took the bytes.

    python checked_send.py receive [HOST [PORT]]
    python checked_send.py send HOST PORT FILE

The sender ends its half with ``shutdown`` and goes on reading; the receiver reads to that end, then says how many
bytes it has and their checksum.
"""

from __future__ import annotations

import sys
import zlib

import cffisock as socket


def receive(host: str, port: int) -> None:
    with socket.create_server((host, port)) as server:
        print("listening on", *server.getsockname(), flush=True)
        connection, _ = server.accept()
        with connection:
            size = checksum = 0
            while data := connection.recv(65536):
                size += len(data)
                checksum = zlib.crc32(data, checksum)
            connection.sendall(f"{size} {checksum:08x}".encode())


def send(host: str, port: int, path: str) -> str:
    with open(path, "rb") as file, socket.create_connection((host, port), timeout=30) as connection:
        size = connection.sendfile(file)
        connection.shutdown(socket.SHUT_WR)
        receipt = b"".join(iter(lambda: connection.recv(100), b"")).decode()
        file.seek(0)
        expected = f"{size} {zlib.crc32(file.read()):08x}"
    if receipt != expected:
        raise ConnectionError(f"sent {expected}, but {receipt or 'nothing'} was received")
    return f"received: {size} bytes"


if __name__ == "__main__":
    what, *arguments = sys.argv[1:] or ["receive"]
    if what == "receive":
        receive(arguments[0] if arguments else "127.0.0.1", int(arguments[1]) if len(arguments) > 1 else 0)
    else:
        print(send(arguments[0], int(arguments[1]), arguments[2]))
