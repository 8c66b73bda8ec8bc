"""The raw file over a socket that `socket.makefile` puts its buffers on."""

from __future__ import annotations

import errno
import io

from cffisock.errors import error, timeout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

    from typing_extensions import Buffer, TypeAlias

    from cffisock.lowlevel import socket

    Mode: TypeAlias = Literal["r", "w", "rw", "rb", "wb", "rwb"]

_WOULD_BLOCK = {errno.EAGAIN, errno.EWOULDBLOCK}


class SocketIO(io.RawIOBase):
    """A raw file that reads and writes a connected socket.

    After a timeout nothing more can be read from it: what a buffer above had read by then may be lost.
    """

    def __init__(self, sock: socket, mode: Mode) -> None:
        """Makes a file of ``sock`` for ``mode``: ``"r"``, ``"w"`` or ``"rw"``, with or without ``"b"``."""
        if mode not in ("r", "w", "rw", "rb", "wb", "rwb"):
            raise ValueError(f"invalid mode: {mode!r}")
        super().__init__()
        self._sock: Any = sock
        self._mode: Any = mode if "b" in mode else mode + "b"
        self._reading = "r" in mode
        self._writing = "w" in mode
        self._timeout_occurred = False

    def readinto(self, b: Buffer) -> int | None:
        """Receives into ``b``; None if the socket does not block and nothing is there, 0 at the end.

        Args:
            b: a writable bytes-like object.

        Raises:
            timeout: the timeout passed; the file then reads no more.
            OSError: what the system said.

        Source: recv(2).
        """
        self._check("_checkReadable")
        if self._timeout_occurred:
            raise OSError("cannot read from timed out object")
        try:
            return int(self._sock.recv_into(b))
        except timeout:
            self._timeout_occurred = True
            raise
        except error as failure:
            if failure.errno in _WOULD_BLOCK:
                return None
            raise

    def write(self, b: Buffer) -> int | None:
        """Sends ``b``, or its first part; None if the socket does not block and nothing could be sent.

        Args:
            b: a bytes-like object.

        Raises:
            timeout: the timeout passed.
            OSError: what the system said.

        Source: send(2).
        """
        self._check("_checkWritable")
        try:
            return int(self._sock.send(b))
        except error as failure:
            if failure.errno in _WOULD_BLOCK:
                return None
            raise

    def readable(self) -> bool:
        """Whether the file was made for reading."""
        self._must_be_open()
        return self._reading

    def writable(self) -> bool:
        """Whether the file was made for writing."""
        self._must_be_open()
        return self._writing

    def seekable(self) -> bool:
        """False: a socket has no position."""
        self._must_be_open()
        return super().seekable()

    def _check(self, checker: str) -> None:
        """Raises ValueError if closed, then what one of io's own checks raises; the type stubs do not know them."""
        self._checkClosed()
        getattr(self, checker)()

    def _must_be_open(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed socket.")

    def fileno(self) -> int:
        """The descriptor of the socket."""
        self._checkClosed()
        return int(self._sock.fileno())

    @property
    def name(self) -> int:
        """The descriptor of the socket; -1 when the file is closed."""
        return -1 if self.closed else self.fileno()

    @property
    def mode(self) -> Literal["rb", "wb", "rwb"]:
        """What the file was made for, like ``"rb"``."""
        return self._mode  # type: ignore[no-any-return]  # one of the three

    def close(self) -> None:
        """Closes the file; the socket too, if it was closed before and this was the last file on it."""
        if not self.closed:
            super().close()
            self._sock._decref_socketios()
            self._sock = None
