"""What ``python -m cffisock`` prints: every family and whether it works here, then exchanges over loopback."""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cffisock
from cffisock.probe import Status, capabilities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MESSAGE = b"there and back"


def report() -> int:
    """Prints the report; returns the exit status: 1 if an exchange that should work does not."""
    interpreter = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"cffisock {cffisock.__version__} on {interpreter}, {platform.system()} {platform.release()}")
    print()
    print(f"{'family':<14} {'here':<21} {'own socket':<11} for")
    for found in capabilities().values():
        own = "has it" if found.own else "lacks it"
        print(f"{found.name:<14} {found.status.value:<21} {own:<11} {found.purpose}")
    print()
    return max([_print_exchange(*exchange) for exchange in _exchanges()])


def _print_exchange(name: str, exchange: Callable[[], bytes]) -> int:
    try:
        answer = exchange()
    except OSError as failure:
        # A machine may well have no IPv6; nothing else is left out.
        expected = name.endswith("AF_INET6") and capabilities()["AF_INET6"].status is not Status.AVAILABLE
        print(f"{name}: {failure}")
        return 0 if expected else 1
    good = answer == _MESSAGE
    print(f"{name}: {answer.decode()}" if good else f"{name}: sent {_MESSAGE!r}, got {answer!r}")
    return 0 if good else 1


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
