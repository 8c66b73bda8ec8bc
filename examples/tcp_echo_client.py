"""A TCP client that sends a line and prints what comes back.

python tcp_echo_client.py HOST PORT [TEXT]
"""

from __future__ import annotations

import sys

import cffisock as socket


def talk(host: str, port: int, text: str) -> str:
    message = text.encode()
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(message)
        # What was sent in one piece may come back in several.
        answer = b""
        while len(answer) < len(message):
            data = connection.recv(4096)
            if not data:
                raise ConnectionError(f"the server closed after {len(answer)} of {len(message)} bytes")
            answer += data
    return answer.decode()


if __name__ == "__main__":
    print(talk(sys.argv[1], int(sys.argv[2]), " ".join(sys.argv[3:]) or "Hello, world"))
