"""gevent: its sockets on cffisock, which is installed before gevent is imported.

python with_gevent.py
"""

from __future__ import annotations

import time
from typing import Any

import cffisock as socket

order: list[str] = []


def serve(server: Any) -> None:
    connection, _ = server.accept()  # other greenlets run meanwhile
    with connection:
        connection.sendall(connection.recv(100))


def tick() -> None:
    for _ in range(3):
        order.append("tick")
        time.sleep(0.01)


def ask(address: Any) -> None:
    time.sleep(0.1)
    with socket.create_connection(address) as sock:
        sock.sendall(b"answered")
        order.append(sock.recv(100).decode())


def main() -> None:
    socket.install()
    import gevent
    from gevent import monkey

    monkey.patch_all()
    server: Any
    with socket.create_server(("127.0.0.1", 0)) as server:
        greenlets = [gevent.spawn(serve, server), gevent.spawn(tick), gevent.spawn(ask, server.getsockname())]
        gevent.joinall(greenlets, timeout=10, raise_error=True)
        print(*order)
        print("on cffisock:", isinstance(server._sock, socket.lowlevel.socket))


main()
