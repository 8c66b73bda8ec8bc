"""Builds ``cffisock._native``, the compiled half of cffisock.

A platform is a list of layers, folders under ``backends/``, from the particular to the general.  Of every layer are
taken

* ``SUBJECT.h``            what CFFI is told: the types and functions that Python calls;
* ``SUBJECT.c``            what the C compiler is told: headers, fallbacks, the functions themselves;
* ``constants/SUBJECT.h``  the constants, a table (see `Constant`).

Files called ``prelude`` come before all others.  Nothing else is decided here: which platform's C is compiled is the
only thing that the build chooses, and the Python half never asks.

``python build_ffi.py --platform linux --emit FILE`` writes the C for a platform without compiling it.
"""

from __future__ import annotations

import argparse
import re
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cffi import FFI

MODULE = "cffisock._native"
BACKENDS = Path(__file__).resolve().parent / "backends"
LAYERS = {
    "darwin": ("darwin", "bsd", "posix", "common"),
    "dragonfly": ("bsd", "posix", "common"),
    "freebsd": ("bsd", "posix", "common"),
    "linux": ("linux", "posix", "common"),
    "netbsd": ("bsd", "posix", "common"),
    "openbsd": ("bsd", "posix", "common"),
    "windows": ("windows", "common"),
}
# What the compiler and the linker are told beside the C, as arguments of `FFI.set_source`.  Notes for debuggers would
# name the folder of the build, and so make the same C into other bytes elsewhere.  Windows shows what came with
# Windows 10 only to those who say that they know it.
OPTIONS: dict[str, dict[str, Any]] = {
    **{name: {"extra_compile_args": ["-g0"]} for name in LAYERS if name != "windows"},
    "windows": {
        "define_macros": [("_WIN32_WINNT", "0x0a00"), ("NTDDI_VERSION", "0x0a00000b")],
        "libraries": ["ws2_32", "iphlpapi"],
    },
}


class Constant(NamedTuple):
    """A line of a table of constants.

    ``#define NAME ...`` takes the number from the system's headers, and leaves the name out where they lack it.
    ``#define NAME ... 77`` does so too, but where the headers are too old has the number that most processors share:
    those whose SOL_SOCKET is 1 have all of these from one list (asm-generic/socket.h).
    ``#define NAME 29`` is a number that the kernel's ABI fixes: it is there whatever the headers say, and compared
    with theirs at compile time where they have it as a macro.
    """

    name: str
    number: str | None
    shared: str | None = None

    def declaration(self) -> str:
        if self.number is None:
            absent = f"#ifndef {self.name}\n#define {self.name} CS_ABSENT\n#endif\n"
            if self.shared is None:
                return absent
            shared = f"#if !defined {self.name} && SOL_SOCKET == 1\n#define {self.name} {self.shared}\n#endif\n"
            return shared + absent
        return (
            f"#ifdef {self.name}\n"
            f'_Static_assert((int64_t)({self.name}) == (int64_t)({self.number}), "{self.name}");\n'
            f"#else\n#define {self.name} ({self.number})\n#endif\n"
        )


def platform_name() -> str:
    """The platform that this interpreter runs on, as a key of `LAYERS`."""
    if sys.platform == "win32":
        return "windows"
    for name in LAYERS:
        if sys.platform.startswith(name):
            return name
    known = ", ".join(LAYERS)
    raise SystemExit(f"cffisock has no backend for {sys.platform!r} yet; it has {known}")


def files(platform: str, pattern: str) -> Iterator[Path]:
    """The files of a platform, preludes first, then from the particular to the general."""
    layers = [BACKENDS / layer for layer in LAYERS[platform]]
    found = [path for layer in layers for path in sorted(layer.glob(pattern))]
    return iter(sorted(found, key=lambda path: path.stem != "prelude"))


def join(platform: str, pattern: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in files(platform, pattern))


def constants(platform: str) -> tuple[list[str], list[Constant]]:
    """The headers and the constants that a platform's tables name, the constants sorted and each once."""
    headers: list[str] = []
    table: dict[str, Constant] = {}
    for path in files(platform, "constants/*.h"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        headers += re.findall(r"^#include\s+(<[^>]+>)\s*$", text, flags=re.MULTILINE)
        for name, value in re.findall(r"^#define\s+(\w+)\s+(.+?)\s*$", text, flags=re.MULTILINE):
            if name in table:
                raise SystemExit(f"{path}: {name} stands in two tables")
            if value.startswith("..."):
                table[name] = Constant(name, None, value[3:].strip() or None)
            else:
                table[name] = Constant(name, value)
    return list(dict.fromkeys(headers)), [table[name] for name in sorted(table)]


def constants_source(platform: str) -> str:
    """The C of the tables: one string of names and one array of numbers, quick to load."""
    headers, table = constants(platform)
    includes = "".join(f"#if __has_include({name})\n#include {name}\n#endif\n" for name in headers)
    declarations = "".join(constant.declaration() for constant in table)
    names = "\n".join(f'    "{constant.name} "' for constant in table)
    numbers = "\n".join(f"    (int64_t)({constant.name})," for constant in table)
    return (
        f"#define CS_ABSENT INT64_MIN\n{includes}{declarations}"
        f"static const char cs_constant_names[] =\n{names};\n"
        f"static const int64_t cs_constant_numbers[] = {{\n{numbers}\n}};\n"
    )


def version() -> str:
    """The version of cffisock, which the Python half states, and compares with what is compiled in."""
    text = (BACKENDS.parent / "cffisock" / "native.py").read_text(encoding="utf-8")
    (stated,) = re.findall(r'^VERSION = "([0-9a-z.]+)"$', text, flags=re.MULTILINE)
    return str(stated)


def version_source() -> str:
    return f'static const char cs_version[] = "{version()}";\n'


GENERATED_CDEF = """
static const char cs_version[...];
static const char cs_constant_names[...];
static const int64_t cs_constant_numbers[...];
static const int64_t CS_ABSENT;
"""


def ffi_for(platform: str) -> FFI:
    from cffi import FFI  # not needed by those who only ask for the tables

    ffi = FFI()
    ffi.cdef(join(platform, "*.h") + GENERATED_CDEF)
    source = join(platform, "*.c") + constants_source(platform) + version_source()
    depends = [str(path) for path in files(platform, "**/*.[ch]")]
    depends.append(str(BACKENDS.parent / "cffisock" / "native.py"))
    ffi.set_source(MODULE, source, depends=depends, **OPTIONS[platform])
    return ffi


def ffibuilder() -> FFI:
    """What setuptools' ``cffi_modules`` calls."""
    platform = platform_name()
    if (
        platform == "windows"
        and sys.implementation.name == "cpython"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    ):
        # The library of every CPython: to others than Microsoft's compiler setuptools only names that of this version.
        OPTIONS[platform]["libraries"].append("python3")
    return ffi_for(platform)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the C of cffisock's compiled half.")
    parser.add_argument("--platform", choices=sorted(LAYERS), default=None)
    parser.add_argument("--emit", metavar="FILE", required=True, help="the C file to write")
    options = parser.parse_args()
    ffi_for(options.platform or platform_name()).emit_c_code(options.emit)


if __name__ == "__main__":
    main()
