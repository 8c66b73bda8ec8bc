"""The first packets that come to this machine, on Windows: a raw socket that takes all of them.

    python sniff_windows.py [HOW_MANY]

It has to be run by an administrator.
"""

from __future__ import annotations

import sys

import cffisock as socket


def sniff(count: int) -> None:
    host = socket.gethostbyname(socket.gethostname())
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IP) as sock:
        sock.bind((host, 0))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
        sock.ioctl(socket.SIO_RCVALL, socket.RCVALL_ON)
        try:
            for _ in range(count):
                packet, _ = sock.recvfrom(65535)
                source, target = (socket.inet_ntoa(packet[at : at + 4]) for at in (12, 16))
                print(f"{source} -> {target}: {len(packet)} bytes")
        finally:
            sock.ioctl(socket.SIO_RCVALL, socket.RCVALL_OFF)


if __name__ == "__main__":
    if not hasattr(socket, "SIO_RCVALL"):
        raise SystemExit("this is for Windows; on Linux see AF_PACKET")
    sniff(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
