"""UDP, both sides: a server that sends datagrams back, and a client that asks again when one is lost.

python udp_echo.py serve [HOST [PORT]]
python udp_echo.py ask HOST PORT [TEXT]
"""

from __future__ import annotations

import sys

import cffisock as socket

TRIES, PATIENCE = 5, 0.5


def serve(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((host, port))
        print("listening on", *sock.getsockname(), flush=True)
        while True:
            data, address = sock.recvfrom(65535)
            sock.sendto(data, address)


def ask(host: str, port: int, text: str) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(PATIENCE)
        # A connected UDP socket takes datagrams from its peer alone, and hears when nobody listens there.
        sock.connect((host, port))
        for _ in range(TRIES):
            sock.send(text.encode())
            try:
                return sock.recv(65535).decode()
            except socket.timeout:
                continue
    raise TimeoutError(f"no answer from {host}:{port} to {TRIES} datagrams")


if __name__ == "__main__":
    what, *arguments = sys.argv[1:] or ["serve"]
    if what == "serve":
        serve(arguments[0] if arguments else "127.0.0.1", int(arguments[1]) if len(arguments) > 1 else 0)
    else:
        print(ask(arguments[0], int(arguments[1]), " ".join(arguments[2:]) or "Hello, world"))
