"""Arguments, converted the way the standard library converts them: same values taken, same exceptions.

The functions of `cffisock.native` convert plain ints themselves; what is here is for the rest, and for bad ones.
"""

from __future__ import annotations

import _operator as operator
import sys

from cffisock.native import CData, ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MAX = 2 ** (8 * ffi.sizeof("long") - 1) - 1

# What flags and sizes are if they are not given.  Compared by identity, which is quick and lets nothing but an int
# pass; an equal number that is another object only takes the longer way.
NO_FLAGS = NO_SIZE = 0

_from_buffer = ffi.from_buffer
_SEQUENCES: Any = (str, tuple, bytes, bytearray)
_EVERYTHING = slice(None)
_WARNS_OF_CUTS = sys.version_info >= (3, 15)
_PACKAGE = __file__.rpartition("arguments")[0]


def exact(value: Any) -> Any:
    """The str, bytes, bytearray, tuple or int that an instance of a subclass is, without calling its methods.

    The standard library reads such arguments in C, where a method that the subclass redefines has no effect.
    """
    kind = type(value)
    if kind is str or kind is int or kind is tuple:
        return value
    if issubclass(kind, int):
        return int.__add__(value, 0)
    for builtin in _SEQUENCES:
        if issubclass(kind, builtin):
            return value if kind is builtin else builtin.__getitem__(value, _EVERYTHING)
    return value


if sys.version_info >= (3, 10) and sys.implementation.name == "cpython":
    index = operator.index
else:
    _NO_INTEGER = "an integer is required (got type {})"
    if sys.implementation.name == "pypy":
        _NO_INTEGER = "expected integer, got {} object"

    def index(value: Any) -> int:
        """`operator.index` with the messages that the interpreter's own functions have."""
        try:
            return int.__add__(operator.index(value), 0)  # an enum counts as a number
        except TypeError:
            if isinstance(value, float):
                raise TypeError("integer argument expected, got float") from None
            raise TypeError(_NO_INTEGER.format(type(value).__name__)) from None


def c_int(value: Any) -> int:
    """An integer that fits a C int."""
    number = index(value)
    if INT_MIN <= number <= INT_MAX:
        return number
    if not -LONG_MAX - 1 <= number <= LONG_MAX:
        raise OverflowError("Python int too large to convert to C long")
    relation = "greater than maximum" if number > 0 else "less than minimum"
    raise OverflowError(f"signed integer is {relation}")


def c_long(value: Any) -> int:
    """An integer that fits a C long."""
    number = index(value)
    if -LONG_MAX - 1 <= number <= LONG_MAX:
        return number
    raise OverflowError("Python int too large to convert to C long")


def c_unsigned(value: Any, bits: int = 32) -> int:
    """An integer cut to its lowest ``bits``, those of a C unsigned int, as the standard library's addresses have it.

    Since Python 3.15 it warns if that loses any; not of the narrower types.
    """
    number = index(value)
    if _WARNS_OF_CUTS and bits == 32 and not INT_MIN <= number <= 0xFFFFFFFF:
        from warnings import warn

        where: Any = {"skip_file_prefixes": (_PACKAGE,)}
        warn("integer value out of range", DeprecationWarning, **where)
    return number & ((1 << bits) - 1)


def c_ranged(value: Any, kind: str, maximum: int) -> int:
    """An integer from 0 to ``maximum``; ``kind`` names the C type that it has to fit."""
    number = index(value)
    if 0 <= number <= maximum:
        return number
    relation = "less than minimum" if number < 0 else "greater than maximum"
    raise OverflowError(f"{kind} is {relation}")


# What a negative number is where C wants an unsigned one.
NEGATIVE = ValueError if sys.version_info >= (3, 14) else OverflowError


def out_of_range(number: int, kind: str) -> Exception:
    """The exception for an integer that does not fit the unsigned C type of that name."""
    if NEGATIVE is ValueError:
        if number < 0:
            return ValueError("Cannot convert negative int")
        return OverflowError(f"Python int too large for C {kind}")
    if number < 0:
        return OverflowError(f"can't convert negative value to {kind}")
    return OverflowError(f"Python int too large to convert to C {kind}")


def size(value: Any) -> int:
    """An integer that fits a C ssize_t."""
    number = index(value)
    if -(2**63) <= number < 2**63:
        return number
    raise OverflowError("Python int too large to convert to C ssize_t")


# A descriptor: Windows' are as wide as a pointer.
descriptor: Callable[[Any], int] = c_int if ffi.sizeof("cs_socket") == ffi.sizeof("int") else size


def kind(value: object) -> str:
    """What the standard library's messages call a value."""
    return "None" if value is None else type(value).__name__


def text(value: Any, function: str, position: int = 1) -> bytes:
    """A str without NUL, as UTF-8."""
    if not isinstance(value, str):
        raise TypeError(f"{function}() argument {position} must be str, not {kind(value)}")
    encoded = str.encode(value)
    if b"\0" in encoded:
        raise ValueError("embedded null character")
    return encoded


def readable(data: Any) -> CData:
    """The memory of a bytes-like object, as ``char[]``; release it when done.

    Raises:
        TypeError: not a bytes-like object.
        BufferError: not contiguous.
    """
    try:
        return _from_buffer(data)
    except (TypeError, ValueError):
        if isinstance(data, (bytes, bytearray, memoryview)):
            raise
        try:
            view = memoryview(data)
        except TypeError:
            raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None
        return _from_buffer(view)


def writable(buffer: Any, function: str) -> CData:
    """The memory of a writable bytes-like object, as ``char[]``; release it when done."""
    try:
        return _from_buffer("char[]", buffer, True)
    except (TypeError, ValueError, BufferError):
        raise TypeError(f"{function}() argument 1 must be read-write bytes-like object, not {kind(buffer)}") from None
