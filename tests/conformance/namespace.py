"""Runs one command in a network namespace of its own, in which nothing but the loopback device exists.

    python namespace.py COMMAND [ARGUMENT...]

CPython's socket tests look for unused ports, bind fixed abstract names and count on nobody else doing so: two of them
at once disturb each other, and so would anything else that runs on the machine. In a namespace of its own each is
alone, and nothing that it does leaves the machine. Where the tests want "the internet", they find a stand-in on the
loopback device under the name that they ask for: `www.python.org` port 80, which accepts and says nothing, and
`pythontest.net` port 56666, which drops what arrives (its queue is full), with port 56667 refusing at once.

Root needs nothing more. Anyone else gets the namespace by way of a user namespace, where the system permits that. When
no namespace can be had, nothing is run, and the exit status is 125.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
import tempfile
from typing import NoReturn

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
SIOCGIFFLAGS = 0x8913
SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1

UNAVAILABLE = 125
NAMES = ("www.python.org", "python.org", "pythontest.net", "xn--80akhbyknj4f.pythontest.net")
HOSTS = "127.0.0.1 " + " ".join(f"{name} {name}." for name in NAMES) + "\n"
SILENT_PORT, BLACK_HOLE_PORT = 80, 56666
KEPT_FROM = 200  # descriptors up here are in no test's way

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def enter() -> None:
    """Move this process into new network and mount namespaces."""
    if os.geteuid() == 0:
        check(libc.unshare(CLONE_NEWNET | CLONE_NEWNS))
        return
    user, group = os.geteuid(), os.getegid()
    check(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS))
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(content)


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sH14x", b"lo", 0)
        answer = fcntl.ioctl(sock, SIOCGIFFLAGS, request)
        (flags,) = struct.unpack_from("H", answer, 16)
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def name_stand_ins() -> None:
    """Put a hosts file that knows the stand-ins over /etc/hosts, for this namespace only."""
    with open("/etc/hosts", encoding="utf-8", errors="surrogateescape") as file:
        hosts = file.read()
    check(libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogateescape") as file_on_top:
        file_on_top.write(f"{hosts.rstrip()}\n{HOSTS}")
        file_on_top.flush()
        os.chmod(file_on_top.name, 0o644)
        source, target = file_on_top.name.encode(), os.path.realpath("/etc/hosts").encode()
        check(libc.mount(source, target, None, MS_BIND, None))


def keep(sock: socket.socket) -> None:
    """Let the command inherit this socket, so that it lives as long as that does."""
    kept = fcntl.fcntl(sock.fileno(), fcntl.F_DUPFD, KEPT_FROM)
    os.set_inheritable(kept, True)
    sock.close()


def open_stand_ins() -> None:
    silent = socket.create_server(("127.0.0.1", SILENT_PORT), backlog=128)
    full = socket.create_server(("127.0.0.1", BLACK_HOLE_PORT), backlog=0)
    for _ in range(4):  # one connection is queued, the next ones wait for room for ever
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(("127.0.0.1", BLACK_HOLE_PORT))
        keep(filler)
    keep(silent)
    keep(full)


def main() -> NoReturn:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        enter()
        raise_loopback()
    except OSError as error:
        print(f"no network namespace: {error}", file=sys.stderr)
        sys.exit(UNAVAILABLE)
    try:
        name_stand_ins()
        open_stand_ins()
    except OSError as error:  # the tests that look for them skip, on both sides
        print(f"no stand-ins for the internet: {error}", file=sys.stderr)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
