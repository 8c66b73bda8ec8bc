"""sendmsg and recvmsg: data in several parts, with control messages beside it (see `cffisock.ancillary`)."""

from __future__ import annotations

from io import BytesIO
from sys import audit

from cffisock import ancillary
from cffisock.arguments import NO_FLAGS, NO_SIZE, c_int, index, kind, readable, size, writable
from cffisock.constants import numbers
from cffisock.errors import NOT_TRIED
from cffisock.native import CData, allocate, ffi, lib
from cffisock.scratch import CONTROL_SIZE, DATA_SIZE, LIMIT, message_pool, new_message, pool, recvmsg_bytes, take
from cffisock.transfer import Transfer, as_ints, room_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from typing_extensions import Buffer

    from cffisock.addresses import Address, ControlMessage

_NOTHING = ()
# Up to so many bytes and parts, copying parts together costs less than describing them.
_JOINED = 32768
_JOINED_PARTS = 64
_AF_ALG, _SOL_ALG = numbers.get("AF_ALG"), numbers.get("SOL_ALG", 0)
_ALG_SET_OP, _ALG_SET_IV = numbers.get("ALG_SET_OP", 0), numbers.get("ALG_SET_IV", 0)
_ALG_SET_AEAD_ASSOCLEN = numbers.get("ALG_SET_AEAD_ASSOCLEN", 0)
_NOT_GIVEN: Any = object()
_NEGATIVE = "negative buffer size in recvmsg()"

_take_message = message_pool.pop
_recvmsg, _recvmsg_one, _recvmsg_one_now = lib.cs_recvmsg, lib.cs_recvmsg_into_one, lib.cs_recvmsg_into_one_now
_recvmsg_plain = lib.cs_recvmsg_plain
_sendmsg, _sendmsg_one, _sendmsg_one_now = lib.cs_sendmsg, lib.cs_sendmsg_from_one, lib.cs_sendmsg_from_one_now
_send_now = lib.cs_send_now
_recvmsg_four_now = getattr(lib, "cs_recvmsg_into_four_now", None) if lib.CS_KEEPS_GIL else None
_NO_PARTS = [bytearray()] * 4


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
    try:
        listed = list(buffers)
    except TypeError:
        raise TypeError(f"{function}() argument 1 must be an iterable") from None
    if len(listed) > LIMIT:
        raise OSError(f"{function}() argument 1 is too long")
    return listed


def _joined(buffers: list[Any]) -> bytes | None:
    """Small parts in one, which is quicker than to tell the system of each; None if they are not small, or no bytes."""
    if len(buffers) > _JOINED_PARTS:
        return None
    total = 0
    for buffer in buffers:
        if type(buffer) is not bytes and type(buffer) is not bytearray:
            return None  # a subclass may redefine len()
        total += len(buffer)
    try:
        return b"".join(buffers) if total <= _JOINED else None
    except TypeError:
        return None


class Messages(Transfer):
    """Messages with parts and control messages."""

    __slots__ = ()

    def recvmsg(
        self, bufsize: int, ancbufsize: int = 0, flags: int = 0, /
    ) -> tuple[bytes, list[ControlMessage], int, Any]:
        """Receives data and control messages.

        Args:
            bufsize: the most bytes of data to return.
            ancbufsize: the size in bytes of the buffer for control messages, a sum of `CMSG_SPACE` values; what does
                not fit is lost, and MSG_CTRUNC is set.
            flags: a sum of ``MSG_*``.

        Returns:
            The data, a list of ``(level, type, data)``, the flags of the message (``MSG_*``), and the sender's address.
            If this raises after the system gave file descriptors, they are closed.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and nothing is there.
            OSError: what the system said.
            ValueError: a size is negative or too large.

        Source: recvmsg(2), cmsg(3).
        """
        try:
            quick = type(bufsize) is int and ancbufsize is NO_SIZE and flags is NO_FLAGS and bufsize <= DATA_SIZE
            if quick:
                outcome = recvmsg_bytes(self._cs_quick, bufsize, self._cs_codec.span)
                if type(outcome) is bytes:
                    return outcome, [], 0, None
                if type(outcome) is tuple:
                    data, raw, message_flags = outcome
                    return data, [], message_flags, self._sender(raw)
            elif not type(bufsize) is type(ancbufsize) is type(flags) is int:
                wanted, mask = as_ints(bufsize, flags, _NEGATIVE)
                return Messages.recvmsg(self, wanted, size(ancbufsize), mask)
            elif bufsize < 0:
                as_ints(bufsize, 0, _NEGATIVE)  # raises
            memory = take()
            try:
                room, view, peer, peer_view, _ = memory
                if bufsize > DATA_SIZE:
                    room = room_for(bufsize)
                    view = ffi.buffer(room)
                if not quick:
                    return self._receive(_recvmsg_one, room, bufsize, ancbufsize, flags, view)
                both = self._whole(outcome, _recvmsg_plain, room, bufsize, 0, peer)
                if both <= bufsize:
                    return view[:both], [], 0, None
                return view[: min(both & LIMIT, bufsize)], [], both >> 32, self._sender(peer_view)
            finally:
                pool.append(memory)
        except OverflowError:
            as_ints(bufsize, flags, _NEGATIVE)
            raise

    def recvmsg_into(
        self, buffers: Iterable[Buffer], ancbufsize: int = 0, flags: int = 0, /
    ) -> tuple[int, list[ControlMessage], int, Any]:
        """Receives data into several buffers, one after the other, and control messages.

        Args:
            buffers: an iterable of writable bytes-like objects.
            ancbufsize: see `recvmsg`.
            flags: a sum of ``MSG_*``.

        Returns:
            How many bytes of data were received, and the rest as `recvmsg` does.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and nothing is there.
            OSError: what the system said.
            ValueError: ``ancbufsize`` is negative or too large.
            TypeError: a buffer cannot be written to.

        Source: recvmsg(2), readv(2).
        """
        listed = buffers if type(buffers) is list else _listed(buffers, "recvmsg_into")
        if _recvmsg_four_now is not None and ancbufsize is NO_SIZE and flags is NO_FLAGS and len(listed) <= 4:
            first, second, third, fourth = listed if len(listed) == 4 else [*listed, *_NO_PARTS[len(listed) :]]
            if type(first) is type(second) is type(third) is type(fourth) is bytearray:
                outcome = _recvmsg_four_now(
                    self._cs_quick,
                    first,
                    len(first),
                    second,
                    len(second),
                    third,
                    len(third),
                    fourth,
                    len(fourth),
                    self._cs_codec.span,
                )
                if type(outcome) is tuple:
                    received, raw, message_flags = outcome
                    return received, [], message_flags, self._sender(raw)
                if outcome >= 0:
                    return outcome, [], 0, None
        # To receive once and copy is quicker than to tell the system of each part.
        if ancbufsize is NO_SIZE and flags is NO_FLAGS and len(listed) <= _JOINED_PARTS:
            total = 0
            for buffer in listed:
                if type(buffer) is not bytearray:
                    total = DATA_SIZE
                    break
                total += len(buffer)
            if total < DATA_SIZE:
                data, found, message_flags, address = Messages.recvmsg(self, total)
                read_into = BytesIO(data).readinto
                for buffer in listed:
                    read_into(buffer)
                return len(data), found, message_flags, address
        memories: list[CData] = []
        try:
            memories.extend(map(_writable_part, tuple(listed)))  # an object's __buffer__ may change the list
            return self._receive(_recvmsg, _parts(memories), len(memories), size(ancbufsize), c_int(flags))
        finally:
            _release_all(memories)

    def _receive(
        self, call: Any, target: CData, count: int, ancbufsize: int, flags: int, view: CData = None
    ) -> tuple[Any, Any, int, Any]:
        """Receives by one of the two calls into ``target``: so many bytes, of which it returns a view, or parts."""
        if not 0 <= ancbufsize <= LIMIT:
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
        try:
            both = NOT_TRIED
            if view is not None and flags is NO_FLAGS:
                both = _recvmsg_one_now(self._cs_quick, target, count, message, ancbufsize)
            if both < 0:
                both = self._whole(both, call, target, count, control, ancbufsize, flags, message)
            control_size = message.control_size
            found = ancillary.decode(control_view[:control_size]) if control_size else []
            address = None
            if both > LIMIT:  # there is more in it than a number of bytes
                address = self._sender(address_view)
            received = both & LIMIT
            data = received if view is None else view[: min(received, count)]
            if control_size:
                message.control_size = 0  # nobody may take old descriptors for new ones
            return data, found, both >> 32, address
        except BaseException:
            ancillary.close_descriptors(control_view[: message.control_size])
            message.control_size = 0
            raise
        finally:
            message_pool.append(memory)

    def sendmsg(
        self,
        buffers: Iterable[Buffer],
        ancdata: Iterable[tuple[int, int, Buffer]] = (),
        flags: int = 0,
        address: Address | None = None,
        /,
    ) -> int:
        """Sends data from several buffers, one after the other, and control messages.

        Args:
            buffers: an iterable of bytes-like objects.
            ancdata: an iterable of ``(level, type, data)``.
            flags: a sum of ``MSG_*``.
            address: in the form of the socket's family, if the socket is not connected.

        Returns:
            How many bytes of data the system took.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and the system takes nothing.
            OSError: what the system said.
            TypeError: a part is not bytes-like, or a control message not of that form.

        Source: sendmsg(2), cmsg(3).
        """
        sockaddr = b""
        if address is not None:
            sockaddr = self._cs_codec.sockaddr(address, "sendmsg", self._cs_fd, self._cs_proto)
        audit("socket.sendmsg", self, address)
        control = b"" if ancdata is _NOTHING else ancillary.encode(ancdata)
        if flags is NO_FLAGS and address is None and type(buffers) is list:
            one = len(buffers) == 1 and type(buffers[0]) is bytes
            data = buffers[0] if one else _joined(buffers)
            if data is not None:
                length = len(data)
                if not control:
                    sent = _send_now(self._cs_quick, data, length)  # the same, with less to pass
                else:
                    sent = _sendmsg_one_now(self._cs_quick, data, length, control, len(control))
                if sent == length:
                    return sent
                if sent >= 0 or not control:
                    return self._send_rest(data, sent)
                return self._whole(sent, _sendmsg_one, data, length, control, len(control), 0, b"", 0)
        return self._transmit(buffers, control, c_int(flags), sockaddr)

    def _transmit(self, buffers: Any, control: bytes, flags: int, sockaddr: bytes) -> int:
        """Sends a message."""
        listed = _listed(buffers, "sendmsg")
        data = _joined(listed)
        if data is None:
            return self._transmit_parts(listed, control, flags, sockaddr)
        return self._send_message(_sendmsg_one, data, len(data), control, flags, sockaddr)

    def _transmit_parts(self, listed: list[Any], control: bytes, flags: int, sockaddr: bytes) -> int:
        memories: list[CData] = []
        try:
            memories.extend(map(readable, tuple(listed)))  # an object's __buffer__ may change the list
            return self._send_message(_sendmsg, _parts(memories), len(memories), control, flags, sockaddr)
        finally:
            _release_all(memories)

    def _send_message(self, call: Any, target: CData, count: int, control: bytes, flags: int, sockaddr: bytes) -> int:
        return self._whole(NOT_TRIED, call, target, count, control, len(control), flags, sockaddr, len(sockaddr))

    if _AF_ALG is not None:

        def sendmsg_afalg(
            self,
            msg: Iterable[Buffer] = (),
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

            Raises:
                OSError: what the system said.
                TypeError: there is no ``op``.
                ValueError: ``op`` or ``assoclen`` is negative.

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
    if op is _NOT_GIVEN or not 0 <= index(op) <= LIMIT:
        raise TypeError("Invalid or missing argument 'op'")
    control = [(_SOL_ALG, _ALG_SET_OP, _uint32(index(op)))]
    if vector:
        control.append((_SOL_ALG, _ALG_SET_IV, vector))
    if assoclen is not _NOT_GIVEN:
        if c_int(assoclen) < 0:
            raise TypeError("assoclen must be positive")
        control.append((_SOL_ALG, _ALG_SET_AEAD_ASSOCLEN, _uint32(c_int(assoclen))))
    return control


def _uint32(number: int) -> bytes:
    return bytes(ffi.buffer(ffi.new("uint32_t *", number)))


def _writable_part(buffer: Any) -> CData:
    try:
        return writable(buffer, "recvmsg_into")
    except TypeError:
        raise TypeError("recvmsg_into() argument 1 must be an iterable of single-segment read-write buffers") from None
