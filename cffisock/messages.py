"""sendmsg and recvmsg: data in several parts, with control messages beside it (see `cffisock.ancillary`)."""

from __future__ import annotations

from sys import audit

from cffisock import ancillary
from cffisock.arguments import c_int, kind, readable, size, writable
from cffisock.constants import numbers
from cffisock.errors import resume
from cffisock.families.base import UNSEEN
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import CONTROL_SIZE, DATA_SIZE, message_pool, new, new_message, pool
from cffisock.transfer import Transfer, as_ints, room_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIMIT = 0x7FFFFFFF
# Up to this many bytes, copying parts together costs less than describing them.
_JOINED = 32768
_JOINED_PARTS = 64
_AF_ALG, _SOL_ALG = numbers.get("AF_ALG"), numbers.get("SOL_ALG", 0)
_ALG_SET_OP, _ALG_SET_IV = numbers.get("ALG_SET_OP", 0), numbers.get("ALG_SET_IV", 0)
_ALG_SET_AEAD_ASSOCLEN = numbers.get("ALG_SET_AEAD_ASSOCLEN", 0)
_NOT_GIVEN: Any = object()

_recvmsg, _recvmsg_into_one = lib.cs_recvmsg, lib.cs_recvmsg_into_one
_take, _take_message = pool.pop, message_pool.pop
_recvmsg_plain, _send = lib.cs_recvmsg_plain, lib.cs_send
_sendmsg, _sendmsg_from_one = lib.cs_sendmsg, lib.cs_sendmsg_from_one


def _parts(memories: list[CData]) -> CData:
    parts = ffi.new("struct iovec[]", len(memories))
    for part, memory in zip(parts, memories):
        part.iov_base, part.iov_len = memory, len(memory)
    return parts


def _release_all(memories: list[CData]) -> None:
    """Unlocks the buffers, even if an exception keeps the frame that has them."""
    for memory in memories:
        ffi.release(memory)


def _listed(buffers: Any, function: str) -> list[Any]:
    if type(buffers) is list:
        return buffers
    try:
        listed = list(buffers)
    except TypeError:
        raise TypeError(f"{function}() argument 1 must be an iterable") from None
    if len(listed) > _LIMIT:
        raise OSError(f"{function}() argument 1 is too long")
    return listed


def _are_small(buffers: list[Any]) -> bool:
    """Whether these are a few bytearrays, which together take no more than a shared buffer holds."""
    if len(buffers) > _JOINED_PARTS:
        return False
    total = 0
    for buffer in buffers:
        if type(buffer) is not bytearray:
            return False
        total += len(buffer)
    return total <= DATA_SIZE


class Messages(Transfer):
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
        try:
            memory = _take()
        except IndexError:
            memory = new()
        try:
            data, view, peer, peer_view = memory
            if ancbufsize != 0 or not 0 <= bufsize <= DATA_SIZE:
                return self._recvmsg(memory, bufsize, ancbufsize, flags)
            both = _recvmsg_plain(self._cs_fd, data, bufsize, flags, peer, self._cs_timeout)
            if both < 0:
                both = self._recvmsg_again(resume(both, self._cs_timeout), data, bufsize, flags, peer)
            codec = self._cs_codec
            raw = peer_view[: codec.span]
            address = codec.decoded.get(raw, UNSEEN)
            if address is UNSEEN:
                address = codec.decode(raw, self._cs_fd, self._cs_proto)
            if both <= bufsize:
                return view[:both], [], 0, address
            # MSG_TRUNC tells the whole length, beyond the data.
            return view[: min(both & 0xFFFFFFFF, bufsize)], [], both >> 32, address
        except (TypeError, OverflowError):
            wanted, mask = as_ints(bufsize, flags, "negative buffer size in recvmsg()", ancbufsize)
            return self.recvmsg(wanted, int(size(ancbufsize)), mask)
        finally:
            pool.append(memory)

    def _recvmsg_again(self, timeout: int, data: CData, wanted: int, flags: int, peer: CData) -> int:
        while True:
            outcome = _recvmsg_plain(self._cs_fd, data, wanted, flags, peer, timeout)
            if outcome >= 0:
                return outcome
            timeout = resume(outcome, timeout)

    def _recvmsg(self, memory: Any, wanted: int, ancbufsize: int, flags: int) -> tuple[bytes, Any, int, Any]:
        """`recvmsg` with control messages, or of more than the shared buffers hold."""
        data, view, _, _ = memory
        if wanted < 0:
            raise ValueError("negative buffer size in recvmsg()")
        if wanted > DATA_SIZE:
            data = room_for(wanted)
            view = ffi.buffer(data)
        count, found, message_flags, address = self._receive(_recvmsg_into_one, data, wanted, ancbufsize, flags)
        return view[: min(count, wanted)], found, message_flags, address

    def recvmsg_into(self, buffers: Any, ancbufsize: int = 0, flags: int = 0, /) -> tuple[int, Any, int, Any]:
        """Receives data into several buffers, one after the other, and control messages.

        Args:
            buffers: an iterable of writable bytes-like objects.
            ancbufsize: see `recvmsg`.
            flags: a sum of ``MSG_*``.

        Returns:
            How many bytes of data were received, and the rest as `recvmsg` does.
        """
        listed = _listed(buffers, "recvmsg_into")
        if ancbufsize == 0 and flags == 0 and _are_small(listed):
            return self._scatter(listed)
        memories: list[CData] = []
        try:
            memories.extend(map(_writable_part, listed))
            return self._receive(_recvmsg, _parts(memories), len(memories), size(ancbufsize), c_int(flags))
        finally:
            _release_all(memories)

    def _scatter(self, buffers: list[bytearray]) -> tuple[int, Any, int, Any]:
        """`recvmsg_into` for small buffers: to receive once and copy is quicker than to tell the system of each."""
        data, found, message_flags, address = self.recvmsg(sum(map(len, buffers)))
        start = 0
        for buffer in buffers:
            if start >= len(data):
                break
            part = data[start : start + len(buffer)]
            buffer[: len(part)] = part
            start += len(part)
        return len(data), found, message_flags, address

    def _receive(self, call: Any, target: CData, count: int, ancbufsize: int, flags: int) -> tuple[int, Any, int, Any]:
        """Receives by one of the two calls into ``target``: so many bytes, or so many parts."""
        if not 0 <= ancbufsize <= _LIMIT:
            size(ancbufsize)
            raise ValueError("invalid ancillary data buffer length")
        try:
            memory = _take_message()
        except IndexError:
            memory = new_message()
        control, control_view, message, address_view = memory
        if ancbufsize > CONTROL_SIZE:
            control = allocate("char[]", ancbufsize)
            control_view = ffi.buffer(control)
        timeout = self._cs_timeout
        try:
            received = call(self._cs_fd, target, count, control, ancbufsize, flags, message, timeout)
            while received < 0:
                timeout = resume(received, timeout)
                received = call(self._cs_fd, target, count, control, ancbufsize, flags, message, timeout)
            control_size = message.control_size
            found = []
            if control_size:
                found = ancillary.decode(control_view[:control_size])
            codec = self._cs_codec
            raw = address_view[: codec.span]
            address = codec.decoded.get(raw, UNSEEN)
            if address is UNSEEN:
                address = codec.decode(raw, self._cs_fd, self._cs_proto)
            if control_size:
                message.control_size = 0  # nobody may take old descriptors for new ones
            return received & 0xFFFFFFFF, found, received >> 32, address
        except BaseException:
            ancillary.close_descriptors(control_view[: message.control_size])
            message.control_size = 0
            raise
        finally:
            message_pool.append(memory)

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
        sockaddr = b""
        if address is not None:
            sockaddr = self._cs_codec.sockaddr(address, "sendmsg", self._cs_fd, self._cs_proto)
        audit("socket.sendmsg", self, address)
        control = ancillary.encode(ancdata) if ancdata != () else b""
        return self._transmit(buffers, control, flags if type(flags) is int else c_int(flags), sockaddr)

    def _transmit(self, buffers: Any, control: bytes, flags: int, sockaddr: bytes) -> int:
        """Sends a message; several small parts are joined first, which is quicker than to tell the system of each."""
        listed = _listed(buffers, "sendmsg")
        if len(listed) == 1 and type(listed[0]) is bytes:
            data = listed[0]
        else:
            try:
                if len(listed) > _JOINED_PARTS or sum(map(len, listed)) > _JOINED:
                    return self._transmit_parts(listed, control, flags, sockaddr)
                data = b"".join(listed)
            except TypeError:
                return self._transmit_parts(listed, control, flags, sockaddr)
        total = len(data)
        timeout = self._cs_timeout
        if not control and not sockaddr:
            sent = _send(self._cs_fd, data, total, flags, timeout)  # the same, with less to pass
            return sent if sent >= 0 else self._send_again(resume(sent, timeout), data, total, flags)
        return self._send_message(_sendmsg_from_one, data, total, control, flags, sockaddr)

    def _transmit_parts(self, listed: list[Any], control: bytes, flags: int, sockaddr: bytes) -> int:
        memories: list[CData] = []
        try:
            memories.extend(map(readable, listed))
            return self._send_message(_sendmsg, _parts(memories), len(memories), control, flags, sockaddr)
        finally:
            _release_all(memories)

    def _send_message(self, call: Any, target: CData, count: int, control: bytes, flags: int, sockaddr: bytes) -> int:
        timeout = self._cs_timeout
        sent: int = call(self._cs_fd, target, count, control, len(control), flags, sockaddr, len(sockaddr), timeout)
        while sent < 0:
            timeout = resume(sent, timeout)
            sent = call(self._cs_fd, target, count, control, len(control), flags, sockaddr, len(sockaddr), timeout)
        return sent

    if _AF_ALG is not None:

        def sendmsg_afalg(
            self,
            msg: Any = (),
            *,
            op: Any = _NOT_GIVEN,
            iv: Any = _NOT_GIVEN,
            assoclen: Any = _NOT_GIVEN,
            flags: int = 0,
        ) -> int:
            """Sends data to an operation of the kernel's crypto interface (AF_ALG).

            Args:
                msg: an iterable of bytes-like objects.
                op: ``ALG_OP_ENCRYPT``, ``ALG_OP_DECRYPT`` and so on; it has to be there.
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
            control = _operation(op, iv, assoclen)
            return self._transmit(msg, ancillary.encode(control), flags, b"")


def _operation(op: Any, iv: Any, assoclen: Any) -> list[tuple[int, int, bytes]]:
    """The control messages of an operation of AF_ALG."""
    for position, value in ((2, op), (4, assoclen)):
        if value is not _NOT_GIVEN and not isinstance(value, int):
            raise TypeError(f"sendmsg_afalg() argument {position} must be int, not {kind(value)}")
    vector = b""
    if iv is not _NOT_GIVEN:
        with readable(iv) as memory:
            vector = _uint32(len(memory)) + bytes(ffi.buffer(memory))
    if op is _NOT_GIVEN or not 0 <= op <= _LIMIT:
        raise TypeError("Invalid or missing argument 'op'")
    control = [(_SOL_ALG, _ALG_SET_OP, _uint32(op))]
    if vector:
        control.append((_SOL_ALG, _ALG_SET_IV, vector))
    if assoclen is not _NOT_GIVEN:
        if c_int(assoclen) < 0:
            raise TypeError("assoclen must be positive")
        control.append((_SOL_ALG, _ALG_SET_AEAD_ASSOCLEN, _uint32(assoclen)))
    return control


def _uint32(number: int) -> bytes:
    return bytes(ffi.buffer(ffi.new("uint32_t *", number)))


def _writable_part(buffer: Any) -> CData:
    try:
        return writable(buffer, "recvmsg_into")
    except TypeError:
        raise TypeError("recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers") from None
