"""`socket.send_many`, `socket.send_segmented` and `socket.enable_gro`: many datagrams in one call."""

from __future__ import annotations

import errno
import sys
from array import array
from itertools import islice
from sys import audit
from time import monotonic_ns

from cffisock import ancillary
from cffisock.arguments import INT_MAX, c_int, exact, index, readable
from cffisock.batches import DatagramBatch
from cffisock.constants import numbers
from cffisock.errors import WOULD_BLOCK, os_error, resume, timeout
from cffisock.native import CData, allocate, ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from cffisock.datagrams import Datagrams

# Messages are joined before they are sent, so many at a time: to copy them costs less than to tell CFFI of each.
_TOGETHER = 128
_NO_ANCDATA = ()
# Of messages without addresses, or without control messages.
_NAMELESS = [b""]

_SOCK_DGRAM, _SOCK_STREAM = numbers["SOCK_DGRAM"], numbers["SOCK_STREAM"]
_INTERNET = {numbers["AF_INET"], numbers["AF_INET6"]}
_CONNECTED = {*_INTERNET, numbers.get("AF_UNIX")}  # families that tell whether a socket has a peer
_UDP = numbers["IPPROTO_UDP"]
_MSG_DONTWAIT = numbers.get("MSG_DONTWAIT", 0)
_HAS_SEGMENTS = "UDP_SEGMENT" in numbers
# Windows' name for that; a Windows that does not know the option would send all as one datagram.
_CUTS = numbers.get("UDP_SEND_MSG_SIZE")
# What has datagrams joined, and with which value: on Windows, the most bytes.
_JOINS = [
    (numbers[name], value)
    for name, value in (("UDP_GRO", 1), ("UDP_RECV_MAX_COALESCED_SIZE", 65527))
    if name in numbers
]
_EINVAL = -getattr(errno, "WSAEINVAL", errno.EINVAL)
# What the system says if segments are too large for the path, or unknown to it; and if the device cannot make them.
_TOO_LARGE = {_EINVAL, -errno.EMSGSIZE}
_REFUSALS = {*_TOO_LARGE, -errno.EIO, -errno.EOPNOTSUPP}
_NO_OPTION = {-errno.ENOPROTOOPT, -errno.EOPNOTSUPP, _EINVAL}

_send_many, _send_segments = lib.cs_send_many, lib.cs_send_segments
_from_buffer, _release = ffi.from_buffer, ffi.release


if sys.implementation.name == "cpython":

    def _take(parts: list[Any], sizes: list[int]) -> CData:
        """The memory of some data, one behind the other.

        Raises:
            TypeError, ValueError, BufferError: they are no data of those sizes.
        """
        joined = b"".join(parts)
        if len(joined) != sum(sizes):
            raise ValueError("not the data of those sizes")
        return _from_buffer(joined)

    def _give(memory: CData) -> None:
        """Takes it back."""

else:
    # PyPy would have to move a new bytes object out of its collector's way; to copy into memory that is kept takes a
    # tenth of that.
    _KEPT = 1 << 18
    _pool: list[CData] = []

    def _take(parts: list[Any], sizes: list[int]) -> CData:
        """The memory of some data, one behind the other.

        Raises:
            TypeError, ValueError, BufferError: they are no data of those sizes.
        """
        size = sum(sizes)
        try:
            memory = _pool.pop() if size <= _KEPT else allocate("char[]", size)
        except IndexError:
            memory = allocate("char[]", _KEPT)
        view = ffi.buffer(memory)
        start = 0
        for part, length in zip(parts, sizes):
            end = start + length
            view[start:end] = part
            start = end
        if start != size:
            raise ValueError("not the data of those sizes")
        return memory

    def _give(memory: CData) -> None:
        """Takes it back."""
        if len(memory) == _KEPT and not _pool:
            _pool.append(memory)


class _Sending:
    """Something that is sent in several calls of the seam, under one timeout.

    Attributes:
        sent: how much was sent.
    """

    __slots__ = ("_end", "_left", "sent")

    def __init__(self, sock: Datagrams) -> None:
        self._left = sock._cs_timeout
        self._end = monotonic_ns() + self._left if self._left > 0 else 0
        self.sent = 0

    def run(self, call: Callable[[int, int], int], count: int, outcome: int | None = None) -> bool:
        """Sends so much, by calls that are told how much of that was sent before, and the timeout.

        Args:
            call: the function of the seam.
            count: how much there is.
            outcome: of a first call, if there was one.

        Returns:
            Whether all was sent.  If not, and nothing ever was, the reason is raised.
        """
        start, goal = self.sent, self.sent + count
        try:
            while self.sent < goal:
                if outcome is None:
                    outcome = call(self.sent - start, self._left)
                if outcome >= 0:
                    self.sent += outcome
                else:
                    self._left = resume(outcome, self._left)
                outcome = None
                if self._end and self.sent < goal:
                    self._left = self._end - monotonic_ns()
                    if self._left <= 0:
                        raise timeout("timed out")
        except OSError:
            if self.sent == 0:
                raise
            return False
        return True


def send_many(sock: Datagrams, messages: Any, flags: Any) -> int:
    """See `cffisock.datagrams.Datagrams.send_many`."""
    flags = c_int(flags)
    if sock._cs_type == _SOCK_STREAM:
        raise ValueError("send_many() needs a socket of datagrams, not a stream")
    sending = _Sending(sock)
    if isinstance(messages, DatagramBatch):
        _forward(sock, messages, flags, sending)
        return sending.sent
    if type(messages) is list and len(messages) <= _TOGETHER:
        _send_chunk(sock, messages, flags, sending)
        return sending.sent
    try:
        items = iter(messages)
    except TypeError:
        raise TypeError("send_many() argument 1 must be an iterable or a DatagramBatch") from None
    while chunk := list(islice(items, _TOGETHER)):
        if not _send_chunk(sock, chunk, flags, sending):
            break
    return sending.sent


def _send_chunk(sock: Datagrams, chunk: list[Any], flags: int, sending: _Sending) -> bool:
    """Sends some messages, and returns whether all of them were sent; raises only if nothing ever was."""
    try:
        memory, sizes, names, controls = _prepared(sock, chunk)
    except Exception:
        if sending.sent == 0:
            raise
        return False  # it is raised when what is left is sent again
    try:
        count = len(sizes)
        length = sizes[0] if count else 0
        # If all are the same but for the data, the system may do the cutting.
        same = length and sizes.count(length) == count
        if same and (names is _NAMELESS or names.count(names[0]) == count) and not any(controls):
            return _send_cut(sock, memory, length * count, length, names[0], flags, sending, length)
        messages = (count, memory, _numbers(sizes), *_joined(names), *_joined(controls))

        def call(skip: int, timeout_left: int) -> int:
            return _send_many(sock._cs_handle or sock._cs_make_handle(), *messages, skip, flags, timeout_left)

        return sending.run(call, count)
    finally:
        _give(memory)


def _prepared(sock: Datagrams, chunk: list[Any]) -> tuple[CData, list[int], list[bytes], list[bytes]]:
    """The memory of messages that were joined, for `_give`, their sizes, their addresses and control messages."""
    # Subclasses may redefine len().
    sizes = [len(item) for item in chunk if type(item) is bytes or type(item) is bytearray or type(item) is memoryview]
    if len(sizes) != len(chunk):
        return _described(sock, chunk)
    try:
        memory = _take(chunk, sizes)
    except (TypeError, ValueError, BufferError):
        return _described(sock, chunk)
    audit("socket.sendmsg", sock, None)
    return memory, sizes, _NAMELESS, _NAMELESS


def _described(sock: Datagrams, chunk: list[Any]) -> tuple[CData, list[int], list[bytes], list[bytes]]:
    """`_prepared`, of messages that are not all plain data."""
    data: list[Any] = []
    names: list[bytes] = []
    controls: list[bytes] = []
    encode = sock._cs_codec.sockaddr
    for message in chunk:
        item, address, ancdata = _parts(message)
        with readable(item) as view:
            data.append(item if type(item) is bytes else ffi.buffer(view)[:])
        names.append(b"" if address is None else encode(address, "send_many", sock._cs_fd, sock._cs_proto))
        controls.append(b"" if ancdata is _NO_ANCDATA else ancillary.encode(ancdata))
        audit("socket.sendmsg", sock, address)
    sizes = [len(item) for item in data]
    return _take(data, sizes), sizes, names, controls


def _parts(message: Any) -> tuple[Any, Any, Any]:
    """Data, address and control messages of a message."""
    message = exact(message)
    if type(message) is not tuple:
        return message, None, _NO_ANCDATA
    if len(message) == 2:
        return (*message, _NO_ANCDATA)
    if len(message) != 3:
        raise TypeError(
            f"a message must be data, (data, address) or (data, address, ancdata), not {len(message)} items"
        )
    return message


def _joined(parts: list[bytes]) -> tuple[Any, Any]:
    """Addresses or control messages one behind the other, and their lengths."""
    return (b"".join(parts), _numbers(list(map(len, parts)))) if any(parts) else (ffi.NULL, ffi.NULL)


def _numbers(values: list[int]) -> CData:
    """Numbers for C, as ``uint32_t[]``: by an array, which converts them quicker than CFFI does."""
    return _from_buffer("uint32_t[]", array("I", values))


def _forward(sock: Datagrams, batch: DatagramBatch, flags: int, sending: _Sending) -> None:
    """Sends what a batch holds."""
    address: Any = None
    name: bytes | None = b""
    if batch.target is not None:
        address = batch.target[0]
        if address is not None:
            name = sock._cs_codec.sockaddr(address, "send_many", sock._cs_fd, sock._cs_proto)
    elif not _is_connected(sock):
        name = None
    audit("socket.sendmsg", sock, address)
    # Of other sockets the kernel would not refuse what it joined, but send it as one.
    one_by_one = not segment_limit(sock) and batch._cs_has_joined()
    apart = 0  # how many of those that the kernel joined into the next one are sent already

    def call(skip: int, timeout_left: int) -> int:
        nonlocal apart
        if not (one_by_one or apart):
            outcome = batch._cs_send(sock, skip, name, flags, timeout_left)
            if outcome not in _REFUSALS or not batch[skip].segment_size:
                return outcome
        own = batch._cs_name(skip) if name is None else name
        sizes = [len(view) for view in batch[skip].segments()]
        outcome = _send_apart(sock, batch[skip].data, sizes, own, apart, flags, timeout_left)
        if outcome < 0:
            return outcome
        apart = (apart + outcome) % len(sizes)
        return 0 if apart else 1

    sending.run(call, len(batch))


def _send_apart(
    sock: Datagrams, data: memoryview, sizes: list[int], name: bytes, skip: int, flags: int, timeout_left: int
) -> int:
    """Sends each of the datagrams that the kernel joined into one, behind the first so many; returns the outcome."""
    count = len(sizes)
    names = (name * count, _numbers([len(name)] * count)) if name else (ffi.NULL, ffi.NULL)
    lengths = _numbers(sizes)
    with readable(data) as memory:
        return _send_many(
            sock._cs_handle or sock._cs_make_handle(),
            count,
            memory,
            lengths,
            *names,
            ffi.NULL,
            ffi.NULL,
            skip,
            flags,
            timeout_left,
        )


def _is_connected(sock: Datagrams) -> bool:
    return sock._cs_family in _CONNECTED and lib.cs_getpeername(sock._cs_fd, ffi.new("struct cs_address *")) >= 0


def send_segmented(sock: Datagrams, data: Any, segment_size: Any, address: Any) -> int:
    """See `cffisock.datagrams.Datagrams.send_segmented`."""
    if sock._cs_type == _SOCK_STREAM:
        raise ValueError("send_segmented() needs a socket of datagrams, not a stream")
    if type(segment_size) is not int:
        segment_size = int(index(segment_size))
    if not 1 <= segment_size <= INT_MAX:
        raise ValueError(f"segment_size must be 1-{INT_MAX}")
    name = b""
    if address is not None:
        name = sock._cs_codec.sockaddr(address, "send_segmented", sock._cs_fd, sock._cs_proto)
    audit("socket.sendmsg", sock, address)
    sending = _Sending(sock)
    if type(data) is bytes:
        _send_cut(sock, data, len(data), segment_size, name, 0, sending)
    else:
        with readable(data) as memory:
            _send_cut(sock, memory, len(memory), segment_size, name, 0, sending)
    return sending.sent


def _send_cut(
    sock: Datagrams, data: Any, size: int, segment: int, name: bytes, flags: int, sending: _Sending, unit: int = 1
) -> bool:
    """Sends data in datagrams of one size, cut by the system if it can do that; counts what was sent in such units."""
    try:
        limit = sock._cs_segment_limit
    except AttributeError:
        limit = segment_limit(sock)
    # Once and at once, as it nearly always is; where no flag says so, as long as it may take.
    outcome: int = _send_segments(
        sock._cs_handle or sock._cs_make_handle(),
        data,
        size,
        segment,
        segment < limit,
        name,
        len(name),
        flags | _MSG_DONTWAIT,
        0 if _MSG_DONTWAIT else sock._cs_timeout,
    )
    if outcome == size:
        sending.sent += size // unit
        return True
    cut = _cutting(sock, _from_buffer(data) if type(data) is bytes else data, size, segment, name, flags)

    def call(skip: int, timeout_left: int) -> int:
        return _counted(cut(skip * unit, timeout_left), unit)

    again = outcome == WOULD_BLOCK or outcome in _REFUSALS
    return sending.run(call, size // unit, None if again else _counted(outcome, unit))


def _counted(outcome: int, unit: int) -> int:
    """Bytes in another unit, but an outcome as it is."""
    return outcome // unit if outcome > 0 else outcome


def _cutting(
    sock: Datagrams, memory: CData, size: int, segment: int, name: bytes, flags: int
) -> Callable[[int, int], int]:
    """What sends data in datagrams of one size: by the system if it can, else one by one."""
    offload = segment < size and segment < segment_limit(sock)

    def call(skip: int, timeout_left: int) -> int:
        nonlocal offload
        what = memory + skip, size - skip, segment
        how = name, len(name), flags, timeout_left
        outcome = _send_segments(sock._cs_handle or sock._cs_make_handle(), *what, offload, *how)
        if offload and outcome in _REFUSALS:
            offload = False
            plain = _send_segments(sock._cs_handle or sock._cs_make_handle(), *what, offload, *how)
            if plain >= 0:
                sock._cs_segment_limit = segment if outcome in _TOO_LARGE else 0
            return plain
        return outcome

    return call


def segment_limit(sock: Datagrams) -> int:
    """The size from which on segments are not cut by the system, for all that is known of a socket."""
    try:
        return sock._cs_segment_limit
    except AttributeError:
        is_udp = sock._cs_family in _INTERNET and sock._cs_type == _SOCK_DGRAM and sock._cs_proto in (0, _UDP)
        sock._cs_segment_limit = INT_MAX if is_udp and _has_segments(sock) else 0
        return sock._cs_segment_limit


def _has_segments(sock: Datagrams) -> bool:
    """Whether the system may know how to cut."""
    if _CUTS is None:
        return _HAS_SEGMENTS
    return lib.cs_getsockopt_int(sock._cs_fd, _UDP, _CUTS) > lib.CS_NO_OPTION


def enable_gro(sock: Datagrams) -> bool:
    """See `cffisock.datagrams.Datagrams.enable_gro`."""
    if not _JOINS or sock._cs_family not in _INTERNET:
        return False
    outcome = lib.cs_setsockopt_int(sock._cs_fd, _UDP, *_JOINS[0])
    if outcome < 0 and outcome not in _NO_OPTION:
        raise os_error(-outcome)
    return outcome >= 0
