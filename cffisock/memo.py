"""Bounded caches for pure functions.

A key is compared and hashed by its own methods, which a subclass of str, int or tuple may redefine: two addresses that
are equal for a program need not be the same address.  So what a caller passes becomes a key only if `may_be_key` says
so; bytes that the kernel or this package wrote always may.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    Key = TypeVar("Key")
    Value = TypeVar("Value")

REMEMBERED = 4096


def may_be_key(value: Any) -> bool:
    """Whether nobody can have redefined what equality means for a value: it is an exact str, or a tuple of str and int.

    Types are compared with ``is``: a metaclass may redefine equality, too.
    """
    if type(value) is not tuple:
        return type(value) is str
    for part in value:
        kind = type(part)
        if kind is not str and kind is not int:
            return False
    return True


def remember(memory: dict[Key, Value], key: Key, value: Value, most: int = REMEMBERED) -> Value:
    """Notes a value for the next time, forgets all others if there are too many, and returns it."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = value
    return value
