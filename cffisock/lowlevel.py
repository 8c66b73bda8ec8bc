"""What ``_socket`` is to the standard library: the socket class, straight over the seam.

A method checks its arguments, makes one call, and raises only if the result is negative.
"""

from __future__ import annotations

import errno
from sys import audit

from cffisock.arguments import c_int, descriptor
from cffisock.connection import Connection
from cffisock.constants import numbers
from cffisock.datagrams import Datagrams
from cffisock.errors import check, refusal
from cffisock.handle import Handle
from cffisock.messages import Messages
from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sys
    from typing import Any, SupportsIndex

__all__ = ["close", "dup", "socket"]

_FAMILY = numbers.get("AF_UNIX", numbers["AF_INET"])


if TYPE_CHECKING:
    if sys.platform == "win32":
        from cffisock.winsock import Winsock as Platform
    else:
        from cffisock.handle import Handle as Platform
elif hasattr(lib, "cs_ioctl"):
    from cffisock.winsock import Winsock as Platform
else:
    Platform = Handle  # nothing more


class socket(Connection, Messages, Datagrams, Platform):  # noqa: N801 - the standard library's name
    """A socket as the interpreter's ``_socket.socket`` is one; `cffisock.socket` is what people use."""

    __slots__ = ()


def close(fd: SupportsIndex, /) -> None:
    """Closes the descriptor of a socket.

    Args:
        fd: the descriptor; on Windows, the handle.

    Raises:
        OSError: it is none.

    Source: close(2); Microsoft Learn, "closesocket".
    """
    outcome = lib.cs_close(descriptor(fd))
    if outcome != -errno.ECONNRESET:
        check(outcome)


def dup(fd: SupportsIndex, /) -> int:
    """Returns a new descriptor, not inheritable, of the same socket.

    Args:
        fd: the descriptor; on Windows, the handle.

    Raises:
        OSError: it is none, or there are too many.

    Source: fcntl(2), F_DUPFD_CLOEXEC; Microsoft Learn, "WSADuplicateSocketW".
    """
    return check(lib.cs_duplicate(descriptor(fd)))


def adopt(sock: Any, family: int, kind: int, proto: int) -> None:
    """Finishes a socket that owns a descriptor, see `own`; if this raises, it is closed."""
    try:
        audit("socket.__new__", sock, family, kind, proto)
        sock._cs_adopt(sock._cs_fd, family, kind, proto)
    except BaseException:
        Handle.close(sock)
        raise


def makes_plainly(cls: Any) -> bool:
    """Whether sockets of a class are made as here, and not as somebody likes who subclassed or replaced it."""
    return getattr(cls, "__init__", None) is Handle.__init__ and cls.__new__ is Handle.__new__


def make_pair(cls: Any, family: int, kind: int, proto: int) -> tuple[Any, Any]:
    """Two sockets of class ``cls`` that are connected to each other."""
    if not makes_plainly(cls):
        first, second = make_pair(socket, family, kind, proto)
        try:
            return cls(family, kind, proto, fileno=first.detach()), cls(family, kind, proto, fileno=second.detach())
        except BaseException:
            second.close()
            raise
    family, kind, proto = c_int(family), c_int(kind), c_int(proto)
    first, second = cls.__new__(cls), cls.__new__(cls)
    fds = ffi.new("int[2]", (-1, -1))
    try:
        outcome = lib.cs_socketpair(family, kind, proto, fds)
        if outcome < 0:
            raise refusal(-outcome, family, kind, proto)
        for sock, fd in ((first, fds[0]), (second, fds[1])):
            audit("socket.__new__", sock, family, kind, proto)
            sock._cs_adopt(fd, family, kind, proto)
    except BaseException:
        for sock, fd in ((first, fds[0]), (second, fds[1])):
            sock._cs_give_up()
            if fd >= 0:
                lib.cs_close(fd)
        raise
    return first, second


if hasattr(lib, "cs_socketpair"):

    def socketpair(
        family: int = _FAMILY,
        type: int = numbers["SOCK_STREAM"],
        proto: int = 0,
        /,
    ) -> tuple[socket, socket]:
        """`make_pair` of this module's class, as ``_socket`` has it."""
        return make_pair(socket, family, type, proto)

    __all__ += ["socketpair"]
