"""A TCP server that sends back what it gets, one client after the other.

python tcp_echo_server.py [HOST [PORT]]
"""

from __future__ import annotations

import sys

import cffisock as socket


def serve(host: str, port: int) -> None:
    with socket.create_server((host, port)) as server:
        print("listening on", *server.getsockname()[:2], flush=True)
        while True:
            connection, address = server.accept()
            with connection:
                while data := connection.recv(4096):
                    connection.sendall(data)
            print("served", *address[:2], flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    serve(arguments[0] if arguments else "127.0.0.1", int(arguments[1]) if len(arguments) > 1 else 0)
