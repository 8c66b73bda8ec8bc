"""Addresses with names for their parts, for families that the standard library does not have.

Such a family says in a NamedTuple what its addresses consist of, and gets and returns that; a plain tuple goes in as
well, and what has a default may be left out.  The functions check what is in one.
"""

from __future__ import annotations

from cffisock.arguments import index, kind, readable
from cffisock.families.base import tuple_of
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NamedTuple, NoReturn, TypeVar

    Address = TypeVar("Address", bound=NamedTuple)


def take(form: type[Address], family: str, address: Any, caller: str) -> Address:
    """``address`` with the names of ``form``, and its defaults for what is left out.

    Raises:
        TypeError: no tuple, or one of another length.
    """
    address = tuple_of(family, address, caller)
    needed = len(form._fields) - len(form._field_defaults)
    if not needed <= len(address) <= len(form._fields):
        names = ", ".join(form._fields)
        raise TypeError(f"{caller}(): {family} address must be a tuple ({names}), of which {needed} are needed")
    return form(*address)


def unsigned(value: Any, name: str, most: int) -> int:
    """An integer from 0 to ``most``.

    Raises:
        TypeError: no integer.
        OverflowError: out of range.
    """
    if not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be int, not {kind(value)}")
    found = index(value)
    if not 0 <= found <= most:
        raise OverflowError(f"{name} must be 0-{most}.")
    return found


def octets(value: Any, name: str, size: int) -> list[int]:
    """Exactly ``size`` bytes.

    Raises:
        TypeError: no bytes-like object.
        ValueError: more or fewer.
    """
    with readable(value) as memory:
        found = bytes(ffi.buffer(memory))
    if len(found) != size:
        raise ValueError(f"{name} must be {size} bytes long, not {len(found)}")
    return list(found)


def encoded(value: Any, name: str, most: int) -> bytes:
    """A str as UTF-8, ``most`` bytes at most.

    Raises:
        TypeError: no str.
        ValueError: too long.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {kind(value)}")
    found = str.encode(value, "utf-8", "surrogateescape")
    if len(found) > most:
        raise ValueError(f"{name} must be {most} bytes long at most, not {len(found)}")
    return found


def signed(value: Any, name: str, bits: int) -> int:
    """An integer that fits a signed one of so many bits.

    Raises:
        TypeError: no integer.
        OverflowError: out of range.
    """
    if not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be int, not {kind(value)}")
    found = index(value)
    if not -(1 << bits - 1) <= found < 1 << bits - 1:
        raise OverflowError(f"{name} must fit {bits} bits with a sign.")
    return found


def readable_bytes(value: Any, name: str, most: int) -> bytes:
    """Some bytes, ``most`` at most.

    Raises:
        TypeError: no bytes-like object.
        ValueError: too many.
    """
    with readable(value) as memory:
        found = bytes(ffi.buffer(memory))
    if len(found) > most:
        raise ValueError(f"{name} must be {most} bytes long at most, not {len(found)}")
    return found


def refuse(family: str, address: Any, caller: str) -> NoReturn:
    """For families without addresses.

    Raises:
        OSError: whatever the address.
    """
    raise OSError(f"{caller}(): {family} has no addresses, so it takes none: {address!r:.100}")
