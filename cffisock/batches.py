"""Datagrams, many at once: the memory that `socket.recv_many` fills, and that `socket.send_many` can send on.

All of it is taken when a batch is made, and used again by every receive.  What a datagram consists of is looked up when
it is asked for; nothing is copied.
"""

from __future__ import annotations

from itertools import islice

from cffisock import ancillary
from cffisock.arguments import INT_MAX, c_int, index
from cffisock.constants import numbers
from cffisock.errors import resume
from cffisock.families.base import UNSEEN
from cffisock.native import CData, allocate, ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from cffisock.datagrams import Datagrams

__all__ = ["Datagram", "DatagramBatch"]

MOST_DATAGRAMS = 65536
_AF_UNIX, _SOCK_STREAM = numbers.get("AF_UNIX"), numbers["SOCK_STREAM"]
_ADDRESS_SIZE = ffi.sizeof("struct cs_address")
_ALIGNMENT = lib.CS_CMSG_ALIGNMENT
_NO_VIEW = memoryview(b"").toreadonly()
_NO_VIEWS: list[memoryview] = []
# Of datagrams that the kernel joined, the views of all segments are kept where they are few for the memory that they
# show: up to so many, in places of at least so many bytes.
_MOST_VIEWS = 64
_KEEPS_VIEWS = 16384

_recv_many, _send_batch = lib.cs_recv_many, lib.cs_send_batch
_timestamp = lib.cs_batch_timestamp


def keeps_views(size: int, count: int) -> bool:
    """Whether so many views, of a place of this size, are few for the memory that they show."""
    return count <= _MOST_VIEWS and size >= _KEEPS_VIEWS


class Memory:
    """What a batch and its datagrams share; it lives as long as one of them does."""

    __slots__ = (
        "addresses",
        "control_size",
        "data",
        "filled",
        "lengths",
        "owned",
        "segments",
        "size",
        "sock",
        "struct",
    )

    def __init__(self, count: int, size: int, control_size: int) -> None:
        self.struct: CData = ffi.new("struct cs_batch *", {"count": count, "size": size, "control_size": control_size})
        self.size: int = size
        self.control_size: int = control_size
        control = allocate("int64_t[]", -(-count * control_size // 8))  # control messages have to be aligned
        self.owned: dict[str, CData] = {
            "data": allocate("char[]", count * size),
            "addresses": ffi.new("struct cs_address[]", count),
            "lengths": ffi.new("uint32_t[]", count),
            "control_lengths": ffi.new("uint32_t[]", count),
            "segments": ffi.new("uint32_t[]", count),
            "flags": ffi.new("int32_t[]", count),
            "claimed": ffi.new("char[]", count),
        }
        for name, memory in self.owned.items():
            setattr(self.struct, name, memory)
        self.struct.control = ffi.cast("char *", control)
        self.owned["control"] = control
        self.lengths: CData = self.owned["lengths"]
        self.segments: CData = self.owned["segments"]
        self.data: memoryview[int] = memoryview(ffi.buffer(self.owned["data"]))
        self.addresses: Any = ffi.buffer(self.owned["addresses"])
        self.filled: int = 0
        self.sock: Datagrams | None = None

    def __del__(self, _discard: Any = lib.cs_batch_discard) -> None:
        """Closes descriptors that came and that nobody asked for."""
        if hasattr(self, "sock"):  # the last that is set
            _discard(self.struct)

    def absent(self, place: int) -> IndexError:
        """The exception for a place that the last receive did not reach."""
        return IndexError(f"the batch has no datagram {place}: the last receive brought {self.filled}")


class Datagram:
    """One place of a `DatagramBatch`, and what the last receive put there.

    After the next receive into the batch it tells of the next datagram in the same place; if none came that far,
    everything raises IndexError.
    """

    # Views are kept and used again, since to make one takes longer than all else that is done for it.
    __slots__ = ("_memory", "_place", "_view", "_views")

    def __init__(self, memory: Memory, place: int) -> None:
        self._memory = memory
        self._place = place
        self._view = _NO_VIEW
        self._views = _NO_VIEWS

    def _filled(self) -> CData:
        """The struct of the batch, if the last receive reached this place."""
        memory = self._memory
        if self._place >= memory.filled:
            raise memory.absent(self._place)
        return memory.struct

    @property
    def data(self) -> memoryview:
        """The data, without a copy; the next receive into the batch overwrites it.

        It stays memory that can be read and written as long as the view exists, even if the batch is gone.
        """
        memory, place = self._memory, self._place
        if place >= memory.filled:
            raise memory.absent(place)
        length = memory.lengths[place]
        view = self._view
        try:
            if len(view) == length:
                return view
        except ValueError:
            pass  # somebody released it
        start = place * memory.size
        self._view = view = memory.data[start : start + length]
        return view

    def __len__(self) -> int:
        """How many bytes of data there are."""
        return int(self._filled().lengths[self._place])

    @property
    def address(self) -> Any:
        """Who sent it, in the form of the family of the socket that received it; None if that tells no addresses."""
        memory = self._memory
        sock = memory.sock
        if self._place >= memory.filled or sock is None:
            raise memory.absent(self._place)
        codec = sock._cs_codec
        start = self._place * _ADDRESS_SIZE
        raw = memory.addresses[start : start + codec.span]
        address = codec.decoded.get(raw, UNSEEN)
        return codec.decode(raw, sock._cs_fd, sock._cs_proto) if address is UNSEEN else address

    @property
    def flags(self) -> int:
        """A sum of ``MSG_*``: MSG_TRUNC if there was more data than room, MSG_CTRUNC the same of control messages."""
        return int(self._filled().flags[self._place])

    @property
    def ancillary(self) -> list[tuple[int, int, bytes]]:
        """The control messages, as a list of ``(level, type, data)``.

        File descriptors among them (SCM_RIGHTS) are the caller's to close from now on.  Those that nobody asks for are
        closed by the next receive, or with the batch.
        """
        struct = self._filled()
        control = struct.control + self._place * self._memory.control_size
        found = ancillary.decode(ffi.buffer(control, struct.control_lengths[self._place])[:])
        struct.claimed[self._place] = b"\1"
        return found

    @property
    def timestamp(self) -> int | None:
        """When the kernel received it, in nanoseconds since 1970; None if it does not tell.

        It tells on sockets that have SO_TIMESTAMPNS, SO_TIMESTAMP (whole microseconds), or SO_TIMESTAMPING, whose
        control messages need 64 bytes of their own, see `DatagramBatch`.

        Source: socket(7); Documentation/networking/timestamping.rst of the kernel.
        """
        nanoseconds = _timestamp(self._filled(), self._place)
        return None if nanoseconds == lib.CS_NO_TIMESTAMP else nanoseconds

    @property
    def segment_size(self) -> int:
        """How many bytes each of the datagrams has that the kernel joined into this one, the last at most so many.

        0 if it joined none; see `socket.enable_gro`.
        """
        return int(self._filled().segments[self._place])

    def segments(self) -> Iterator[memoryview]:
        """The data of each of the datagrams that the kernel joined into this one; if it joined none, of this one.

        The views are as those of `data`, and used again for the next datagrams of the same size in this place.
        """
        memory, place = self._memory, self._place
        if place >= memory.filled:
            raise memory.absent(place)
        size, length = memory.segments[place], memory.lengths[place]
        if not 0 < size < length:
            return iter((self.data,))
        count, rest = divmod(length, size)
        views = self._views[:count]
        try:
            kept = len(views) == count and len(views[0]) == size and all(views)
        except ValueError:
            kept = False  # somebody released one
        data, start = memory.data, place * memory.size
        if not kept:
            views = [data[at : at + size] for at in range(start, start + count * size, size)]
            if keeps_views(memory.size, count):
                self._views = views
        return iter([*views, data[start + count * size : start + length]] if rest else views)

    def __repr__(self) -> str:
        """How long it is, and who sent it."""
        name = f"{type(self).__module__}.{type(self).__qualname__} {self._place}"
        if self._place >= self._memory.filled:
            return f"<{name}, empty>"
        return f"<{name}, {len(self)} bytes from {self.address!r}>"


class DatagramBatch:
    r"""Memory for datagrams, to be filled by `socket.recv_many` again and again.

    It is a sequence of the `Datagram`\ s that the last receive brought, empty after one that failed.  It serves one
    call at a time; another one, in another thread, gets a RuntimeError.
    """

    __slots__ = ("__weakref__", "_ancillary", "_datagrams", "_memory", "_segmented", "_segments", "_views", "target")

    def __init__(self, count: int, size: int, ancillary: int = 0) -> None:
        """Takes the memory.

        Args:
            count: the most datagrams that one receive brings.
            size: the most bytes of each; of a longer one the rest is lost, and MSG_TRUNC is set in its flags. After
                `socket.enable_gro`, 65,535 is enough for everything.
            ancillary: bytes for the control messages of each, a sum of `CMSG_SPACE` values. On all families but AF_UNIX
                there is room for a timestamp, and for what `socket.enable_gro` needs, besides.

        Raises:
            ValueError: a number is out of range.
            MemoryError: there is not that much.
        """
        count, size, ancillary = index(count), index(size), index(ancillary)
        if not 1 <= count <= MOST_DATAGRAMS:
            raise ValueError(f"count must be 1-{MOST_DATAGRAMS}")
        if not 1 <= size <= INT_MAX:
            raise ValueError(f"size must be 1-{INT_MAX}")
        if not 0 <= ancillary <= INT_MAX // 2:
            raise ValueError(f"ancillary must be 0-{INT_MAX // 2}")
        control_size = lib.CS_BATCH_OWN_CONTROL + -(-ancillary // _ALIGNMENT) * _ALIGNMENT
        self._ancillary = ancillary
        self._memory = memory = Memory(count, size, control_size)
        self._datagrams = [Datagram(memory, place) for place in range(count)]
        self._views = self._segments = _NO_VIEWS
        self._segmented = -1  # of how many datagrams those segments are
        self.target: tuple[Any] | None = None

    @property
    def count(self) -> int:
        """The most datagrams that one receive brings."""
        return len(self._datagrams)

    @property
    def size(self) -> int:
        """The most bytes of each."""
        return self._memory.size

    def __len__(self) -> int:
        """How many datagrams the last receive brought."""
        return self._memory.filled

    def __iter__(self) -> Iterator[Datagram]:
        """The datagrams that the last receive brought."""
        return islice(self._datagrams, self._memory.filled)

    def __getitem__(self, place: Any) -> Any:
        """One of the datagrams that the last receive brought; a list of them for a slice."""
        filled = self._memory.filled
        if isinstance(place, slice):
            return self._datagrams[:filled][place]
        number = index(place)
        if not -filled <= number < filled:
            raise self._memory.absent(number)
        return self._datagrams[number if number >= 0 else number + filled]

    def __repr__(self) -> str:
        """How full it is."""
        name = f"{type(self).__module__}.{type(self).__qualname__}"
        return f"<{name}, {len(self)} of {self.count} datagrams, {self.size} bytes each>"

    def views(self) -> list[memoryview]:
        """The data of all datagrams that the last receive brought: as `Datagram.data` of each, but quicker."""
        memory = self._memory
        count, struct, views = memory.filled, memory.struct, self._views
        if count <= len(views) and not struct.resized:
            views = views[:count]
            try:
                if all(views) or all(len(view) >= 0 for view in views):
                    return views
            except ValueError:
                pass  # somebody released one
        struct.resized = 0
        self._views = [datagram.data for datagram in self._datagrams[:count]]
        return self._views.copy()

    def segments(self) -> list[memoryview]:
        """The data of all datagrams, joined ones taken apart: as `Datagram.segments` of each, but quicker."""
        memory = self._memory
        count, struct, segments = memory.filled, memory.struct, self._segments
        if count == self._segmented and not struct.recut:
            try:
                if all(segments):
                    return segments.copy()
            except ValueError:
                pass  # somebody released one
        struct.recut = 0
        segments = [segment for datagram in self._datagrams[:count] for segment in datagram.segments()]
        self._segmented = -1
        if keeps_views(memory.size, len(segments) // self.count):
            self._segments, self._segmented = segments, count
        return segments.copy()

    def redirect(self, address: Any) -> None:
        """Has `socket.send_many` send what is in the batch now to somewhere else than where it came from.

        Args:
            address: in the form of the family of the socket that is to send it; None for the peer of that socket.
        """
        self.target = (address,)

    def _cs_receive(self, sock: Datagrams, flags: int) -> int:
        """`socket.recv_many`."""
        if sock._cs_type == _SOCK_STREAM:
            raise ValueError("recv_many() needs a socket of datagrams, not a stream")
        if type(flags) is not int:
            flags = c_int(flags)
        memory, timeout_left = self._memory, sock._cs_timeout
        # The peer of an AF_UNIX socket can send descriptors, for which there must not be more room than asked for.
        room = self._ancillary if sock._cs_family == _AF_UNIX else memory.control_size
        while True:
            outcome = _recv_many(sock._cs_handle or sock._cs_make_handle(), memory.struct, room, flags, timeout_left)
            if outcome >= 0:
                memory.sock = sock
                memory.filled = outcome
                self.target = None
                return outcome
            if outcome == lib.CS_BATCH_IN_USE:
                raise RuntimeError("the batch is in use by another call")
            memory.filled = 0
            timeout_left = resume(outcome, timeout_left)

    def _cs_send(self, sock: Datagrams, skip: int, sockaddr: bytes | None, flags: int, timeout_left: int) -> int:
        """Sends all behind the first ``skip``, to where each came from if ``sockaddr`` is None; returns the outcome."""
        own, name = (1, b"") if sockaddr is None else (0, sockaddr)
        outcome = _send_batch(
            sock._cs_handle or sock._cs_make_handle(),
            self._memory.struct,
            skip,
            name,
            len(name),
            own,
            flags,
            timeout_left,
        )
        if outcome == lib.CS_BATCH_IN_USE:
            raise RuntimeError("the batch is in use by another call")
        return outcome

    def _cs_has_joined(self) -> bool:
        """Whether the kernel joined any of what is in it."""
        return any(ffi.unpack(self._memory.segments, self._memory.filled))

    def _cs_name(self, place: int) -> bytes:
        """The sockaddr that a datagram came from."""
        address = self._memory.owned["addresses"][place]
        return bytes(ffi.buffer(address.bytes, address.size))
