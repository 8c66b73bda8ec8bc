"""What ``socket.py`` is to the standard library: the class that people use, and the functions that make sockets.

Programs replace names of the module that they imported (``socket.getaddrinfo = ...``) and expect its functions to
follow. So what is made here is looked up in `cffisock` when it is needed.
"""

from __future__ import annotations

import io
import os
import sys

import cffisock
from cffisock import lowlevel, resolver, sendfile
from cffisock.ancillary import CMSG_LEN, FD_SIZE, descriptors, rights
from cffisock.arguments import descriptor
from cffisock.constants import AddressFamily, SocketKind, numbers
from cffisock.errors import ExceptionGroup, check, error
from cffisock.handle import Handle, own
from cffisock.lowlevel import adopt, dup, make_pair, makes_plainly
from cffisock.native import lib
from cffisock.socketio import SocketIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Literal, NoReturn, SupportsIndex, overload

    from typing_extensions import Buffer, Self, TypeAlias

    from cffisock.addresses import Address
    from cffisock.sendfile import SendableFile

    ReadWriteBinary: TypeAlias = Literal["rwb", "rbw", "wrb", "wbr", "brw", "bwr"]
    AnyBinary: TypeAlias = Literal["b", "rb", "br", "wb", "bw", ReadWriteBinary]
    Answer: TypeAlias = (
        tuple[Literal[AddressFamily.AF_INET], SocketKind, int, str, tuple[str, int]]
        | tuple[Literal[AddressFamily.AF_INET6], SocketKind, int, str, tuple[str, int, int, int] | tuple[int, bytes]]
    )

AF_INET, AF_INET6 = AddressFamily["AF_INET"], AddressFamily["AF_INET6"]
SOCK_STREAM = SocketKind["SOCK_STREAM"]
SOL_SOCKET = numbers["SOL_SOCKET"]
IPPROTO_IPV6, IPV6_V6ONLY = numbers["IPPROTO_IPV6"], numbers["IPV6_V6ONLY"]
has_ipv6 = True

_families: dict[int, Any] = {int(member): member for member in AddressFamily}
_kinds: dict[int, Any] = {int(member): member for member in SocketKind}
_HAS_PAIRS = hasattr(lib, "cs_socketpair")
# Windows has both, and a socket there is a handle.
_get_inheritable = getattr(os, "get_handle_inheritable", os.get_inheritable)
_set_inheritable = getattr(os, "set_handle_inheritable", os.set_inheritable)
_GLOBAL_DEFAULT_TIMEOUT: Any = object()
_GiveupOnSendfile = sendfile.GiveUpOnSendfile
_LOCALHOST, _LOCALHOST_V6 = "127.0.0.1", "::1"


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
        return _families.get(self._cs_family, self._cs_family)  # type: ignore[no-any-return]  # an int if unknown

    @property
    def type(self) -> SocketKind:
        """The socket type, as `SocketKind` if it is a known one; without SOCK_NONBLOCK and SOCK_CLOEXEC.

        Source: socket(2).
        """
        return _kinds.get(self._cs_type, self._cs_type)  # type: ignore[no-any-return]  # an int if unknown

    def dup(self) -> Self:
        """A new socket object, of a new descriptor that is not inheritable, of the same socket.

        Raises:
            OSError: the socket is closed, or there are too many descriptors.

        Source: fcntl(2), F_DUPFD_CLOEXEC.
        """
        cls = self.__class__
        if makes_plainly(cls):
            copy: Self = cls.__new__(cls)
            check(own(copy, lib.cs_duplicate, descriptor(self.fileno())))
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


def fromfd(fd: SupportsIndex, family: int, type: int, proto: int = 0) -> socket:
    """A socket of a duplicate of a descriptor.

    Args:
        fd: the descriptor, which stays the caller's.
        family: ``AF_*``.
        type: ``SOCK_*``.
        proto: a protocol number.

    Raises:
        OSError: it is no descriptor, or there are too many.

    Source: Python's library reference, socket.
    """
    copy = dup(fd)
    try:
        return cffisock.socket(family, type, proto, copy)
    except BaseException:
        if makes_plainly(cffisock.socket):
            lib.cs_close(copy)
        raise


def send_fds(
    sock: socket, buffers: Iterable[Buffer], fds: Iterable[int], flags: int = 0, address: Address | None = None
) -> int:
    """Sends descriptors over an AF_UNIX socket (SCM_RIGHTS, unix(7)).

    Args:
        sock: the socket.
        buffers: data to go with them, an iterable of bytes-like objects; a stream needs one byte at least.
        fds: the descriptors.
        flags: a sum of ``MSG_*``.
        address: where to, if the socket is not connected.

    Returns:
        How many bytes of data were sent.

    Raises:
        OSError: what the system said; EBADF if one of them is none.
        TypeError: one of them is no integer.

    Platforms: where there is SCM_RIGHTS: not on Windows. >>> import os
    Platforms: where there is SCM_RIGHTS: not on Windows. >>> first, second = cffisock.socketpair()
    Platforms: where there is SCM_RIGHTS: not on Windows. >>> send_fds(first, [b"x"], [0])
    Platforms: where there is SCM_RIGHTS: not on Windows. 1
    Platforms: where there is SCM_RIGHTS: not on Windows. >>> data, fds, flags, address = recv_fds(second, 1, maxfds=1)
    Platforms: where there is SCM_RIGHTS: not on Windows. >>> data, len(fds)
    Platforms: where there is SCM_RIGHTS: not on Windows. (b'x', 1)
    Platforms: where there is SCM_RIGHTS: not on Windows. >>> os.close(fds[0]); first.close(); second.close()

    Platforms: where there is SCM_RIGHTS: not on Windows. Source: unix(7), cmsg(3).
    """
    return sock.sendmsg(buffers, [rights(fds)], flags, address)


def recv_fds(sock: socket, bufsize: int, maxfds: int, flags: int = 0) -> tuple[bytes, list[int], int, Any]:
    """Receives descriptors over an AF_UNIX socket.

    Args:
        sock: the socket.
        bufsize: the most bytes of data.
        maxfds: the most descriptors; more are lost, and MSG_CTRUNC is set in the flags returned.
        flags: a sum of ``MSG_*``.

    Returns:
        The data, the descriptors (not inheritable only with MSG_CMSG_CLOEXEC), the flags of the message, the address.

    Raises:
        OSError: what the system said.

    Platforms: where there is SCM_RIGHTS: not on Windows. Source: unix(7), cmsg(3).
    """
    data, messages, flags, address = sock.recvmsg(bufsize, CMSG_LEN(maxfds * FD_SIZE), flags)
    return data, descriptors(messages), flags, address


def socketpair(
    family: int | None = None,
    type: int = SOCK_STREAM,
    proto: int = 0,
) -> tuple[socket, socket]:
    """Two sockets that are connected to each other.

    Args:
        family: AF_UNIX if not given, where there is one.
        type: ``SOCK_*``.
        proto: a protocol number.

    Raises:
        OSError: the system cannot make such a pair.
        ValueError: on Windows, another family than AF_INET and AF_INET6, or another type than SOCK_STREAM.

    Source: socketpair(2).
    """
    if not _HAS_PAIRS:
        return _fallback_socketpair(AF_INET if family is None else family, type, proto)
    return make_pair(cffisock.socket, numbers["AF_UNIX"] if family is None else family, type, proto)


def _fallback_socketpair(
    family: int = AF_INET,
    type: int = SOCK_STREAM,
    proto: int = 0,
) -> tuple[socket, socket]:
    """`socketpair` for systems that have none: a connection over loopback, with both ends checked."""
    if family not in (AF_INET, AF_INET6):
        raise ValueError("Only AF_INET and AF_INET6 socket address families are supported")
    if type != SOCK_STREAM:
        raise ValueError("Only SOCK_STREAM socket type is supported")
    if proto != 0:
        raise ValueError("Only protocol zero is supported")
    host = _LOCALHOST if family == AF_INET else _LOCALHOST_V6
    with cffisock.socket(family, type, proto) as listener:
        listener.bind((host, 0))
        listener.listen()
        client = cffisock.socket(family, type, proto)
        try:
            # Non-blocking, so that no thread is needed to accept.
            client.setblocking(False)
            try:
                client.connect(listener.getsockname()[:2])
            except (BlockingIOError, InterruptedError):
                pass
            client.setblocking(True)
            server, _ = listener.accept()
        except BaseException:
            client.close()
            raise
    try:
        # Somebody else may have connected first.
        if server.getsockname() != client.getpeername() or client.getsockname() != server.getpeername():
            raise ConnectionError("Unexpected peer connection")
    except BaseException:
        server.close()
        client.close()
        raise
    return server, client


def getaddrinfo(
    host: str | bytes | None,
    port: str | bytes | int | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[Answer]:
    """Resolves a host and a service.

    Args:
        host: a name or an address, as str or bytes; None for this machine's own (see AI_PASSIVE).
        port: a number, or the name of a service as str or bytes, or None.
        family: ``AF_*``, 0 for any.
        type: ``SOCK_*``, 0 for any.
        proto: a protocol number, 0 for any.
        flags: a sum of ``AI_*``.

    Returns:
        A list of ``(family, type, proto, canonname, address)``, ready for `socket` and `socket.connect`.

    Raises:
        gaierror: it cannot be resolved.
        UnicodeError: a name that IDNA cannot encode.
        ValueError: a name with a NUL in it.

    >>> [answer[4] for answer in getaddrinfo("127.0.0.1", 80, type=SOCK_STREAM)]
    [('127.0.0.1', 80)]

    Source: getaddrinfo(3), RFC 3493.
    """
    return resolver.answers_for(host, port, family, type, proto, flags, _families, _kinds)


def getfqdn(name: str = "") -> str:
    """The full name of a host: the first with a dot that is known for it, else the name itself.

    Args:
        name: a name or an address; empty, ``"0.0.0.0"`` and ``"::"`` mean this machine.

    Source: Python's library reference, socket.
    """
    name = name.strip()
    if name in ("", "0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        name = cffisock.gethostname()
    try:
        hostname, aliases, _ = cffisock.gethostbyaddr(name)
    except error:
        return name
    return next((known for known in (hostname, *aliases) if "." in known), hostname)


def create_connection(
    address: tuple[str | None, str | bytes | int | None],
    timeout: float | None = _GLOBAL_DEFAULT_TIMEOUT,
    source_address: Address | None = None,
    *,
    all_errors: bool = False,
) -> socket:
    """Connects to a TCP service, trying all addresses of its host.

    Args:
        address: ``(host, port)``.
        timeout: seconds for each attempt, None for no limit; the default for new sockets if not given.
        source_address: ``(host, port)`` to connect from.
        all_errors: raise all errors, in an ExceptionGroup, and not only the last.

    Raises:
        OSError: none of the addresses could be connected to.

    Source: Python's library reference, socket.
    """
    host, port = address
    failures: list[Exception] = []
    for family, kind, proto, _, target in cffisock.getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = cffisock.socket(family, kind, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(target)
            return sock
        except error as failure:
            if not all_errors:
                failures.clear()
            failures.append(failure)
            if sock is not None:
                sock.close()
        except BaseException:
            if sock is not None:
                sock.close()
            raise
    if not failures:
        raise error("getaddrinfo returns an empty list")
    try:
        if all_errors:
            raise ExceptionGroup("create_connection failed", failures)
        raise failures[0]
    finally:
        # The frame and the exceptions in it would keep each other alive.
        failures.clear()


def has_dualstack_ipv6() -> bool:
    """Whether one socket can take both IPv4 and IPv6 connections here.

    Source: ipv6(7), IPV6_V6ONLY.
    """
    if not cffisock.has_ipv6:
        return False
    try:
        with cffisock.socket(AF_INET6, SOCK_STREAM) as sock:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
    except error:
        return False
    return True


def create_server(
    address: Address,
    *,
    family: int = AF_INET,
    backlog: int | None = None,
    reuse_port: bool = False,
    dualstack_ipv6: bool = False,
) -> socket:
    """A TCP socket that is bound and listens.

    Args:
        address: ``(host, port)``.
        family: AF_INET or AF_INET6.
        backlog: how many connections may wait to be accepted.
        reuse_port: let other sockets bind the same port (SO_REUSEPORT).
        dualstack_ipv6: take IPv4 connections as well; needs AF_INET6.

    Raises:
        ValueError: this platform, or the family, cannot do what was asked for.
        OSError: the address is not to be had.

    Source: Python's library reference, socket; ipv6(7).
    """
    if reuse_port and "SO_REUSEPORT" not in numbers:
        raise ValueError("SO_REUSEPORT not supported on this platform")
    if dualstack_ipv6:
        if not cffisock.has_dualstack_ipv6():
            raise ValueError("dualstack_ipv6 not supported on this platform")
        if family != AF_INET6:
            raise ValueError("dualstack_ipv6 requires AF_INET6 family")
    sock = cffisock.socket(family, SOCK_STREAM)
    try:
        # On Windows this option would let anybody take the address over.
        if os.name not in ("nt", "cygwin"):
            try:
                sock.setsockopt(SOL_SOCKET, numbers["SO_REUSEADDR"], 1)
            except error:
                pass  # bind() will tell
        if reuse_port:
            sock.setsockopt(SOL_SOCKET, numbers["SO_REUSEPORT"], 1)
        if cffisock.has_ipv6 and family == AF_INET6:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0 if dualstack_ipv6 else 1)
        try:
            sock.bind(address)
        except error as failure:
            message = f"{failure.strerror} (while attempting to bind on address {address!r})"
            raise error(failure.errno, message) from None
        if backlog is None:
            sock.listen()
        else:
            sock.listen(backlog)
    except BaseException:
        sock.close()
        raise
    return sock
