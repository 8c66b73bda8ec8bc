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
    from collections.abc import Callable
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
