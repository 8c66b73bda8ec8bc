"""cffisock's compiled half for this machine, but with what another system's layer does in the place of its own.

So C that is written for a system that cannot be had here runs all the same, where it needs nothing of that system but
a call, and this machine can make that call: its tests are those of the behaviour, which has to be the same.

    python tests/cross/variants.py FOLDER FILE ...      # instead of Linux's file of that name; NAME=NUMBER for a macro
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import build_ffi


def sources(replacements: list[str]) -> str:
    """The C of Linux's layers, with files of other layers in the place of its own of the same name."""
    parts = []
    for path in build_ffi.files("linux", "*.c"):
        others = [build_ffi.BACKENDS / name for name in replacements if Path(name).name == path.name]
        parts += others if others and path.parent.name == "linux" else [path]
    return "\n".join(path.read_text(encoding="utf-8") for path in parts)


def build(folder: Path, replacements: list[str], macros: list[tuple[str, str]]) -> None:
    """Compiles it into a folder, as a module called ``_native``."""
    from cffi import FFI

    ffi = FFI()
    ffi.cdef(build_ffi.join("linux", "*.h") + build_ffi.GENERATED_CDEF)
    source = sources(replacements) + build_ffi.constants_source("linux") + build_ffi.version_source()
    ffi.set_source("_native", source, define_macros=macros)
    ffi.compile(tmpdir=str(folder))


if __name__ == "__main__":
    build(
        Path(sys.argv[1]),
        [word for word in sys.argv[2:] if "=" not in word],
        [(name, number) for name, equals, number in (word.partition("=") for word in sys.argv[2:]) if equals],
    )
