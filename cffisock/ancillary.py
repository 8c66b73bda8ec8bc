"""Control messages: what `sendmsg` and `recvmsg` carry beside the data, see cmsg(3) and RFC 3542.

They are packed and unpacked here, in bytes that cannot be read past their end; how the system lays them out comes from
the compiled half.
"""

from __future__ import annotations

import struct
import sys
from _warnings import warn

from cffisock.arguments import c_int, readable, size
from cffisock.arguments import kind as type_name
from cffisock.constants import numbers
from cffisock.memo import remember
from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["CMSG_LEN", "CMSG_SPACE"]

_HEADER = lib.CS_CMSG_HEADER
_ALIGNMENT = lib.CS_CMSG_ALIGNMENT
_gap = lib.CS_CMSG_LEVEL_AT - lib.CS_CMSG_LENGTH_AT - lib.CS_CMSG_LENGTH_SIZE
_length = {8: "Q", 4: "I"}[lib.CS_CMSG_LENGTH_SIZE]
_written = f"={lib.CS_CMSG_LENGTH_AT}x{_length}{_gap}xii"
_header = f"{_written}{_HEADER - struct.calcsize(_written)}x"
_unpack = struct.Struct(_header).unpack_from
FD_SIZE = struct.calcsize("i")
# How so many descriptors lie in memory, and an item with so many bytes of data: those that were asked for.
_layouts: dict[int, struct.Struct] = {}
_item_layouts: dict[int, struct.Struct] = {}
# What the standard library calls a message.
_TUPLES = sys.version_info >= (3, 14)
_LIMIT = 0x7FFFFFFF
_LONGEST = _LIMIT - _HEADER - _ALIGNMENT
_SOL_SOCKET, _SCM_RIGHTS = numbers["SOL_SOCKET"], numbers.get("SCM_RIGHTS", -1)

Message = tuple[int, int, bytes]


def _aligned(length: int) -> int:
    return -(-length // _ALIGNMENT) * _ALIGNMENT


def CMSG_LEN(length: int, /) -> int:  # noqa: N802 - the standard library's name
    """The size of a control message with ``length`` bytes of data, without the padding after it.

    Args:
        length: bytes of data, not negative.

    Raises:
        OverflowError: no message can be that long.

    Source: cmsg(3), RFC 3542.
    """
    if type(length) is not int:
        length = size(length)
    if not 0 <= length <= _LIMIT - _HEADER:
        raise OverflowError("CMSG_LEN() argument out of range")
    return _HEADER + length


def CMSG_SPACE(length: int, /) -> int:  # noqa: N802 - the standard library's name
    """The size of a control message with ``length`` bytes of data, with the padding after it.

    The buffer that `recvmsg` needs for several messages is the sum of these.

    Args:
        length: bytes of data, not negative.

    Raises:
        OverflowError: no message can be that long.

    >>> CMSG_SPACE(4) >= CMSG_LEN(4) > CMSG_LEN(0)
    True

    Source: cmsg(3), RFC 3542.
    """
    length = size(length)
    if not 0 <= length <= _LIMIT - _HEADER - _ALIGNMENT or _HEADER + _aligned(length) > _LIMIT:
        raise OverflowError("CMSG_SPACE() argument out of range")
    return _HEADER + _aligned(length)


def encode(messages: Any) -> bytes:
    """The control buffer for ``(level, type, data)`` items.

    Raises:
        TypeError: not an iterable, or an item of another form.
        OSError: more than any system takes.
    """
    try:
        items = iter(messages)
    except TypeError:
        raise TypeError("sendmsg() argument 2 must be an iterable") from None
    control = b""
    for item in items:
        try:
            level, kind, data = item
        except (TypeError, ValueError):
            raise TypeError(_complaint(item)) from None
        if type(data) is not bytes:
            if _TUPLES and isinstance(item, str):
                raise TypeError(_complaint(item))
            c_int(level), c_int(kind)
            data = _copied(data)
        length = len(data)
        if length > _LONGEST:
            raise OSError("ancillary data item too large")
        try:
            layout = _item_layouts.get(length) or _item_layout(length)
            control += layout.pack(_HEADER + length, level, kind, data)
        except struct.error:
            c_int(level), c_int(kind)  # to say what is wrong as the standard library does
            raise
        if len(control) > _LIMIT:
            raise OSError("too much ancillary data")
    return control


def _item_layout(length: int) -> struct.Struct:
    """With the padding that the item after it needs."""
    return remember(_item_layouts, length, struct.Struct(f"{_header}{length}s{-length % _ALIGNMENT}x"))


def _complaint(item: Any) -> str:
    """What the standard library says of an item that is no sequence of three."""
    subject, form = "[sendmsg() ancillary data items]() argument must be", "tuple" if _TUPLES else "sequence"
    if hasattr(item, "__len__") and not (_TUPLES and isinstance(item, str)):
        return f"{subject} {form} of length 3, not {len(item)}"
    return f"{subject} 3-item {form}, not {type_name(item)}"


def _copied(data: Any) -> bytes:
    with readable(data) as memory:
        if len(memory) > _LONGEST:
            raise OSError("ancillary data item too large")
        return bytes(ffi.buffer(memory))


def _walk(control: bytes) -> tuple[list[Message], bool]:
    """The items in a control buffer, up to where it makes no sense, and whether all of it did."""
    found: list[Message] = []
    offset, size = 0, len(control)
    while offset + _HEADER <= size:
        length, level, kind = _unpack(control, offset)
        if length < _HEADER:
            return found, False
        found.append((level, kind, control[offset + _HEADER : offset + length]))
        offset += length
        if offset > size:
            return found, False
        offset += -length % _ALIGNMENT
    return found, True


def decode(control: bytes) -> list[Message]:
    """The ``(level, type, data)`` items in a control buffer that the system filled.

    A buffer that makes no sense gives a RuntimeWarning, and the items up to there.
    """
    if len(control) >= _HEADER:
        length, level, kind = _unpack(control)
        if _HEADER <= length <= len(control) < length + _ALIGNMENT:  # one item, as nearly always
            return [(level, kind, control[_HEADER:length])]
    found, sensible = _walk(control)
    if not sensible:
        warn("received malformed or improperly-truncated ancillary data", RuntimeWarning, 3)
    return found


def _layout(count: int) -> struct.Struct:
    return remember(_layouts, count, struct.Struct(f"{count}i"))


def rights(fds: Any) -> Message:
    """The item that carries file descriptors (SCM_RIGHTS, unix(7)).

    Raises:
        TypeError: not an iterable of ints.
        OverflowError: an int is too large.
    """
    listed = list(fds)
    layout = _layouts.get(len(listed)) or _layout(len(listed))
    try:
        data = layout.pack(*listed)
    except struct.error:
        data = layout.pack(*map(c_int, listed))
    return _SOL_SOCKET, _SCM_RIGHTS, data


def descriptors(messages: list[Message]) -> list[int]:
    """The file descriptors that came with some messages (SCM_RIGHTS)."""
    fds: list[int] = []
    for level, kind, data in messages:
        if kind == _SCM_RIGHTS and level == _SOL_SOCKET:
            count = len(data) // FD_SIZE
            fds += (_layouts.get(count) or _layout(count)).unpack_from(data)
    return fds


def close_descriptors(control: bytes) -> None:
    """Closes the file descriptors in a control buffer that nobody will get to see."""
    for fd in descriptors(_walk(control)[0]):
        lib.cs_close(fd)
