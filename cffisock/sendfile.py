"""`socket.sendfile`: by the system's call where it takes the file, else by reading and sending."""

from __future__ import annotations

import io
import os

from cffisock.errors import timeout as timeout_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    from cffisock.lowlevel import socket

    class SendableFile(Protocol):
        """What a file has to have; a descriptor as well, if the system is to copy it."""

        def read(self, size: int, /) -> bytes:
            """As files have it."""

        def seek(self, position: int, /) -> object:
            """As files have it."""


_CHUNK = 8192
_LONGEST_CALL = 2**30
_NO_SYSTEM_CALL = "os.sendfile() not available on this platform"


class GiveUpOnSendfile(Exception):  # noqa: N818 - a way out, not an error
    """The system's call does not take this file."""


def check_parameters(sock: socket, file: Any, count: int | None, stream: int) -> None:
    """Raises for a file in text mode, a socket that is no stream, or a count that is none."""
    if "b" not in getattr(file, "mode", "b"):
        raise ValueError("file should be opened in binary mode")
    if not sock.type & stream:
        raise ValueError("only SOCK_STREAM type sockets are supported")
    if count is not None:
        complaint = f"count must be a positive integer (got {count!r})"
        if not isinstance(count, int):
            raise TypeError(complaint)
        if count <= 0:
            raise ValueError(complaint)


def waiting_time(sock: socket) -> float | None:
    """The socket's timeout; it has to be one that can wait."""
    timeout = sock.gettimeout()
    if timeout == 0:
        raise ValueError("non-blocking sockets are not supported")
    return timeout


def by_system(sock: socket, file: Any, offset: int, count: int | None) -> int:
    """Lets the system copy the file into the socket.

    Raises:
        GiveUpOnSendfile: nothing was sent, and another way may work.
    """
    system_sendfile = getattr(os, "sendfile", None)
    if system_sendfile is None:
        raise GiveUpOnSendfile(_NO_SYSTEM_CALL)
    try:
        source = file.fileno()
        length = os.fstat(source).st_size
    except (AttributeError, io.UnsupportedOperation, OSError) as failure:
        raise GiveUpOnSendfile(failure) from failure
    if not length:
        return 0  # whether it could wait or not: there is nothing to wait for
    target, timeout, sent = sock.fileno(), waiting_time(sock), 0
    import selectors  # it imports much, and few send files

    with getattr(selectors, "PollSelector", selectors.SelectSelector)() as selector:
        selector.register(target, selectors.EVENT_WRITE)
        try:
            while count is None or sent < count:
                if timeout and not selector.select(timeout):
                    raise timeout_error("timed out")
                part = min(_LONGEST_CALL, length if count is None else count - sent)
                try:
                    moved = system_sendfile(target, source, offset + sent, part)
                except BlockingIOError:
                    if not timeout:
                        selector.select()
                    continue
                except OSError as failure:
                    if sent == 0:
                        raise GiveUpOnSendfile(failure) from failure
                    raise
                if moved == 0:
                    break
                sent += moved
            return sent
        finally:
            if sent > 0 and hasattr(file, "seek"):
                file.seek(offset + sent)


def by_sending(sock: socket, file: Any, offset: int, count: int | None) -> int:
    """Reads the file and sends what was read."""
    waiting_time(sock)
    if offset:
        file.seek(offset)
    sent = 0
    try:
        while count is None or sent < count:
            data = memoryview(file.read(_CHUNK if count is None else min(_CHUNK, count - sent)))
            if not data:
                break
            while data:
                try:
                    moved = sock.send(data)
                except BlockingIOError:
                    continue
                sent += moved
                data = data[moved:]
        return sent
    finally:
        if sent > 0 and hasattr(file, "seek"):
            file.seek(offset + sent)
