"""`socket.send_zerocopy`: data that the kernel sends straight from the memory that it is given (MSG_ZEROCOPY).

It has to be left alone until the kernel says, in the socket's error queue, that it is done with it.  The kernel counts
the sends of a socket, and says which of them are done; so every send leaves a token under its number.  Where it cannot
be done without a copy, the token is done from the start.

Source: Documentation/networking/msg_zerocopy.rst of the kernel.
"""

from __future__ import annotations

import errno
import os
import struct
import weakref
from _thread import RLock
from time import monotonic_ns, sleep

from cffisock import ancillary
from cffisock.arguments import readable
from cffisock.constants import numbers
from cffisock.errors import check, resume, timeout
from cffisock.native import CData, ffi, lib
from cffisock.scratch import CONTROL_SIZE, message_pool, new_message
from cffisock.timeouts import to_nanoseconds
from cffisock.transfer import Transfer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cffisock.datagrams import Datagrams

_MSG_ZEROCOPY = numbers.get("MSG_ZEROCOPY")
_SO_ZEROCOPY = numbers.get("SO_ZEROCOPY")
_MSG_ERRQUEUE, _MSG_DONTWAIT = numbers.get("MSG_ERRQUEUE", 0), numbers.get("MSG_DONTWAIT", 0)
_ORIGIN, _COPIED = numbers.get("SO_EE_ORIGIN_ZEROCOPY"), numbers.get("SO_EE_CODE_ZEROCOPY_COPIED", 0)
# Control messages that hold an error: IP_RECVERR and IPV6_RECVERR.
_ERRORS = {(numbers.get("IPPROTO_IP"), numbers.get("IP_RECVERR", 11)), (numbers.get("IPPROTO_IPV6"), 25)}
_extended_error = struct.Struct("=IBBBxII")  # struct sock_extended_err, linux/errqueue.h
_PAUSE = 0.001  # seconds
_LOOK = 50_000_000  # nanoseconds
# What the system says that can do it for no such socket, or not now: the memory is used up that it notes it in.
_REFUSALS = {-errno.ENOBUFS, -errno.EOPNOTSUPP, -errno.EINVAL}
_WRAPS = 1 << 32

# Buffers that the kernel may still be sending from, of sockets that are gone: to give them back could change what goes
# over the wire.
_abandoned: list[Token] = []


class Token:
    """A send without a copy, under way or done.

    Attributes:
        sent: how many bytes the system took, as `socket.send` returns it.
        copied: None until it is done; then whether the kernel had to copy the data after all, as it does over loopback.
    """

    __slots__ = ("_completions", "_data", "copied", "sent")

    def __init__(self, sent: int, data: CData | None, completions: Completions | None) -> None:
        self.sent: int = sent
        self.copied: bool | None = True if data is None else None
        self._data = data
        self._completions = completions

    @property
    def done(self) -> bool:
        """Whether the buffer is free again."""
        if self._completions is not None:
            self._completions.read()
        return self._completions is None

    def wait(self, timeout: float | None = None) -> None:
        """Waits until the buffer is free again.

        Args:
            timeout: in seconds; None to wait for ever, 0 not to wait.

        Raises:
            timeout: it was not in time.
            OSError: the socket is closed, so that nothing tells any more.
        """
        if not self.done and self._completions is not None:
            self._completions.wait(self, to_nanoseconds(timeout))

    def _finish(self, copied: bool) -> None:
        data, self._data, self._completions = self._data, None, None
        self.copied = copied
        if data is not None:
            ffi.release(data)

    def __repr__(self) -> str:
        """How much was sent, and how far it is."""
        state = "under way" if self._completions is not None else "copied" if self.copied else "done"
        return f"<{type(self).__module__}.{type(self).__qualname__}, {self.sent} bytes, {state}>"


class Completions:
    """The sends of one socket that are not done, by number."""

    __slots__ = ("_free", "_lock", "_pending", "_sock")

    def __init__(self, sock: Datagrams) -> None:
        self._sock = weakref.ref(sock)
        self._lock = RLock()  # a signal handler may send as well
        self._free = [0]  # the next number; empty while it is not known
        self._pending: dict[int, Token] = {}

    def __del__(self) -> None:
        _abandoned.extend(self._pending.values())

    def send(self, sock: Datagrams, data: CData) -> Token | None:
        """Sends without a copy; None if that is not possible now.

        Meanwhile the next number is not known: what a signal handler sends is copied.  If it raises, nobody knows
        whether the kernel took the data, and with it a number.  The memory stays locked then as long as the socket is
        there, and what is sent later is copied as well.
        """
        timeout_left = sock._cs_timeout
        if not self._lock.acquire(timeout_left != 0, timeout_left / 1e9 if timeout_left > 0 else -1):
            resume(lib.CS_TIMED_OUT if timeout_left else -errno.EAGAIN, timeout_left)
        try:
            try:
                number = self._free.pop()
            except IndexError:
                return None
            token = self._pending[number] = Token(0, data, self)
            outcome = lib.cs_send(
                sock._cs_handle or sock._cs_make_handle(), data, len(data), _MSG_ZEROCOPY, timeout_left
            )
            while outcome < 0 and outcome not in _REFUSALS:
                try:
                    timeout_left = resume(outcome, timeout_left)
                except OSError:
                    self._take_back(number)
                    raise
                outcome = lib.cs_send(
                    sock._cs_handle or sock._cs_make_handle(), data, len(data), _MSG_ZEROCOPY, timeout_left
                )
            if outcome < 0:
                self._take_back(number)
                return None
            token.sent = outcome
            self._free.append((number + 1) % _WRAPS)
            return token
        finally:
            self._lock.release()

    def _take_back(self, number: int) -> None:
        del self._pending[number]
        self._free.append(number)

    def read(self) -> None:
        """Reads the error queue, until there is nothing more in it."""
        sock = self._sock()
        if not self._pending or sock is None or sock._cs_fd < 0:
            return
        try:
            memory = message_pool.pop()
        except IndexError:
            memory = new_message()
        control, view, message, _ = memory
        arguments = ffi.NULL, 0, control, CONTROL_SIZE, _MSG_ERRQUEUE | _MSG_DONTWAIT, message, 0
        try:
            while self._pending:
                outcome = lib.cs_recvmsg_into_one(sock._cs_handle or sock._cs_make_handle(), *arguments)
                if outcome == -errno.EINTR:
                    continue
                if outcome == -errno.EAGAIN:
                    return
                check(outcome)
                for level, kind, data in ancillary.decode(view[: message.control_size]):
                    if (level, kind) in _ERRORS and len(data) >= _extended_error.size:
                        self._note(*_extended_error.unpack_from(data))
        finally:
            message.control_size = 0
            message_pool.append(memory)

    def _note(self, number: int, origin: int, kind: int, code: int, first: int, last: int) -> None:
        """Finishes the sends from ``first`` to ``last``, if that is what an entry of the queue says."""
        if number != 0 or origin != _ORIGIN:
            return
        for at in list(self._pending):
            if (at - first) % _WRAPS <= (last - first) % _WRAPS:
                token = self._pending.pop(at, None)  # another thread may have been quicker
                if token is not None:
                    token._finish(bool(code & _COPIED))

    def wait(self, token: Token, timeout_left: int) -> None:
        """Waits until a send is done."""
        deadline = monotonic_ns() + timeout_left if timeout_left > 0 else 0
        while not token.done:
            sock = self._sock()
            if sock is None or sock._cs_fd < 0:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            if timeout_left == 0 or (deadline and timeout_left < 0):
                raise timeout("timed out")
            # Another thread may read the entry for this send, which wakes nobody up: so never wait for long.
            outcome = lib.cs_wait_errqueue(
                sock._cs_handle or sock._cs_make_handle(), min(timeout_left, _LOOK) if deadline else _LOOK
            )
            if outcome < 0 and outcome != lib.CS_TIMED_OUT:
                resume(outcome, timeout_left)
            elif outcome >= 0 and not token.done:
                sleep(_PAUSE)  # it woke up for something else, like the end of the connection, and would again
            if deadline:
                timeout_left = deadline - monotonic_ns() or -1


def send(sock: Any, buffer: Any) -> Token:
    """See `cffisock.datagrams.Datagrams.send_zerocopy`."""
    try:
        completions = sock._cs_zerocopy
    except AttributeError:
        completions = sock._cs_zerocopy = _completions(sock)
    data = readable(buffer)
    try:
        if completions is not None and len(data) > 0:
            completions.read()
            token: Token | None = completions.send(sock, data)
            if token is not None:
                return token
    except OSError:
        ffi.release(data)
        raise
    ffi.release(data)
    return Token(Transfer.send(sock, buffer), None, None)


def _completions(sock: Any) -> Completions | None:
    """The place for a socket's tokens; None if it cannot send without a copy."""
    if _MSG_ZEROCOPY is None or _SO_ZEROCOPY is None:
        return None
    outcome = lib.cs_setsockopt_int(sock._cs_fd, numbers["SOL_SOCKET"], _SO_ZEROCOPY, 1)
    return Completions(sock) if outcome >= 0 else None
