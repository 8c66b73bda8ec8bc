"""Answers that are remembered, for functions whose answer depends on nothing but their arguments."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Any)

REMEMBERED = 4096


def remembered(function: Function) -> Function:
    """Keeps a bounded number of a function's answers.

    Only on CPython: elsewhere a compiler makes the function itself quicker than any table.
    """
    if sys.implementation.name != "cpython":
        return function
    # A single int is not taken for an equal float, but (2, "::1") == (2.0, "::1").
    several = function.__code__.co_argcount > 1
    return lru_cache(REMEMBERED, typed=several)(function)  # type: ignore[return-value]
