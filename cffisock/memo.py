"""Bounded memories, for functions whose answer depends on nothing but their argument."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Key = TypeVar("Key")
    Value = TypeVar("Value")

REMEMBERED = 4096


def remember(memory: dict[Key, Value], key: Key, value: Value, most: int = REMEMBERED) -> Value:
    """Notes a value for the next time, forgets all others if there are too many, and returns it."""
    if len(memory) >= most:
        memory.clear()
    memory[key] = value
    return value
