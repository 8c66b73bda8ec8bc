"""The two sides of every comparison, and what an operation is.

An operation is timed on both sides in one process. Its loop must not be the same code object on both: CPython (from
3.11 on) keeps what it has learnt about a call beside the bytecode of the call, and PyPy compiles a trace for it; a loop
that sees two kinds of socket in turn would be slower on both sides, and not by the same amount. Therefore `load`
executes `benchmarks.operations` anew each time that it is called, which makes new code objects: every row, on each of
the two sides, runs bytecode that no other has run. What the loops call, the standard library's code and cffisock's,
differs anyway.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pathlib
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN, OURS = SIDES = ("socket", "cffisock")
CHECKOUT = pathlib.Path(__file__).resolve().parent.parent

BLOCKING, TIMEOUT, NO_MODE = "blocking", "timeout", ""
SECONDS = {BLOCKING: None, TIMEOUT: 10.0, NO_MODE: None}

# Does the operation so many times.
Run = Callable[[int], None]
# Given the module (and, for operations that have modes, the timeout in seconds), makes the sockets and yields the loop.
SetUp = Callable[..., "Iterator[Run]"]


class Unsupported(Exception):  # noqa: N818 - says why a row is left out, no error
    """This machine or this interpreter cannot do the operation on either side; the message says why."""


class Operation(NamedTuple):
    """One row of the table, on one side.

    Attributes:
        name: what is done.
        mode: how the sockets wait.
        waits: whether it waits for another process, which is nothing to count.
        open: makes the sockets; as a context it gives the loop, and closes the sockets at the end.
    """

    name: str
    mode: str
    waits: bool
    open: Callable[[], AbstractContextManager[Run]]

    @property
    def label(self) -> str:
        return f"{self.name} [{self.mode}]" if self.mode else self.name


class Table:
    """The operations, in the order in which they are defined."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, str, bool, Callable[..., Any]]] = []

    def add(self, name: str, *modes: str, waits: bool = False) -> Callable[[SetUp], SetUp]:
        """Decorates a function that sets an operation up: a row for every mode."""

        def register(set_up: SetUp) -> SetUp:
            opened = contextmanager(set_up)
            for mode in modes or (NO_MODE,):
                made = functools.partial(opened, timeout=SECONDS[mode]) if modes else opened
                self._rows.append((name, mode, waits, made))
            return set_up

        return register

    def on(self, net: Any) -> list[Operation]:
        """The operations on the sockets of a module."""
        return [Operation(name, mode, waits, functools.partial(made, net)) for name, mode, waits, made in self._rows]


def load(side: str) -> list[Operation]:
    """The operations on one side, in code objects of their own."""
    spec = importlib.util.find_spec("benchmarks.operations")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table: Table = module.table
    return table.on(importlib.import_module(side))
