"""The TCP echo server for IPv4 and IPv6: it listens on every address that the resolver names.

    python any_version_server.py [HOST [PORT]]

Without a host it listens on all addresses of the machine; one socket for each version of IP.
"""

from __future__ import annotations

import selectors
import sys
from typing import Any

import cffisock as socket


def listeners(host: str | None, port: int) -> list[Any]:
    """A listening socket for every address that ``getaddrinfo`` gives; those that cannot be had are left out."""
    found, failure = [], None
    flags = socket.AI_PASSIVE  # without a host: the addresses to listen on, not those to connect to
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, flags):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            failure = error
            continue
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                # Else it would take IPv4's connections as well, and the next socket could not have them.
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind((address[0], port, *address[2:]))
            sock.listen()
            port = sock.getsockname()[1]  # where the first one is, the others shall be
        except OSError as error:
            sock.close()
            failure = error
        else:
            found.append(sock)
    if not found and failure is not None:
        raise failure
    return found


def serve(host: str | None, port: int) -> None:
    with selectors.DefaultSelector() as selector:
        for sock in listeners(host, port):
            selector.register(sock, selectors.EVENT_READ)
            print("listening on", *sock.getsockname()[:2], flush=True)
        while True:
            for key, _ in selector.select():
                connection, _ = key.fileobj.accept()  # type: ignore[union-attr]
                with connection:
                    while data := connection.recv(4096):
                        connection.sendall(data)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    serve(arguments[0] if arguments else None, int(arguments[1]) if len(arguments) > 1 else 0)
