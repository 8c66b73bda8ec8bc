"""Moving bytes: recv and send, and their kin.

In all of them ``flags`` is a sum of ``MSG_*``, and a timeout or a signal is handled as for every operation: after the
timeout they raise `cffisock.timeout`; after a signal its handlers run and the operation goes on.

These are the hottest functions of all, and what they cost is the Python code that runs for each call.  So the usual
case comes first and in one frame, arguments of the usual types are left to CFFI to check, and everything else is a
function below.
"""

from __future__ import annotations

import sys
from sys import audit
from time import monotonic_ns

from cffisock.arguments import c_int, readable, size, writable
from cffisock.errors import resume, timeout
from cffisock.families.base import UNSEEN
from cffisock.handle import Handle
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import DATA_SIZE, new, pool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# No bytes object can be larger: it has a header, too.
_LARGEST = sys.maxsize - 64

# Bound once: a name of the module is quicker to reach than an attribute of one.
_recv, _recvfrom, _send, _sendto = lib.cs_recv, lib.cs_recvfrom, lib.cs_send, lib.cs_sendto
_take, _give = pool.pop, pool.append
_from_buffer, _release = ffi.from_buffer, ffi.release


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


def as_ints(bufsize: Any, flags: Any, negative: str = "", further: Any = 0) -> tuple[int, int]:
    """Arguments that CFFI did not take, as it takes them; to be called where its exception is caught.

    Raises what the standard library says of them, or that exception again if nothing is wrong with them.
    """
    wanted, _, mask = size(bufsize), size(further), c_int(flags)
    if wanted < 0:
        raise ValueError(negative) from None
    if all(isinstance(argument, int) for argument in (bufsize, further, flags)):
        raise
    return int(wanted), int(mask)


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
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            if bufsize > DATA_SIZE:
                return self._recv_much(bufsize, flags)
            count = _recv(self._cs_fd, memory[0], bufsize, flags, self._cs_timeout)
            if count < 0:
                count = self._recv_again(resume(count, self._cs_timeout), memory[0], bufsize, flags)
            if flags and count > bufsize:  # MSG_TRUNC tells the whole length
                count = bufsize
            return memory[1][:count]  # type: ignore[no-any-return]  # a slice of CFFI's buffer is bytes
        except (TypeError, OverflowError):
            return self.recv(*as_ints(bufsize, flags, "negative buffersize in recv"))
        finally:
            _give(memory)

    def _recv_much(self, bufsize: int, flags: int) -> bytes:
        """`recv` of more than the shared buffers hold."""
        wanted = size(bufsize)
        data = room_for(wanted)
        return bytes(ffi.buffer(data, min(wanted, self._recv_memory(data, wanted, flags))))

    def _recv_memory(self, data: CData, wanted: int, flags: int) -> int:
        count = _recv(self._cs_fd, data, wanted, flags, self._cs_timeout)
        return count if count >= 0 else self._recv_again(resume(count, self._cs_timeout), data, wanted, flags)

    def _recv_again(self, timeout_left: int, data: CData, wanted: int, flags: int) -> int:
        while True:
            outcome = _recv(self._cs_fd, data, wanted, flags, timeout_left)
            if outcome >= 0:
                return outcome
            timeout_left = resume(outcome, timeout_left)

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Receives data into a buffer.

        Args:
            buffer: a writable bytes-like object.
            nbytes: the most bytes to receive; 0 for as many as the buffer holds.
            flags: see the module.

        Returns:
            How many bytes were received.
        """
        if type(buffer) is bytearray or (type(buffer) is memoryview and buffer.c_contiguous and not buffer.readonly):
            data = _from_buffer(buffer)
        else:
            data = writable(buffer, "recv_into")
        try:
            wanted = len(data)
            if nbytes != 0:
                negative, short = "negative buffersize in recv_into", "buffer too small for requested bytes"
                wanted = _wanted(data, nbytes, negative, short)
            count = _recv(self._cs_fd, data, wanted, flags, self._cs_timeout)
            if count >= 0:
                return count
            return self._recv_again(resume(count, self._cs_timeout), data, wanted, flags)
        except BaseException as failure:
            _release(data)  # the exception keeps this frame, which must not keep the buffer locked
            if not isinstance(failure, (TypeError, OverflowError)):
                raise
            return self.recv_into(buffer, *as_ints(nbytes, flags))

    def recvfrom(self, bufsize: int, flags: int = 0, /) -> tuple[bytes, Any]:
        """Receives data, and tells who sent it.

        Args:
            bufsize: the most bytes to return; of a longer datagram the rest is lost.
            flags: see the module.

        Returns:
            The data, and the sender's address in the form of the socket's family.
        """
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            data, view, peer, peer_view = memory
            if bufsize > DATA_SIZE:
                data = room_for(size(bufsize))
                view = ffi.buffer(data)
            count = _recvfrom(self._cs_fd, data, bufsize, flags, peer, self._cs_timeout)
            if count < 0:
                count = self._recvfrom_again(resume(count, self._cs_timeout), data, bufsize, flags, peer)
            codec = self._cs_codec
            raw = peer_view[: codec.span]
            address = codec.decoded.get(raw, UNSEEN)
            if address is UNSEEN:
                address = codec.decode(raw, self._cs_fd, self._cs_proto)
            if flags and count > bufsize:
                count = bufsize
            return view[:count], address
        except (TypeError, OverflowError):
            return self.recvfrom(*as_ints(bufsize, flags, "negative buffersize in recvfrom"))
        finally:
            _give(memory)

    def _recvfrom_again(self, timeout_left: int, data: CData, wanted: int, flags: int, peer: CData) -> int:
        while True:
            outcome = _recvfrom(self._cs_fd, data, wanted, flags, peer, timeout_left)
            if outcome >= 0:
                return outcome
            timeout_left = resume(outcome, timeout_left)

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:
        """Receives data into a buffer, and tells who sent it.

        Args:
            buffer: a writable bytes-like object.
            nbytes: the most bytes to receive; 0 for as many as the buffer holds.
            flags: see the module.

        Returns:
            How many bytes were received, and the sender's address in the form of the socket's family.
        """
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            peer, codec = memory[2], self._cs_codec
            with writable(buffer, "recvfrom_into") as data:
                negative = "negative buffersize in recvfrom_into"
                wanted = _wanted(data, nbytes, negative, "nbytes is greater than the length of the buffer")
                count = _recvfrom(self._cs_fd, data, wanted, flags, peer, self._cs_timeout)
                if count < 0:
                    count = self._recvfrom_again(resume(count, self._cs_timeout), data, wanted, flags, peer)
            raw = memory[3][: codec.span]
        except (TypeError, OverflowError):
            return self.recvfrom_into(buffer, *as_ints(nbytes, flags))
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
        if type(data) is not bytes:
            with readable(data) as memory:
                return self._send_memory(memory, len(memory), c_int(flags))
        try:
            count = _send(self._cs_fd, data, len(data), flags, self._cs_timeout)
        except (TypeError, OverflowError):
            return self.send(data, as_ints(0, flags)[1])
        return count if count >= 0 else self._send_again(resume(count, self._cs_timeout), data, len(data), flags)

    def _send_memory(self, data: CData, length: int, flags: int) -> int:
        count = _send(self._cs_fd, data, length, flags, self._cs_timeout)
        return count if count >= 0 else self._send_again(resume(count, self._cs_timeout), data, length, flags)

    def _send_again(self, timeout_left: int, data: CData, length: int, flags: int) -> int:
        while True:
            outcome = _send(self._cs_fd, data, length, flags, timeout_left)
            if outcome >= 0:
                return outcome
            timeout_left = resume(outcome, timeout_left)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Sends data until all of it is sent; the timeout covers all of it.

        Args:
            data: a bytes-like object.
            flags: see the module.

        Raises:
            OSError: how much was sent before is not known.
        """
        timeout_left = self._cs_timeout
        deadline = monotonic_ns() + timeout_left if timeout_left > 0 else 0
        if type(data) is bytes:
            try:
                count = _send(self._cs_fd, data, len(data), flags, timeout_left)
            except (TypeError, OverflowError):
                self.sendall(data, as_ints(0, flags)[1])
                return
            if count == len(data):
                return
            outcome = count
        else:
            outcome = 0
        with readable(data) as memory:
            if type(data) is not bytes:
                outcome = _send(self._cs_fd, memory, len(memory), c_int(flags), timeout_left)
            self._send_rest(memory, outcome, flags, timeout_left, deadline)

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
        else:
            raise TypeError(f"sendto() takes 2 or 3 arguments ({len(args)} given)")
        if type(data) is not bytes or type(flags) is not int:
            with readable(data) as memory:
                return self._sendto(memory, c_int(flags), address)
        return self._sendto(data, flags, address)

    def _sendto(self, data: CData, flags: int, address: Any) -> int:
        sockaddr = self._cs_codec.sockaddr(address, "sendto", self._cs_fd, self._cs_proto)
        audit("socket.sendto", self, address)
        timeout_left = self._cs_timeout
        count = _sendto(self._cs_fd, data, len(data), flags, sockaddr, len(sockaddr), timeout_left)
        while count < 0:
            timeout_left = resume(count, timeout_left)
            count = _sendto(self._cs_fd, data, len(data), flags, sockaddr, len(sockaddr), timeout_left)
        return count
