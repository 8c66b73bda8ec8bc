"""The TCP echo client for IPv4 and IPv6: it tries every address of a host until one answers.

    python any_version_client.py HOST PORT [TEXT]

``socket.create_connection`` does this in one call; here it is by hand.
"""

from __future__ import annotations

import sys
from typing import Any

import cffisock as socket


def connect(host: str, port: int) -> Any:
    failure: OSError | None = None
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            failure = error
            continue
        sock.settimeout(10)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure or OSError(f"{host} has no address")


if __name__ == "__main__":
    text = " ".join(sys.argv[3:]) or "Hello, world"
    with connect(sys.argv[1], int(sys.argv[2])) as connection:
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        print(b"".join(iter(lambda: connection.recv(4096), b"")).decode())
