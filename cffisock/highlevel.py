"""The class of ``socket.py``, which is the one that people use.

Programs replace names of the module that they imported (``socket.socket = ...``) and expect it to follow. So the class
of accepted sockets is looked up in `cffisock` when it is needed.
"""

from __future__ import annotations

import io
import os
import sys

import cffisock
from cffisock import lowlevel, sendfile
from cffisock.arguments import descriptor
from cffisock.constants import AddressFamily, SocketKind
from cffisock.errors import check, error
from cffisock.handle import Handle, own
from cffisock.lowlevel import adopt, dup, makes_plainly
from cffisock.native import lib
from cffisock.socketio import SocketIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, NoReturn, overload

    from typing_extensions import Self, TypeAlias

    from cffisock.sendfile import SendableFile

    ReadWriteBinary: TypeAlias = Literal["rwb", "rbw", "wrb", "wbr", "brw", "bwr"]
    AnyBinary: TypeAlias = Literal["b", "rb", "br", "wb", "bw", ReadWriteBinary]

SOCK_STREAM = SocketKind["SOCK_STREAM"]

known_families: dict[int, Any] = {int(member): member for member in AddressFamily}
known_kinds: dict[int, Any] = {int(member): member for member in SocketKind}
# Windows has both, and a socket there is a handle.
_get_inheritable = getattr(os, "get_handle_inheritable", os.get_inheritable)
_set_inheritable = getattr(os, "set_handle_inheritable", os.set_inheritable)
_GiveupOnSendfile = sendfile.GiveUpOnSendfile


class socket(lowlevel.socket):  # noqa: N801 - the standard library's name
    """A socket.

    It is a context manager that closes itself, and cannot be pickled.
    """

    __slots__ = ("__weakref__",)
    __module__ = "cffisock"

    def __enter__(self) -> Self:
        """Returns the socket."""
        return self

    def __exit__(self, *args: object) -> None:
        """Closes the socket."""
        if not self._closed:
            self.close()

    def __repr__(self) -> str:
        """What the socket is, and the names of both its ends."""
        closed = getattr(self, "_closed", False)
        kind = type(self)
        shown = (
            f"<{kind.__module__}.{kind.__qualname__}{' [closed]' if closed else ''} fd={self.fileno()}, "
            f"family={self.family!s}, type={self.type!s}, proto={self.proto}"
        )
        if not closed:
            for label, ask in (("laddr", self.getsockname), ("raddr", self.getpeername)):
                try:
                    address = ask()
                except (error, AttributeError):
                    continue
                if address:
                    shown += f", {label}={address}"
        return shown + ">"

    def __getstate__(self) -> NoReturn:
        """Refuses: a socket means nothing outside its process."""
        raise TypeError(f"cannot pickle {type(self).__name__!r} object")

    @property
    def family(self) -> AddressFamily:
        """The address family, as `AddressFamily` if it is a known one.

        Source: socket(2).
        """
        return known_families.get(self._cs_family, self._cs_family)  # type: ignore[no-any-return]  # an int if unknown

    @property
    def type(self) -> SocketKind:
        """The socket type, as `SocketKind` if it is a known one; without SOCK_NONBLOCK and SOCK_CLOEXEC.

        Source: socket(2).
        """
        return known_kinds.get(self._cs_type, self._cs_type)  # type: ignore[no-any-return]  # an int if unknown

    def dup(self) -> Self:
        """A new socket object, of a new descriptor that is not inheritable, of the same socket.

        Raises:
            OSError: the socket is closed, or there are too many descriptors.

        Source: fcntl(2), F_DUPFD_CLOEXEC.
        """
        cls = self.__class__
        if makes_plainly(cls):
            copy: Self = cls.__new__(cls)
            check(own(copy, lib.cs_duplicate, (descriptor(self.fileno()),)))
            adopt(copy, self._cs_family, self._cs_type, self._cs_proto)
        else:
            copy = cls(self.family, self.type, self.proto, fileno=dup(self.fileno()))
        copy.settimeout(self.gettimeout())
        return copy

    def accept(self) -> tuple[socket, Any]:
        """Waits for a connection.

        Returns:
            A socket for it, and the address of the other end.

        Raises:
            timeout: none came in time.
            BlockingIOError: the socket does not block, and none is there.
            OSError: the socket does not listen, or the system said something else.

        Source: accept4(2).
        """
        cls = cffisock.socket
        # The sockets of ssl are of the interpreter's own type; eventlet calls this for those as well.
        if not ((cls is socket or makes_plainly(cls)) and isinstance(self, Handle)):
            fd, address = self._accept()
            return cls(self.family, self.type, self.proto, fileno=fd), address
        connection = cls.__new__(cls)
        address = self._cs_accept(connection)
        adopt(connection, self._cs_family, self._cs_type, self._cs_proto)
        return connection, address

    if TYPE_CHECKING:

        @overload
        def makefile(
            self,
            mode: AnyBinary,
            buffering: Literal[0],
            *,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
        ) -> SocketIO: ...
        @overload
        def makefile(
            self,
            mode: ReadWriteBinary,
            buffering: Literal[-1, 1] | None = None,
            *,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
        ) -> io.BufferedRWPair: ...
        @overload
        def makefile(
            self,
            mode: Literal["rb", "br"],
            buffering: Literal[-1, 1] | None = None,
            *,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
        ) -> io.BufferedReader: ...
        @overload
        def makefile(
            self,
            mode: Literal["wb", "bw"],
            buffering: Literal[-1, 1] | None = None,
            *,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
        ) -> io.BufferedWriter: ...
        @overload
        def makefile(
            self,
            mode: AnyBinary,
            buffering: int,
            *,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
        ) -> io.IOBase: ...
        @overload
        def makefile(
            self,
            mode: Literal["r", "w", "rw", "wr", ""] = "r",
            buffering: int | None = None,
            *,
            encoding: str | None = None,
            errors: str | None = None,
            newline: str | None = None,
        ) -> io.TextIOWrapper: ...

    def makefile(
        self,
        mode: str = "r",
        buffering: int | None = None,
        *,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> Any:
        """A file over the socket; the socket stays open until both are closed.

        Args:
            mode: ``"r"`` or ``"w"`` or both, with ``"b"`` for bytes.
            buffering: the size of the buffer in bytes; 0 for none, which only binary files can do.
            encoding: of a text file, as for `open`.
            errors: as for `open`.
            newline: as for `open`.

        Raises:
            ValueError: another mode, or a text file without a buffer.

        Source: Python's library reference, socket.
        """
        if not set(mode) <= {"r", "w", "b"}:
            raise ValueError(f"invalid mode {mode!r} (only r, w, b allowed)")
        writing = "w" in mode
        reading = "r" in mode or not writing
        binary = "b" in mode
        raw = SocketIO(self, ("rw" if reading else "w") if writing else "r")
        self._io_refs += 1
        if buffering is None or buffering < 0:
            buffering = io.DEFAULT_BUFFER_SIZE
        if buffering == 0:
            if not binary:
                raise ValueError("unbuffered streams must be binary")
            return raw
        buffer: Any
        if reading and writing:
            buffer = io.BufferedRWPair(raw, raw, buffering)
        elif reading:
            buffer = io.BufferedReader(raw, buffering)
        else:
            buffer = io.BufferedWriter(raw, buffering)
        if binary:
            return buffer
        if sys.version_info >= (3, 10):
            encoding = io.text_encoding(encoding)  # type: ignore[attr-defined,unused-ignore]  # typeshed: from 3.11
        text = io.TextIOWrapper(buffer, encoding, errors, newline)
        text.mode = mode  # type: ignore[misc]  # as the standard library does
        return text

    def sendfile(self, file: SendableFile, offset: int = 0, count: int | None = None) -> int:
        """Sends a file, by the system's own call if it takes the file.

        Args:
            file: a file opened in binary mode; its position is moved to the end of what was sent.
            offset: where to start in the file, in bytes.
            count: how many bytes to send; all up to the end if not given.

        Returns:
            How many bytes were sent.

        Raises:
            ValueError: the socket is no stream, or does not block.
            timeout: the timeout passed.
            OSError: what the system said.

        Source: sendfile(2); os.sendfile.
        """
        try:
            return self._sendfile_use_sendfile(file, offset, count)
        except sendfile.GiveUpOnSendfile:
            return self._sendfile_use_send(file, offset, count)

    def _sendfile_use_sendfile(self, file: SendableFile, offset: int = 0, count: int | None = None) -> int:
        sendfile.check_parameters(self, file, count, SOCK_STREAM)
        return sendfile.by_system(self, file, offset, count)

    def _sendfile_use_send(self, file: SendableFile, offset: int = 0, count: int | None = None) -> int:
        sendfile.check_parameters(self, file, count, SOCK_STREAM)
        return sendfile.by_sending(self, file, offset, count)

    def _decref_socketios(self) -> None:
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    _real_close = Handle.close

    def close(self) -> None:
        """Closes the socket, as soon as no file over it is open any more.

        Raises:
            OSError: the system could not finish; the descriptor is gone all the same.

        Source: close(2).
        """
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def detach(self) -> int:
        """Gives the descriptor up without closing it, and returns it.

        Source: Python's library reference, socket.
        """
        self._closed = True
        return Handle.detach(self)

    def get_inheritable(self) -> bool:
        """Whether child processes get the descriptor.

        Raises:
            OSError: the socket is closed.

        Source: fcntl(2), FD_CLOEXEC; PEP 446.
        """
        return _get_inheritable(self.fileno())

    def set_inheritable(self, inheritable: bool) -> None:
        """Sets whether child processes get the descriptor.

        Args:
            inheritable: whether they do.

        Raises:
            OSError: the socket is closed.

        Source: fcntl(2), FD_CLOEXEC; PEP 446.
        """
        _set_inheritable(self.fileno(), inheritable)
