"""Exchanges over loopback: that not only sockets open, but bytes come through."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import cffisock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

_MESSAGE = b"there and back"
# A machine may have no IPv6, or a loopback that is down; that is no fault of this program's.
_NO_NETWORK = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENETUNREACH, errno.ENETDOWN, errno.EPERM, errno.EACCES)


def exchange() -> tuple[list[str], bool]:
    """Makes them; returns what happened, a line each, and whether that is as it should be."""
    said, good = [], True
    for name, call in _exchanges():
        try:
            answer = call()
        except OSError as failure:  # noqa: PERF203 - four times
            said.append(f"{name}: {failure}")
            good &= failure.errno in _NO_NETWORK
        else:
            said.append(f"{name}: {answer.decode('utf-8', 'replace')}")
            good &= answer == _MESSAGE
    return said, good


def _exchanges() -> Iterator[tuple[str, Callable[[], bytes]]]:
    yield "TCP over AF_INET", lambda: _stream(cffisock.AF_INET, ("127.0.0.1", 0))
    yield "TCP over AF_INET6", lambda: _stream(cffisock.AF_INET6, ("::1", 0))
    yield "UDP over AF_INET", lambda: _datagram(cffisock.AF_INET, ("127.0.0.1", 0))
    if hasattr(cffisock, "AF_UNIX"):
        with tempfile.TemporaryDirectory() as folder:
            yield "stream over AF_UNIX", lambda: _stream(cffisock.AF_UNIX, str(Path(folder, "socket")))


def _stream(family: Any, address: Any) -> bytes:
    with cffisock.socket(family, cffisock.SOCK_STREAM) as listener:
        listener.settimeout(5)
        listener.bind(address)
        listener.listen()
        with cffisock.socket(family, cffisock.SOCK_STREAM) as client:
            client.settimeout(5)
            client.connect(listener.getsockname())
            server, _ = listener.accept()
            with server:
                server.settimeout(5)
                client.sendall(_MESSAGE)
                server.sendall(server.recv(64))
                return bytes(client.recv(64))


def _datagram(family: Any, address: Any) -> bytes:
    with cffisock.socket(family, cffisock.SOCK_DGRAM) as first, cffisock.socket(family, cffisock.SOCK_DGRAM) as second:
        for sock in (first, second):
            sock.settimeout(5)
            sock.bind(address)
        first.sendto(_MESSAGE, second.getsockname())
        second.sendto(*second.recvfrom(64))
        return bytes(first.recv(64))
