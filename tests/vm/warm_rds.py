"""Opens RDS's connection from loopback to loopback, which stays: a first message can be lost to one who waits for it.

CPython's tests send just one, and would wait for it for ever.
"""

from __future__ import annotations

from cffisock import AF_RDS, SOCK_SEQPACKET, socket, timeout

with socket(AF_RDS, SOCK_SEQPACKET, 0) as sender, socket(AF_RDS, SOCK_SEQPACKET, 0) as receiver:
    sender.bind(("127.0.0.1", 0))
    receiver.bind(("127.0.0.1", 0))
    receiver.settimeout(1)
    for _ in range(30):
        sender.sendto(b"x", receiver.getsockname())
        try:
            receiver.recv(1)
        except timeout:
            continue
        break
