"""Stands in for the compiled half, so that the documentation can be built where nothing was compiled.

Autodoc imports the Python half, which takes constants and functions from ``cffisock._native`` while it is imported.
Here the constants come from the stored tables of all platforms (``tests/cross/tables``), Linux's before all others; so
what only another platform has is documented as well.  The functions of the seam are there, and refuse to be called.
"""

from __future__ import annotations

import re
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

import build_ffi
from tests.cross.run import base, read
from tests.cross.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = build_ffi.MODULE
# The first of each platform; what a later one has replaces what an earlier one had.
PLATFORMS = ("windows", "openbsd", "netbsd", "freebsd", "darwin", "linux")
# The Python half takes this one for Windows itself.
LEFT_OUT = {"cs_provides"}


def tables() -> dict[str, str]:
    """What all platforms have, from their stored tables."""
    found: dict[str, str] = {}
    for platform in PLATFORMS:
        found.update(read(next(target for target in TARGETS if base(target).platform == platform)))
    return found


def function(name: str) -> Callable[..., NoReturn]:
    """A function of the seam."""

    def call(*_: Any, **__: Any) -> NoReturn:
        raise RuntimeError(f"{name}() was called, but this is no compiled module: it is for the documentation")

    return call


class Interface:
    """What is asked of CFFI's ``ffi`` during an import.  No layout is documented, so any will do."""

    NULL = None

    class error(Exception):  # noqa: N801, N818 - CFFI's name
        """What CFFI raises."""

    def list_types(self) -> tuple[list[str], list[str], list[str]]:
        """The names of the types that were declared."""
        return [], [], []

    def typeof(self, _: str) -> None:
        """A type."""

    def sizeof(self, _: str) -> int:
        """The size of a type."""
        return 8

    def offsetof(self, _: str, __: str) -> int:
        """Where a field begins."""
        return 4

    def new(self, *_: Any) -> bytes:
        """Memory."""
        return bytes(8)

    def buffer(self, memory: bytes) -> bytes:
        """What is in it."""
        return memory

    def string(self, names: Any) -> bytes:
        """The names of the constants, or the version."""
        return " ".join(names).encode("ascii")

    def unpack(self, numbers: Any, _: int) -> list[int]:
        """The numbers of the constants."""
        return list(numbers.values())

    def new_allocator(self, **_: Any) -> Callable[..., NoReturn]:
        """What allocates nothing."""
        return function("ffi.new")

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        return function(f"ffi.{name}")


def module() -> ModuleType:
    """The module."""
    found = tables()
    plain = {name: value for name, value in found.items() if " " not in name}
    constants = {name: int(value) for name, value in sorted(plain.items()) if re.fullmatch(r"-?\d+", value)}
    lib: dict[str, Any] = dict.fromkeys(("cs_constant_names", "cs_constant_numbers"), constants)
    for platform in PLATFORMS:
        declared = build_ffi.join(platform, "*.h")
        lib.update((name, function(name)) for name in re.findall(r"\b(cs_\w+)\(", declared))
    lib.update((name[5:], int(value)) for name, value in found.items() if name.startswith("seam "))
    lib.update(CS_ABSENT=-(2**63), cs_start=lambda: 0, cs_version=[build_ffi.version()])
    made = ModuleType(NAME)
    vars(made).update(
        ffi=Interface(),
        lib=SimpleNamespace(**{name: value for name, value in lib.items() if name not in LEFT_OUT}),
    )
    return made


def install() -> None:
    """Puts it where the Python half looks for it, before that is imported."""
    sys.modules[NAME] = module()
