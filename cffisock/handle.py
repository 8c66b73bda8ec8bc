"""A descriptor and what is known of it: the ground that every method of a socket stands on.

The attributes start with ``_cs_`` so that no subclass takes the same names by accident:

``_cs_fd``        the descriptor, -1 when closed; read once per operation
``_cs_handle``    the descriptor where C looks for it after a wait, in which another thread may have closed the socket;
                  None before the first call that may wait, see `Handle._cs_make_handle`
``_cs_timeout``   nanoseconds, see `cffisock.timeouts`
``_cs_quick``     the descriptor for transfers that are tried before they wait; -1 where none is, see CS_NOT_TRIED, and
                  `NEVER_TRIED` where none is to be
``_cs_codec``     the `Family` that encodes and decodes addresses
``_closed``, ``_io_refs``   whether it was closed, and how many files over it are still open: for `cffisock.socket`
``_cs_family``, ``_cs_type``, ``_cs_proto``   what the socket was made with
"""

from __future__ import annotations

import errno
import sys
from _thread import RLock
from _warnings import warn
from itertools import starmap
from sys import audit

from cffisock import timeouts
from cffisock.arguments import c_int, c_long, descriptor, index
from cffisock.constants import numbers
from cffisock.errors import check, os_error, refusal
from cffisock.families import Family, families, find
from cffisock.families.base import UNKNOWN, protocols
from cffisock.native import CData, allocate, ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, SupportsIndex

    from typing_extensions import Self

_AF_INET, _SOCK_STREAM = numbers["AF_INET"], numbers["SOCK_STREAM"]
_SOL_SOCKET, _SO_TYPE, _SO_PROTOCOL = numbers["SOL_SOCKET"], numbers["SO_TYPE"], numbers.get("SO_PROTOCOL")
_SOCK_NONBLOCK = numbers.get("SOCK_NONBLOCK", 0)
_TYPE_MASK = ~(_SOCK_NONBLOCK | numbers.get("SOCK_CLOEXEC", 0))
_timeouts = timeouts.known
_open, _close = lib.cs_open, lib.cs_close
_set_blocking, _set_nonblocking = lib.cs_set_blocking, lib.cs_set_nonblocking
_HAS_SHARED = hasattr(lib, "cs_open_shared")
# Python 3.12 was the first to take anything that is true or false.
_FLAGS_ARE_NUMBERS = sys.version_info < (3, 12)
_NOT_A_SOCKET = (-errno.EBADF, -errno.ENOTSOCK)


def option(fd: int, level: int, name: int) -> int:
    """The value of a socket option that is an int.

    Raises:
        OSError: the system said so.
    """
    value = lib.cs_getsockopt_int(fd, level, name)
    if value > lib.CS_NO_OPTION:
        return value
    raise os_error(lib.CS_NO_OPTION - value)


def _identify(fd: int, family: int, kind: int, proto: int) -> tuple[int, int, int]:
    """What a descriptor is, as far as the caller did not say (-1).

    Raises:
        OSError: it is no socket, or does not tell.
    """
    address = ffi.new("struct cs_address *")
    outcome = lib.cs_getsockname(fd, address)
    # Some families (AF_ALG) have no names; that is no fault of the descriptor.
    if outcome < 0 and (family == -1 or outcome in _NOT_A_SOCKET):
        raise os_error(-outcome)
    if family == -1:
        family = ffi.cast("struct sockaddr *", address.bytes).sa_family
    if kind == -1:
        kind = option(fd, _SOL_SOCKET, _SO_TYPE)
    if proto == -1:
        proto = 0 if _SO_PROTOCOL is None else option(fd, _SOL_SOCKET, _SO_PROTOCOL)
    return family, kind, proto


# A signal handler may use another socket for the first time while this one is.
_making = RLock()
# For `Handle._cs_quick`: when there is enough to receive is left to the system (SO_RCVLOWAT).
NEVER_TRIED = -2


class Handle:
    """A descriptor that is opened or adopted, has a timeout, and is closed."""

    __slots__ = (
        "_closed",
        "_cs_codec",
        "_cs_family",
        "_cs_fd",
        "_cs_handle",
        "_cs_proto",
        "_cs_quick",
        "_cs_timeout",
        "_cs_type",
        "_io_refs",
    )

    _cs_fd: int
    _cs_handle: CData | None
    _cs_timeout: int
    _cs_quick: int
    _cs_codec: Family
    _cs_family: int
    _cs_type: int
    _cs_proto: int
    _closed: bool
    _io_refs: int

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: ARG004 - they are for __init__
        """Makes a socket that is closed, for `__init__` to open."""
        self = object.__new__(cls)
        self._cs_fd = self._cs_quick = self._cs_timeout = -1
        self._cs_family = self._cs_type = self._cs_proto = 0
        self._cs_handle = None
        self._cs_codec = UNKNOWN
        return self

    def __init__(
        self,
        family: int = -1,
        type: int = -1,
        proto: int = -1,
        fileno: SupportsIndex | bytes | None = None,
    ) -> None:
        """Opens a socket, or takes over the descriptor ``fileno``.

        Args:
            family: ``AF_*``; -1 for AF_INET, or for what the descriptor is.
            type: ``SOCK_*``, also with SOCK_NONBLOCK; -1 for SOCK_STREAM, or for what the descriptor is.
            proto: a protocol number; -1 for 0, or for what the descriptor is.
            fileno: the descriptor of a socket, to be owned from now on; on Windows also what `socket.share` gave.

        Raises:
            OSError: the system cannot make such a socket, or the descriptor is none.
        """
        if fileno is None:
            family = _AF_INET if family == -1 else index(family)
            kind = _SOCK_STREAM if type == -1 else index(type)
            proto = 0 if proto == -1 else index(proto)
            audit("socket.__new__", self, family, kind, proto)
            try:
                fd = own(self, _open, (family, kind, proto))
            except OverflowError:
                fd = own(self, _open, (c_int(family), c_int(kind), c_int(proto)))
            if fd < 0:
                raise refusal(-fd, family, kind, proto)
            try:
                self._cs_adopt(fd, family, kind, proto)
            except BaseException:
                Handle.close(self)
                raise
            return
        family, kind, proto = c_int(family), c_int(type), c_int(proto)
        if isinstance(fileno, bytes) and _HAS_SHARED:
            from cffisock.winsock import open_shared

            fd, *what = open_shared(fileno)
            try:
                audit("socket.__new__", self, *what)
                self._cs_adopt(fd, *what)
            except BaseException:
                _close(fd)
                raise
            return
        audit("socket.__new__", self, family, kind, proto)
        fd = index(fileno)  # type: ignore[arg-type]  # which refuses bytes
        if fd < 0:
            raise ValueError("negative file descriptor")
        fd = descriptor(fd)
        self._cs_adopt(fd, *_identify(fd, family, kind, proto))

    def _cs_adopt(self, fd: int, family: int, kind: int, proto: int) -> None:
        """Becomes the owner of a descriptor, and gives it the default timeout.

        Raises:
            OSError: that failed; as after any exception, the descriptor is still the caller's.
        """
        self._cs_family = family
        self._cs_type = kind & _TYPE_MASK
        self._cs_proto = proto
        codec = families.get(family) or find(family)
        if proto in protocols:
            codec = find(family, proto)
        self._cs_codec = codec
        self._io_refs = 0
        self._closed = False
        timeout = timeouts.default
        if kind & _SOCK_NONBLOCK:
            timeout = 0
        elif timeout >= 0:
            check(_set_nonblocking(fd))
        self._cs_timeout = timeout
        self._cs_handle = None
        self._cs_fd = fd
        self._cs_quick = fd if codec.blocking or timeout >= 0 else -1

    def _cs_make_handle(self) -> CData:
        """Where C finds the descriptor after a wait, made for the first call that may wait.

        Who gives the descriptor up changes `_cs_fd` first, and then what is here, if it is there: so that is looked at
        again when it is.
        """
        with _making:
            handle = self._cs_handle
            if handle is None:
                handle = allocate("struct cs_handle *")
                handle.fd = self._cs_fd
                self._cs_handle = handle
                if self._cs_fd < 0:
                    handle.fd = -1
            return handle

    def _cs_give_up(self) -> int:
        """Has no descriptor from now on; returns the one that it had."""
        fd = self._cs_fd
        self._cs_fd = self._cs_quick = -1
        handle = self._cs_handle
        if handle is not None:
            handle.fd = -1
        return fd

    def __del__(self, _warn: Callable[..., None] = warn, _close: Callable[[int], int] = _close) -> None:
        """Closes the descriptor of a socket that nobody closed, with a ResourceWarning."""
        try:
            if self._cs_fd < 0:
                return
        except AttributeError:  # a signal handler raised before it was even made
            return
        try:
            _warn(f"unclosed {self!r}", ResourceWarning, 1, self)
        finally:
            _close(Handle._cs_give_up(self))

    def __repr__(self) -> str:
        """The form of the standard library's ``_socket.socket``."""
        return (
            f"<socket object, fd={self._cs_fd}, family={self._cs_family}, type={self._cs_type}, proto={self._cs_proto}>"
        )

    @property
    def family(self) -> int:
        """The address family."""
        return self._cs_family

    @property
    def type(self) -> int:
        """The socket type, without SOCK_NONBLOCK and SOCK_CLOEXEC."""
        return self._cs_type

    @property
    def proto(self) -> int:
        """The protocol number.

        Source: socket(2).
        """
        return self._cs_proto

    @property
    def timeout(self) -> float | None:
        """The timeout in seconds; None if operations block for ever.

        Source: Python's library reference, socket.
        """
        return timeouts.to_seconds(self._cs_timeout)

    def fileno(self) -> int:
        """The descriptor; -1 when closed.

        Source: Python's library reference, socket.
        """
        return self._cs_fd

    def detach(self) -> int:
        """Gives the descriptor up without closing it, and returns it."""
        return self._cs_give_up()

    def close(self) -> None:
        """Closes the descriptor.

        Raises:
            OSError: the system could not finish; the descriptor is gone all the same.
        """
        fd = Handle._cs_give_up(self)
        if fd >= 0:
            outcome = _close(fd)
            if outcome < 0 and outcome != -errno.ECONNRESET:
                raise os_error(-outcome)

    def gettimeout(self) -> float | None:
        """The timeout in seconds; None if operations block for ever.

        Source: Python's library reference, socket.
        """
        return timeouts.to_seconds(self._cs_timeout)

    def settimeout(self, value: float | None, /) -> None:
        """Sets the timeout of every operation.

        Args:
            value: seconds, as a float or int, counted in nanoseconds and rounded up; None to block for ever, 0 not to
                block at all.

        Raises:
            ValueError: negative, or not a number.
            TypeError: no number.
            OverflowError: longer than 292 years.

        Source: Python's library reference, socket; fcntl(2), O_NONBLOCK.
        """
        if value is None:
            self._cs_timeout = -1
            outcome = _set_blocking(self._cs_fd)
        else:
            seen = type(value) is float and value in _timeouts
            self._cs_timeout = _timeouts[value] if seen else timeouts.to_nanoseconds(value)
            outcome = _set_nonblocking(self._cs_fd)
        if outcome < 0:
            raise os_error(-outcome)
        if not self._cs_codec.blocking:
            self._choose_tries()

    def _choose_tries(self) -> None:
        """Of a family that may not honour MSG_DONTWAIT transfers are tried if the descriptor itself does not block."""
        if self._cs_quick != NEVER_TRIED:
            self._cs_quick = self._cs_fd if self._cs_timeout >= 0 else -1

    def getblocking(self) -> bool:
        """False if the timeout is 0.

        Source: Python's library reference, socket.
        """
        return self._cs_timeout != 0

    def setblocking(self, flag: bool, /) -> None:
        """``settimeout(None)`` if true, ``settimeout(0)`` if false.

        Args:
            flag: whether operations wait.

        Raises:
            OSError: the socket is closed.

        Source: fcntl(2), O_NONBLOCK.
        """
        blocking = bool(c_long(flag) if _FLAGS_ARE_NUMBERS else flag)
        self._cs_timeout = -1 if blocking else 0
        check(_set_blocking(self._cs_fd) if blocking else _set_nonblocking(self._cs_fd))
        if not self._cs_codec.blocking:
            self._choose_tries()


# Makes a call of the seam that returns a descriptor, and a closed socket the owner of it; returns the descriptor, or
# the outcome of the call if there is none.  A signal handler that raises must not find a moment in between: the
# descriptor would be nobody's, and never be closed.
if sys.implementation.name == "cpython" and sys.version_info >= (3, 10):

    def own(sock: Handle, call: Any, arguments: tuple[Any, ...]) -> int:
        """Between unpacking and storing no handler runs."""
        (sock._cs_fd,) = starmap(call, (arguments,))
        outcome: int = sock._cs_fd
        if outcome < 0:
            sock._cs_fd = -1
        return outcome

else:

    def own(sock: Handle, call: Any, arguments: tuple[Any, ...]) -> int:
        """Handlers run between any two instructions, but a list is extended by one."""
        made: list[int] = []
        try:
            made += starmap(call, (arguments,))
            sock._cs_fd = outcome = made[0]
        except BaseException:
            sock._cs_fd = -1
            if made and made[0] >= 0:
                _close(made[0])
            raise
        if outcome < 0:
            sock._cs_fd = -1
        return outcome
