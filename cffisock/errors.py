"""Exceptions, and the way from a seam function's outcome to one of them.

``herror``, ``gaierror`` and ``timeout`` are the interpreter's own classes, so that ``except socket.gaierror`` in a
library that has never heard of cffisock catches what cffisock raises.
"""

from __future__ import annotations

import _socket
import errno
import os
import sys

from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

gaierror = _socket.gaierror
herror = _socket.herror
timeout = _socket.timeout
error = OSError
EBADF, EAGAIN, EWOULDBLOCK = errno.EBADF, errno.EAGAIN, errno.EWOULDBLOCK

__all__ = ["error", "gaierror", "herror", "timeout"]

# The interpreter's own module: cffisock may stand in its place in sys.modules by the time that it is needed.
own_socket = _socket

TIMED_OUT = lib.CS_TIMED_OUT
INTERRUPTED = lib.CS_INTERRUPTED
NOT_TRIED = lib.CS_NOT_TRIED
WOULD_BLOCK = -errno.EAGAIN
_EINTR = -errno.EINTR
WOULD_BLOCK_TEXT = os.strerror(errno.EAGAIN)


if hasattr(ffi, "getwinerror"):

    def message(number: int) -> str:
        """What Windows says of an error number; if that is nothing, what the standard library says."""
        text = str(ffi.getwinerror(number)[1])
        return f"Windows Error {number:#x}" if text.startswith("Windows Error 0x") else text

    def os_error(number: int) -> OSError:
        """The OSError, of the right subclass, for an error number of Windows, which stays in ``winerror``."""
        return OSError(0, message(number), None, number, None)

    def resolver_message(failure: int) -> str:  # noqa: ARG001 - it is no help
        """What the standard library says of every such failure on Windows."""
        return "getaddrinfo failed"

else:

    def os_error(number: int) -> OSError:
        """The OSError, of the right subclass, for an error number."""
        return OSError(number, os.strerror(number))

    def resolver_message(failure: int) -> str:
        """What the resolver says of its number."""
        return str(ffi.string(lib.cs_resolver_message(failure)).decode("utf-8", "replace"))


def refusal(number: int, family: int, kind: int, protocol: int) -> OSError:
    """The OSError of ``socket(family, kind, protocol)``, with a note that says why, if that can be known.

    Finding that out must not replace what happened, whatever goes wrong.
    """
    error = os_error(number)
    try:
        from cffisock.capability import notes

        notes.add(error, family, kind, protocol)
    except Exception:  # noqa: S110 - see above
        pass
    return error


def resume(outcome: int, timeout_left: int) -> int:
    """Says how a seam function that returned ``outcome < 0`` is to go on.

    After a signal, whose handlers have run by now, the call is to be made again with the timeout that is returned (in
    nanoseconds); an exception that a handler raised never comes here.  Everything else is raised.

    Raises:
        timeout: the timeout passed.
        OSError: the system said so.
    """
    if outcome == WOULD_BLOCK:
        raise BlockingIOError(EAGAIN, WOULD_BLOCK_TEXT)
    if outcome <= INTERRUPTED:
        return INTERRUPTED - outcome
    if outcome == _EINTR:
        return timeout_left
    if outcome == TIMED_OUT:
        raise timeout("timed out")
    raise os_error(-outcome)


def check(outcome: int) -> int:
    """Returns the outcome of a call that does not wait, or raises its OSError."""
    if outcome < 0:
        raise os_error(-outcome)
    return outcome


def raise_resolver_failure(outcome: int) -> NoReturn:
    """Raises what getaddrinfo or getnameinfo failed with: its own number, or the system's."""
    if outcome > TIMED_OUT:
        raise os_error(-outcome)
    failure = lib.CS_UNRESOLVED - outcome
    raise gaierror(failure, resolver_message(failure))


def raise_host_failure(failure: int) -> NoReturn:
    """Raises what gethostbyname or gethostbyaddr failed with."""
    raise herror(failure, ffi.string(lib.cs_host_message(failure)).decode("utf-8", "replace"))


if sys.version_info >= (3, 11):
    from builtins import ExceptionGroup as ExceptionGroup
else:

    class ExceptionGroup(Exception):  # noqa: N818 - Python's own name
        """Several exceptions in one, in the form that Python has from 3.11 on."""

        def __init__(self, message: str, exceptions: list[Exception]) -> None:
            """Takes what happened, and the exceptions."""
            super().__init__(message, exceptions)
            self.message, self.exceptions = message, tuple(exceptions)

        def __str__(self) -> str:
            """The message and how many exceptions there are."""
            return f"{self.message} ({len(self.exceptions)} sub-exceptions)"
