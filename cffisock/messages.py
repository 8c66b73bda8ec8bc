"""sendmsg and recvmsg: data in several parts, with control messages beside it (see `cffisock.ancillary`)."""

from __future__ import annotations

from contextlib import ExitStack
from sys import audit
from typing import Any

from cffisock import ancillary
from cffisock.arguments import c_int, readable, size, writable
from cffisock.constants import numbers
from cffisock.errors import resume
from cffisock.handle import Handle
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import CONTROL_SIZE, DATA_SIZE, pool, take
from cffisock.transfer import room_for

_LIMIT = 0x7FFFFFFF
_AF_ALG, _SOL_ALG = numbers.get("AF_ALG"), numbers.get("SOL_ALG", 0)
_ALG_SET_OP, _ALG_SET_IV = numbers.get("ALG_SET_OP", 0), numbers.get("ALG_SET_IV", 0)
_ALG_SET_AEAD_ASSOCLEN = numbers.get("ALG_SET_AEAD_ASSOCLEN", 0)

_recvmsg, _recvmsg_into_one = lib.cs_recvmsg, lib.cs_recvmsg_into_one
_sendmsg, _sendmsg_from_one = lib.cs_sendmsg, lib.cs_sendmsg_from_one


def _parts(buffers: list[CData]) -> CData:
    parts = ffi.new("struct iovec[]", len(buffers))
    for part, buffer in zip(parts, buffers):
        part.iov_base, part.iov_len = buffer, len(buffer)
    return parts


def _listed(buffers: Any, function: str) -> list[Any]:
    try:
        listed = list(buffers)
    except TypeError:
        raise TypeError(f"{function}() argument 1 must be an iterable") from None
    if len(listed) > _LIMIT:
        raise OSError(f"{function}() argument 1 is too long")
    return listed


class Messages(Handle):
    """Messages with parts and control messages."""

    __slots__ = ()

    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0, /) -> tuple[bytes, Any, int, Any]:
        """Receives data and control messages.

        Args:
            bufsize: the most bytes of data to return.
            ancbufsize: the size in bytes of the buffer for control messages, a sum of `CMSG_SPACE` values; what does
                not fit is lost, and MSG_CTRUNC is set.
            flags: a sum of ``MSG_*``.

        Returns:
            The data, a list of ``(level, type, data)``, the flags of the message (``MSG_*``), and the sender's address.
            If this raises after the system gave file descriptors, they are closed.
        """
        wanted, flags = size(bufsize), c_int(flags)
        memory = take()
        try:
            data, view = memory.data, memory.data_view
            if not 0 <= wanted <= DATA_SIZE:
                data = room_for(wanted, "negative buffer size in recvmsg()")
                view = ffi.buffer(data)
            count, *rest = self._receive(memory, data, wanted, None, size(ancbufsize), flags)
            return (view[:count], *rest)
        finally:
            pool.append(memory)

    def recvmsg_into(self, buffers: Any, ancbufsize: int = 0, flags: int = 0, /) -> tuple[int, Any, int, Any]:
        """Receives data into several buffers, one after the other, and control messages.

        Args:
            buffers: an iterable of writable bytes-like objects.
            ancbufsize: see `recvmsg`.
            flags: a sum of ``MSG_*``.

        Returns:
            How many bytes of data were received, and the rest as `recvmsg` does.
        """
        ancillary_size, flags = size(ancbufsize), c_int(flags)
        with ExitStack() as held:
            memories = [held.enter_context(_writable_part(buffer)) for buffer in _listed(buffers, "recvmsg_into")]
            memory = take()
            try:
                if len(memories) == 1:
                    return self._receive(memory, memories[0], len(memories[0]), None, ancillary_size, flags)
                return self._receive(memory, None, len(memories), _parts(memories), ancillary_size, flags)
            finally:
                pool.append(memory)

    def _receive(
        self, memory: Any, data: CData, wanted: int, parts: CData, ancillary_size: int, flags: int
    ) -> tuple[int, Any, int, Any]:
        """Receives into one buffer of ``wanted`` bytes, or into ``wanted`` parts."""
        if not 0 <= ancillary_size <= _LIMIT:
            raise ValueError("invalid ancillary data buffer length")
        control, control_view = memory.control, memory.control_view
        if ancillary_size > CONTROL_SIZE:
            control = allocate("char[]", ancillary_size)
            control_view = ffi.buffer(control)
        message, timeout = memory.message, self._cs_timeout
        call, target = (_recvmsg_into_one, data) if parts is None else (_recvmsg, parts)
        try:
            while True:
                count = call(self._cs_fd, target, wanted, control, ancillary_size, flags, message, timeout)
                if count >= 0:
                    break
                timeout = resume(count, timeout)
            found = ancillary.decode(control_view[: message.control_size]) if message.control_size else []
            address = memory.message_address_view[: self._cs_codec.span]
            return count, found, message.flags, self._cs_codec.decode(address, self._cs_fd, self._cs_proto)
        except BaseException:
            ancillary.close_descriptors(control_view[: message.control_size])
            raise
        finally:
            message.control_size = 0  # nobody may take old descriptors for new ones

    def sendmsg(self, buffers: Any, ancdata: Any = (), flags: int = 0, address: Any = None, /) -> int:
        """Sends data from several buffers, one after the other, and control messages.

        Args:
            buffers: an iterable of bytes-like objects.
            ancdata: an iterable of ``(level, type, data)``.
            flags: a sum of ``MSG_*``.
            address: in the form of the socket's family, if the socket is not connected.

        Returns:
            How many bytes of data the system took.
        """
        flags = c_int(flags)
        sockaddr = b""
        if address is not None:
            sockaddr = self._cs_codec.encode(address, "sendmsg", self._cs_fd, self._cs_proto)
        audit("socket.sendmsg", self, address)
        return self._transmit(buffers, ancillary.encode(ancdata) if ancdata != () else b"", flags, sockaddr)

    def _transmit(self, buffers: Any, control: bytes, flags: int, sockaddr: bytes) -> int:
        listed = _listed(buffers, "sendmsg")
        if len(listed) == 1 and listed[0].__class__ is bytes:
            data = listed[0]
            return self._send_message(_sendmsg_from_one, data, len(data), control, flags, sockaddr)
        with ExitStack() as held:
            memories = [held.enter_context(readable(buffer)) for buffer in listed]
            return self._send_message(_sendmsg, _parts(memories), len(memories), control, flags, sockaddr)

    def _send_message(self, call: Any, target: CData, length: int, control: bytes, flags: int, sockaddr: bytes) -> int:
        timeout = self._cs_timeout
        while True:
            count: int = call(
                self._cs_fd, target, length, control, len(control), flags, sockaddr, len(sockaddr), timeout
            )
            if count >= 0:
                return count
            timeout = resume(count, timeout)

    if _AF_ALG is not None:

        def sendmsg_afalg(
            self, msg: Any = (), *, op: Any = None, iv: Any = None, assoclen: Any = None, flags: int = 0
        ) -> int:
            """Sends data to an operation of the kernel's crypto interface (AF_ALG).

            Args:
                msg: an iterable of bytes-like objects.
                op: ``ALG_OP_ENCRYPT``, ``ALG_OP_DECRYPT`` and so on.
                iv: the initialization vector, a bytes-like object.
                assoclen: how many bytes of the message are associated data, for AEAD.
                flags: a sum of ``MSG_*``.

            Returns:
                How many bytes of data the system took.

            Platforms: Linux. Source: linux/if_alg.h and the kernel's "User Space Interface" of the crypto API.
            """
            if self._cs_family != _AF_ALG:
                raise OSError("algset is only supported for AF_ALG")
            flags = c_int(flags)
            if not isinstance(op, int) or not 0 <= op <= _LIMIT:
                raise TypeError("Invalid or missing argument 'op'")
            control = [(_SOL_ALG, _ALG_SET_OP, _uint32(op))]
            if iv is not None:
                with readable(iv) as memory:
                    control.append((_SOL_ALG, _ALG_SET_IV, _uint32(len(memory)) + bytes(ffi.buffer(memory))))
            if assoclen is not None:
                if not isinstance(assoclen, int):
                    raise TypeError(f"sendmsg_afalg() argument 4 must be int, not {type(assoclen).__name__}")
                if c_int(assoclen) < 0:
                    raise TypeError("assoclen must be positive")
                control.append((_SOL_ALG, _ALG_SET_AEAD_ASSOCLEN, _uint32(assoclen)))
            return self._transmit(msg, ancillary.encode(control), flags, b"")


def _uint32(number: int) -> bytes:
    return bytes(ffi.buffer(ffi.new("uint32_t *", number)))


def _writable_part(buffer: Any) -> CData:
    try:
        return writable(buffer, "recvmsg_into")
    except TypeError:
        raise TypeError("recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers") from None
