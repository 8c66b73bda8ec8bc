"""Moving bytes: recv and send, and their kin.

In all of them ``flags`` is a sum of ``MSG_*``, and a timeout or a signal is handled as for every operation: after the
timeout they raise `cffisock.timeout`; after a signal its handlers run and the operation goes on.

These are the hottest functions of all, and what they cost is the Python code that runs for each call.  So the usual
case comes first and in one frame, arguments of the usual types are left to CFFI to check, and everything else is a
function below.  Usual is also that there is nothing yet for a socket that does not block: event loops receive until
they are told so.
"""

from __future__ import annotations

import sys
from sys import audit
from time import monotonic_ns

from cffisock.arguments import NO_FLAGS, NO_SIZE, c_int, readable, size, writable
from cffisock.errors import EAGAIN, NOT_TRIED, WOULD_BLOCK, WOULD_BLOCK_TEXT, resume, timeout
from cffisock.families.base import UNSEEN
from cffisock.handle import Handle
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import DATA_SIZE, pool, recv_bytes, recvfrom_bytes, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, overload

    from typing_extensions import Buffer

    from cffisock.addresses import Address

# No bytes object can be larger: it has a header, too.
_LARGEST = sys.maxsize - 64

# Bound once: a name of the module is quicker to reach than an attribute of one.
_recv, _recvfrom, _send, _sendto = lib.cs_recv, lib.cs_recvfrom, lib.cs_send, lib.cs_sendto
_recv_now, _send_now, _sendto_now = lib.cs_recv_now, lib.cs_send_now, lib.cs_sendto_now
_from_buffer, _release = ffi.from_buffer, ffi.release
_TAKES_BYTEARRAYS = bool(lib.CS_KEEPS_GIL)
# Where nobody counts references, a buffer would stay locked until garbage is collected.
_FREES_LATE = sys.implementation.name != "cpython"
_NOT_GIVEN = object()


def room_for(wanted: int) -> CData:
    """Memory for a receive of more than the shared buffers hold; the system only provides what is written to.

    Raises:
        MemoryError: there is not that much.
    """
    if wanted > _LARGEST:
        raise OverflowError("byte string is too large")
    return allocate("char[]", wanted)


def _wanted(buffer: CData, nbytes: Any, negative: str, short: str) -> int:
    """How many bytes to receive into a buffer: ``nbytes``, or all that it holds if that is 0.

    Raises:
        ValueError: negative, or more than the buffer holds; with these messages.
    """
    wanted = size(nbytes)
    if wanted < 0:
        raise ValueError(negative)
    if wanted > len(buffer):
        raise ValueError(short)
    return wanted or len(buffer)


def as_ints(bufsize: Any, flags: Any, negative: str) -> tuple[int, int]:
    """A size and flags as plain ints.  CFFI makes an int of whatever has ``__int__``, a Decimal too.

    Raises:
        ValueError: the size is negative; with this message.
    """
    wanted, mask = size(bufsize), c_int(flags)
    if wanted < 0:
        raise ValueError(negative) from None
    return wanted, mask


class Transfer(Handle):
    """Receiving and sending."""

    __slots__ = ()

    def _whole(self, outcome: int, call: Any, *arguments: Any) -> int:
        """Makes a call that may wait, again after every signal; ``outcome`` is that of the try before it."""
        timeout_left = self._cs_timeout
        if outcome == WOULD_BLOCK:
            if timeout_left == 0:
                raise BlockingIOError(EAGAIN, WOULD_BLOCK_TEXT)
        elif outcome != NOT_TRIED:
            resume(outcome, 0)
        while True:
            outcome = call(self._cs_handle or self._cs_make_handle(), *arguments, timeout_left)
            if outcome >= 0:
                return outcome
            timeout_left = resume(outcome, timeout_left)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receives data.

        Args:
            bufsize: the most bytes to return; of a longer datagram the rest is lost.
            flags: a sum of ``MSG_*``.

        Returns:
            The data; empty when a stream's other end has shut down.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and nothing is there.
            OSError: what the system said.
            ValueError: ``bufsize`` is negative.

        Source: recv(2).
        """
        try:
            outcome = NOT_TRIED
            if flags is NO_FLAGS and type(bufsize) is int:
                outcome = recv_bytes(self._cs_quick, bufsize)
                if type(outcome) is bytes:
                    return outcome
                if outcome == WOULD_BLOCK and self._cs_timeout == 0:
                    raise BlockingIOError(EAGAIN, WOULD_BLOCK_TEXT)
            elif not type(bufsize) is type(flags) is int:
                return Transfer.recv(self, *as_ints(bufsize, flags, "negative buffersize in recv"))
            memory = take()
            try:
                room, view = memory[:2]
                if bufsize > DATA_SIZE:
                    room = room_for(size(bufsize))
                    view = ffi.buffer(room)
                # With MSG_TRUNC the count is the whole length, beyond the data.
                data: bytes = view[: min(bufsize, self._whole(outcome, _recv, room, bufsize, flags))]
                return data
            finally:
                pool.append(memory)
        except OverflowError:
            as_ints(bufsize, flags, "negative buffersize in recv")
            raise

    def recv_into(self, buffer: Buffer, nbytes: int = 0, flags: int = 0) -> int:
        """Receives data into a buffer.

        Args:
            buffer: a writable bytes-like object.
            nbytes: the most bytes to receive; 0 for as many as the buffer holds.
            flags: a sum of ``MSG_*``.

        Returns:
            How many bytes were received.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and nothing is there.
            OSError: what the system said.
            ValueError: ``nbytes`` is negative, or more than the buffer holds.
            TypeError: the buffer cannot be written to.

        Source: recv(2).
        """
        count = NOT_TRIED
        if _TAKES_BYTEARRAYS and type(buffer) is bytearray and nbytes is NO_SIZE and flags is NO_FLAGS:
            count = _recv_now(self._cs_quick, buffer, len(buffer))
            if count >= 0:
                return count
            if count == WOULD_BLOCK and self._cs_timeout == 0:
                raise BlockingIOError(EAGAIN, WOULD_BLOCK_TEXT)
            data = _from_buffer(buffer)
        elif type(buffer) is bytearray or (type(buffer) is memoryview and buffer.c_contiguous and not buffer.readonly):
            data = _from_buffer(buffer)
        else:
            data = writable(buffer, "recv_into")
        try:
            wanted = len(data)
            if nbytes is not NO_SIZE:
                negative, short = "negative buffersize in recv_into", "buffer too small for requested bytes"
                wanted = _wanted(data, nbytes, negative, short)
            if flags is not NO_FLAGS:
                count = self._whole(NOT_TRIED, _recv, data, wanted, c_int(flags))
            else:
                if count == NOT_TRIED:
                    count = _recv_now(self._cs_quick, data, wanted)
                if count < 0:
                    count = self._whole(count, _recv, data, wanted, 0)
            if _FREES_LATE:
                _release(data)
            return count
        except BaseException:
            _release(data)  # the exception keeps this frame, which must not keep the buffer locked
            raise

    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, Any]:
        """Receives data, and tells who sent it.

        Args:
            bufsize: the most bytes to return; of a longer datagram the rest is lost.
            flags: a sum of ``MSG_*``.

        Returns:
            The data, and the sender's address in the form of the socket's family.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and nothing is there.
            OSError: what the system said.
            ValueError: ``bufsize`` is negative.

        Source: recvfrom(2).
        """
        try:
            outcome = NOT_TRIED
            if flags is NO_FLAGS and type(bufsize) is int:
                codec = self._cs_codec
                outcome = recvfrom_bytes(self._cs_quick, bufsize, codec.span)
                if type(outcome) is tuple:
                    data, raw, _ = outcome
                    address = codec.decoded.get(raw, UNSEEN)
                    if address is UNSEEN:
                        address = codec.decode(raw, self._cs_fd, self._cs_proto)
                    return data, address
                if outcome == WOULD_BLOCK and self._cs_timeout == 0:
                    raise BlockingIOError(EAGAIN, WOULD_BLOCK_TEXT)
            elif not type(bufsize) is type(flags) is int:
                return Transfer.recvfrom(self, *as_ints(bufsize, flags, "negative buffersize in recvfrom"))
            memory = take()
            try:
                room, view, peer, peer_view, _ = memory
                if bufsize > DATA_SIZE:
                    room = room_for(size(bufsize))
                    view = ffi.buffer(room)
                count = min(bufsize, self._whole(outcome, _recvfrom, room, bufsize, flags, peer))
                return view[:count], self._sender(peer_view)
            finally:
                pool.append(memory)
        except OverflowError:
            as_ints(bufsize, flags, "negative buffersize in recvfrom")
            raise

    def _sender(self, view: Any) -> Any:
        """The address of whoever sent what was received, of which this is a view."""
        codec = self._cs_codec
        raw = view[: codec.span]
        address = codec.decoded.get(raw, UNSEEN)
        return codec.decode(raw, self._cs_fd, self._cs_proto) if address is UNSEEN else address

    def recvfrom_into(self, buffer: Buffer, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:
        """Receives data into a buffer, and tells who sent it.

        Args:
            buffer: a writable bytes-like object.
            nbytes: the most bytes to receive; 0 for as many as the buffer holds.
            flags: a sum of ``MSG_*``.

        Returns:
            How many bytes were received, and the sender's address in the form of the socket's family.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and nothing is there.
            OSError: what the system said.
            ValueError: ``nbytes`` is negative, or more than the buffer holds.
            TypeError: the buffer cannot be written to.

        Source: recvfrom(2).
        """
        memory = take()
        try:
            with writable(buffer, "recvfrom_into") as data:
                negative = "negative buffersize in recvfrom_into"
                wanted = _wanted(data, nbytes, negative, "nbytes is greater than the length of the buffer")
                # Not tried first: that takes the shared memory, and here it would be copied once more.
                count = self._whole(NOT_TRIED, _recvfrom, data, wanted, c_int(flags), memory[2])
            return count, self._sender(memory[3])
        finally:
            pool.append(memory)

    def send(self, data: Buffer, flags: int = 0, /) -> int:
        """Sends data.

        Args:
            data: a bytes-like object.
            flags: a sum of ``MSG_*``.

        Returns:
            How many bytes the system took, which may be fewer than there are.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and the system takes nothing.
            OSError: what the system said.

        Source: send(2).
        """
        if type(data) is bytes and flags is NO_FLAGS:
            length = len(data)
            count = _send_now(self._cs_quick, data, length)
            return count if count == length else self._send_rest(data, count)
        with readable(data) as memory:
            length, flags = len(memory), c_int(flags)
            if flags:
                return self._whole(NOT_TRIED, _send, memory, length, flags)
            count = _send_now(self._cs_quick, memory, length)
            return count if count == length else self._send_rest(memory, count)

    def _send_rest(self, data: Any, count: int) -> int:
        """Goes on after a try that did not take all, as a socket that blocks does."""
        if count < 0:
            return self._whole(count, _send, data, len(data), 0)
        if self._cs_timeout < 0:
            rest = data[count:] if type(data) is bytes else data + count
            outcome = _send(self._cs_handle or self._cs_make_handle(), rest, len(data) - count, 0, self._cs_timeout)
            if outcome >= 0:
                count += outcome
        return count

    def sendall(self, data: Buffer, flags: int = 0, /) -> None:
        """Sends data until all of it is sent; the timeout covers all of it.

        Args:
            data: a bytes-like object.
            flags: a sum of ``MSG_*``.

        Raises:
            OSError: what the system said; how much was sent before is not known.
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and the system takes nothing.

        Source: send(2).
        """
        if type(data) is bytes and flags is NO_FLAGS:
            length = len(data)
            count = _send_now(self._cs_quick, data, length)
            if count == length:
                return
            with readable(data) as memory:
                self._send_all(memory, 0, count)
            return
        with readable(data) as memory:
            length, flags = len(memory), c_int(flags)
            self._send_all(memory, flags, NOT_TRIED if flags else _send_now(self._cs_quick, memory, length))

    def _send_all(self, data: CData, flags: int, outcome: int) -> None:
        """Goes on from the outcome of a try.

        Every round passes through Python, so that signal handlers run between partial sends as well.
        """
        timeout_left = self._cs_timeout
        deadline = monotonic_ns() + timeout_left if timeout_left > 0 else 0
        sent, length = 0, len(data)
        if outcome == NOT_TRIED or (outcome == WOULD_BLOCK and timeout_left != 0):
            outcome = _send(self._cs_handle or self._cs_make_handle(), data, length, flags, timeout_left)
        while True:
            if outcome >= 0:
                sent += outcome
                if sent >= length:
                    return
            else:
                timeout_left = resume(outcome, timeout_left)
            if deadline:
                timeout_left = deadline - monotonic_ns()
                if timeout_left <= 0:
                    raise timeout("timed out")
            outcome = _send(self._cs_handle or self._cs_make_handle(), data + sent, length - sent, flags, timeout_left)

    if TYPE_CHECKING:

        @overload
        def sendto(self, data: Buffer, address: Address, /) -> int: ...
        @overload
        def sendto(self, data: Buffer, flags: int, address: Address, /) -> int: ...

    def sendto(
        self,
        data: Any = _NOT_GIVEN,
        flags: Any = _NOT_GIVEN,
        address: Any = _NOT_GIVEN,
        /,
        *further: Any,
    ) -> int:
        """``sendto(data, address)`` or ``sendto(data, flags, address)``: sends data to an address.

        Args:
            data: a bytes-like object.
            flags: a sum of ``MSG_*``.
            address: in the form of the socket's family.
            further: refused.

        Returns:
            How many bytes the system took.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and the system takes nothing.
            OSError: what the system said.
            TypeError: the address is not in that form.

        Source: sendto(2).
        """
        if flags is _NOT_GIVEN or further:
            given = sum(argument is not _NOT_GIVEN for argument in (data, flags, address, *further))
            raise TypeError(f"sendto() takes 2 or 3 arguments ({given} given)")
        if address is _NOT_GIVEN:
            address, flags = flags, NO_FLAGS
        if type(data) is bytes and flags is NO_FLAGS:
            sockaddr = self._cs_codec.sockaddr(address, "sendto", self._cs_fd, self._cs_proto)
            audit("socket.sendto", self, address)
            count = _sendto_now(self._cs_quick, data, len(data), sockaddr, len(sockaddr))
            if count < 0:
                return self._whole(count, _sendto, data, len(data), 0, sockaddr, len(sockaddr))
            return count if count == len(data) else self._send_rest(data, count)  # only a stream takes a part
        with readable(data) as memory:
            flags = c_int(flags)
            sockaddr = self._cs_codec.sockaddr(address, "sendto", self._cs_fd, self._cs_proto)
            audit("socket.sendto", self, address)
            return self._whole(NOT_TRIED, _sendto, memory, len(memory), flags, sockaddr, len(sockaddr))
