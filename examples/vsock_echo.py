"""AF_VSOCK: a service of a virtual machine for its host, or of the host for its guests, without a network.

    python vsock_echo.py serve [PORT]
    python vsock_echo.py ask CID PORT [TEXT]

The CID of the host is 2, and a machine's own is 1 (with the kernel module vsock_loopback); a guest is told its CID by
whoever starts it.
"""

from __future__ import annotations

import sys

import cffisock as socket


def serve(port: int) -> None:
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as server:
        server.bind((socket.VMADDR_CID_ANY, port))
        server.listen()
        print("listening on", *server.getsockname(), flush=True)
        while True:
            connection, (cid, _) = server.accept()
            with connection:
                while data := connection.recv(4096):
                    connection.sendall(data)
            print("served", cid, flush=True)


def ask(cid: int, port: int, text: str) -> str:
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as sock:
        sock.settimeout(10)
        sock.connect((cid, port))
        sock.sendall(text.encode())
        sock.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: sock.recv(4096), b"")).decode()


if __name__ == "__main__":
    what, *arguments = sys.argv[1:] or ["serve"]
    if what == "serve":
        serve(int(arguments[0]) if arguments else socket.VMADDR_PORT_ANY)
    else:
        print(ask(int(arguments[0]), int(arguments[1]), " ".join(arguments[2:]) or "Hello, world"))
