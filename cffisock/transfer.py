"""Moving bytes: recv and send, and their kin.

In all of them ``flags`` is a sum of ``MSG_*``, and a timeout or a signal is handled as for every operation: after the
timeout they raise `cffisock.timeout`; after a signal its handlers run and the operation goes on.
"""

from __future__ import annotations

import sys
from sys import audit
from time import monotonic_ns
from typing import Any

from cffisock.arguments import c_int, readable, size, writable
from cffisock.errors import resume, timeout
from cffisock.handle import Handle
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import DATA_SIZE, new, pool

# No bytes object can be larger: it has a header, too.
_LARGEST = sys.maxsize - 64

# Bound once: a name of the module is quicker to reach than an attribute of one.
_recv, _recvfrom, _send, _sendto = lib.cs_recv, lib.cs_recvfrom, lib.cs_send, lib.cs_sendto
_take, _give = pool.pop, pool.append


def room_for(bufsize: Any, message: str) -> CData:
    """Memory for a receive of more than the shared buffers hold; the system only provides what is written to.

    Raises:
        ValueError: ``bufsize`` is negative; with ``message``.
        MemoryError: there is not that much.
    """
    wanted = size(bufsize)
    if wanted < 0:
        raise ValueError(message)
    if wanted > _LARGEST:
        raise OverflowError("byte string is too large")
    return allocate("char[]", wanted)


def wanted_bytes(buffer: CData, nbytes: Any, negative: str, short: str) -> int:
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


class Transfer(Handle):
    """Receiving and sending."""

    __slots__ = ()

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receives data.

        Args:
            bufsize: the most bytes to return; of a longer datagram the rest is lost.
            flags: see the module.

        Returns:
            The data; empty when a stream's other end has shut down.
        """
        if bufsize.__class__ is not int:
            bufsize = size(bufsize)
        if flags.__class__ is not int:
            flags = c_int(flags)
        if not 0 < bufsize <= DATA_SIZE:
            return self._recv_odd(bufsize, flags)
        timeout_left = self._cs_timeout
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            count = _recv(self._cs_fd, memory[0], bufsize, flags, timeout_left)
            while count < 0:
                timeout_left = resume(count, timeout_left)
                count = _recv(self._cs_fd, memory[0], bufsize, flags, timeout_left)
            return memory[1][:count]  # type: ignore[no-any-return]
        finally:
            _give(memory)

    def _recv_odd(self, bufsize: int, flags: int) -> bytes:
        """`recv` of nothing, or of more than the shared buffers hold."""
        data = room_for(bufsize, "negative buffersize in recv")
        return bytes(ffi.buffer(data, self._recv_into(data, bufsize, flags)))

    def _recv_into(self, data: CData, wanted: int, flags: int) -> int:
        if wanted == 0:
            return 0  # as the standard library has it: nothing is asked of the system
        timeout_left = self._cs_timeout
        count = _recv(self._cs_fd, data, wanted, flags, timeout_left)
        while count < 0:
            timeout_left = resume(count, timeout_left)
            count = _recv(self._cs_fd, data, wanted, flags, timeout_left)
        return count

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Receives data into a buffer.

        Args:
            buffer: a writable bytes-like object.
            nbytes: the most bytes to receive; 0 for as many as the buffer holds.
            flags: see the module.

        Returns:
            How many bytes were received.
        """
        if flags.__class__ is not int:
            flags = c_int(flags)
        with writable(buffer, "recv_into") as data:
            wanted = len(data)
            if nbytes != 0:
                negative, short = "negative buffersize in recv_into", "buffer too small for requested bytes"
                wanted = wanted_bytes(data, nbytes, negative, short)
            return self._recv_into(data, wanted, flags)

    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, Any]:
        """Receives data, and tells who sent it.

        Args:
            bufsize: the most bytes to return; of a longer datagram the rest is lost.
            flags: see the module.

        Returns:
            The data, and the sender's address in the form of the socket's family.
        """
        if bufsize.__class__ is not int:
            bufsize = size(bufsize)
        if flags.__class__ is not int:
            flags = c_int(flags)
        timeout_left = self._cs_timeout
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            data, view, address, address_view = memory[:4]
            if not 0 <= bufsize <= DATA_SIZE:
                data = room_for(bufsize, "negative buffersize in recvfrom")
                view = ffi.buffer(data)
            count = _recvfrom(self._cs_fd, data, bufsize, flags, address, timeout_left)
            while count < 0:
                timeout_left = resume(count, timeout_left)
                count = _recvfrom(self._cs_fd, data, bufsize, flags, address, timeout_left)
            codec = self._cs_codec
            received, raw = view[:count], address_view[: codec.span]
        finally:
            _give(memory)
        return received, codec.decode(raw, self._cs_fd, self._cs_proto)

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:
        """Receives data into a buffer, and tells who sent it.

        Args:
            buffer: a writable bytes-like object.
            nbytes: the most bytes to receive; 0 for as many as the buffer holds.
            flags: see the module.

        Returns:
            How many bytes were received, and the sender's address in the form of the socket's family.
        """
        if flags.__class__ is not int:
            flags = c_int(flags)
        timeout_left = self._cs_timeout
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            with writable(buffer, "recvfrom_into") as data:
                negative = "negative buffersize in recvfrom_into"
                short = "nbytes is greater than the length of the buffer"
                wanted = wanted_bytes(data, nbytes, negative, short)
                count = _recvfrom(self._cs_fd, data, wanted, flags, memory[2], timeout_left)
                while count < 0:
                    timeout_left = resume(count, timeout_left)
                    count = _recvfrom(self._cs_fd, data, wanted, flags, memory[2], timeout_left)
            codec = self._cs_codec
            raw = memory[3][: codec.span]
        finally:
            _give(memory)
        return count, codec.decode(raw, self._cs_fd, self._cs_proto)

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Sends data.

        Args:
            data: a bytes-like object.
            flags: see the module.

        Returns:
            How many bytes the system took, which may be fewer than there are.
        """
        if flags.__class__ is not int:
            flags = c_int(flags)
        if data.__class__ is bytes:
            return self._send(data, len(data), flags)
        with readable(data) as memory:
            return self._send(memory, len(memory), flags)

    def _send(self, data: CData, length: int, flags: int) -> int:
        timeout_left = self._cs_timeout
        count = _send(self._cs_fd, data, length, flags, timeout_left)
        while count < 0:
            timeout_left = resume(count, timeout_left)
            count = _send(self._cs_fd, data, length, flags, timeout_left)
        return count

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Sends data until all of it is sent; the timeout covers all of it.

        Args:
            data: a bytes-like object.
            flags: see the module.

        Raises:
            OSError: how much was sent before is not known.
        """
        if flags.__class__ is not int:
            flags = c_int(flags)
        timeout_left = self._cs_timeout
        deadline = monotonic_ns() + timeout_left if timeout_left > 0 else 0
        if data.__class__ is bytes:
            count = _send(self._cs_fd, data, len(data), flags, timeout_left)
            if count != len(data):
                with readable(data) as memory:
                    self._send_rest(memory, count, flags, timeout_left, deadline)
        else:
            with readable(data) as memory:
                count = _send(self._cs_fd, memory, len(memory), flags, timeout_left)
                if count != len(memory):
                    self._send_rest(memory, count, flags, timeout_left, deadline)

    def _send_rest(self, data: CData, outcome: int, flags: int, timeout_left: int, deadline: int) -> None:
        """Goes on from the outcome of a first send.

        Every round passes through Python, so that signal handlers run between partial sends as well.
        """
        sent, length = 0, len(data)
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
            outcome = _send(self._cs_fd, data + sent, length - sent, flags, timeout_left)

    def sendto(self, *args: Any) -> int:
        """``sendto(data, address)`` or ``sendto(data, flags, address)``: sends data to an address.

        Args:
            args: a bytes-like object; flags, see the module; an address in the form of the socket's family.

        Returns:
            How many bytes the system took.
        """
        if len(args) == 2:
            data, address = args
            flags = 0
        elif len(args) == 3:
            data, flags, address = args
            if flags.__class__ is not int:
                if data.__class__ is not bytes:
                    readable(data)  # what is wrong with the first argument is said first
                flags = c_int(flags)
        else:
            raise TypeError(f"sendto() takes 2 or 3 arguments ({len(args)} given)")
        if data.__class__ is bytes:
            return self._sendto(data, len(data), flags, address)
        with readable(data) as memory:
            return self._sendto(memory, len(memory), flags, address)

    def _sendto(self, data: CData, length: int, flags: int, address: Any) -> int:
        sockaddr = self._cs_codec.encode(address, "sendto", self._cs_fd, self._cs_proto)
        audit("socket.sendto", self, address)
        timeout_left = self._cs_timeout
        count = _sendto(self._cs_fd, data, length, flags, sockaddr, len(sockaddr), timeout_left)
        while count < 0:
            timeout_left = resume(count, timeout_left)
            count = _sendto(self._cs_fd, data, length, flags, sockaddr, len(sockaddr), timeout_left)
        return count
