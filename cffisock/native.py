"""The one place that imports the compiled half: its ``ffi``, and its functions, the seam; ``_native.pyi`` lists them.

A function of the seam that can wait takes ``timeout`` in nanoseconds (negative: for ever, 0: not at all) and returns
``n >= 0`` or an outcome that `cffisock.errors.resume` understands.
"""

from __future__ import annotations

import sys

try:
    from cffisock import _native
except ImportError as _missing:
    raise ImportError(
        "cffisock's compiled half is missing for this interpreter "
        f"({sys.implementation.name} {sys.version.split()[0]}): {_missing}. "
        "In a source checkout, build it with: python -m pip install -e ."
    ) from _missing

# Type checkers take this for true; importing typing would cost more than all of cffisock's own modules.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    # What CFFI makes has types of its own that Python's type language cannot name.
    CData = Any
else:
    CData = object

ffi = _native.ffi
lib: _native.Native = _native.lib

# The version of cffisock; packages and the compiled half take it from this line.
VERSION = "0.1.0"
_built: str = ffi.string(lib.cs_version).decode("ascii")
if _built != VERSION:
    raise ImportError(
        f"cffisock {VERSION} has the compiled half of version {_built}. "
        "In a source checkout, build it anew with: python -m pip install -e ."
    )

if lib.cs_start() < 0:
    raise ImportError("the system's sockets cannot be started")

# Memory that is filled before it is read need not be cleared first.
allocate: Callable[..., CData] = ffi.new_allocator(should_clear_after_alloc=False)


def type_names() -> Iterator[str]:
    """The types that are asked for by name anywhere in cffisock."""
    aliases, structs, _ = ffi.list_types()
    simple = ["char", "int", "int32_t", "int64_t", "long", "uint32_t"]
    for name in [*simple, *aliases, *(f"struct {name}" for name in structs)]:
        yield from (name, f"{name} *", f"{name}[]")
    for size in (4, 16, 32, 64, 1024, 1025):
        yield f"char[{size}]"
    yield from ("int[2]", "int[3]", "struct if_nameindex **")


def is_declared(name: str) -> bool:
    """Whether this platform has a type: some are others' alone, or arrays of what has no size."""
    try:
        ffi.typeof(name)
    except (ffi.error, ValueError):
        return False
    return True


# PyPy's CFFI parses the name of a type in memory that all threads share, and lets others run meanwhile: one of them may
# get another's type.  It remembers what it has parsed.  So that is done now, while no other thread can ask.
if sys.implementation.name == "pypy":
    for _name in type_names():
        is_declared(_name)
