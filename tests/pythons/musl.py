"""A CPython on musl, the C library of Alpine, which has no package here: built from Debian's sources by ``zig cc``.

zlib comes with it, which pip cannot do without, and libffi for ctypes, which tests use.  OpenSSL does not: so pip has
what it installs from a folder, and that is filled by another pip.  Programs find musl itself where they were told at
the link, in Debian's package of it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pythons.root import cache
from tests.vm.packages import MissingError, Suite, command, require

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pythons.root import Root

PYTHON, TRIPLE = "python3.13", "x86_64-linux-musl"
NAME = f"musl-{PYTHON}"
FOLDER = cache() / NAME
EXECUTABLE = str(FOLDER / "bin" / PYTHON)
# What it takes to build it, besides what every Debian has here.
PACKAGES = ("autoconf", "automake", "grep", "libltdl-dev", "libtool", "make", "mawk", "sed")
# What pip has to know there.
VARIABLES = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(FOLDER / "wheels")}
# Of zig's, the compiler and its like.
TOOLS = {"CC": f"cc -target {TRIPLE} -dynamic", "AR": "ar", "RANLIB": "ranlib"}
# Configured for another machine, it cannot try these.
ANSWERS = {"ac_cv_buggy_getaddrinfo": "no", "ac_cv_file__dev_ptmx": "yes", "ac_cv_file__dev_ptc": "no"}
BUILD_LIMIT = 1800


def tools() -> dict[str, str]:
    """Programs that call zig, which is a package of the Python that runs this; and awk, which is a link to be made."""
    (FOLDER / "tools").mkdir(exist_ok=True)
    package = importlib.util.find_spec("ziglang")
    if package is None or package.origin is None:
        raise MissingError("ziglang is not installed")
    programs = {variable: FOLDER / "tools" / variable.lower() for variable in TOOLS}
    for variable, program in programs.items():
        zig = Path(package.origin).with_name("zig")
        program.write_text(f'#!/bin/sh\nexec "{zig}" {TOOLS[variable]} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    awk = FOLDER / "tools" / "awk"
    if not awk.is_symlink():
        awk.symlink_to("/usr/bin/mawk")
    path = f"{awk.parent}:/usr/bin:/bin:/usr/sbin:/sbin"
    return {"PATH": path, **{variable: str(program) for variable, program in programs.items()}}


def build(root: Root) -> None:
    """Builds CPython and what it needs in a Debian that has the same CPython, and takes musl from its package."""
    require({"xz": "xz-utils"})
    zlib, libffi, python = (FOLDER / "sources" / name for name in ("zlib", "libffi", PYTHON))
    zlib.parent.mkdir()
    with closing(Suite(root.release)) as suite:
        suite.unpack("musl", FOLDER / "musl")
        for source in (zlib, libffi, python):
            suite.source(source.name, source)
    variables = {**tools(), "CFLAGS": "-O1 -fPIC -Wno-date-time -Wno-sign-compare"}

    def make(folder: Path, *commands: list[str]) -> None:
        log = FOLDER / "build.log"
        for arguments in commands:
            if root.run(arguments, BUILD_LIMIT, folder, log, variables):
                printed = log.read_text(encoding="utf-8", errors="replace")
                raise MissingError(f"{' '.join(arguments)} failed:\n{printed[-5000:]}")

    parallel = ["make", "--quiet", f"-j{os.cpu_count() or 1}"]
    prefix, target = f"--prefix={FOLDER}", [f"--host={TRIPLE}", "--build=x86_64-linux-gnu"]
    make(zlib, ["./configure", "--static", prefix], [*parallel, "install"])
    # By these names it is there as long as nobody has installed it.
    variables.update(ACLOCAL="aclocal-1.17", AUTOMAKE="automake-1.17")
    make(
        libffi,
        ["autoreconf", "--install"],
        ["./configure", *target, prefix, "--disable-shared", "--disable-docs"],
        [*parallel, "install"],
    )
    variables.update(
        ANSWERS,
        # By this it recognizes musl, whose <stdarg.h> zig replaces; wheels for musl go by that.
        CPP=f"{variables['CC']} -E -D__DEFINED_va_list",
        CPPFLAGS=f"-I{FOLDER}/include",
        LDFLAGS=f"-L{FOLDER}/lib -Wl,--dynamic-linker={FOLDER}/musl/usr/lib/ld-musl-x86_64.so.1",
        ZLIB_CFLAGS=f"-I{FOLDER}/include",
        ZLIB_LIBS="-lz",
        LIBFFI_CFLAGS=f"-I{FOLDER}/include",
        LIBFFI_LIBS="-lffi",
        PKG_CONFIG_LIBDIR=str(FOLDER / "lib" / "pkgconfig"),
    )
    # Nothing is compiled to byte code beforehand.
    install = [*parallel, "install", "COMPILEALL_OPTS=-q -x .", "ENSUREPIP=no"]
    builder = f"--with-build-python=/usr/bin/{PYTHON}"
    make(python, ["./configure", "--quiet", *target, prefix, builder], parallel, install)
    shutil.rmtree(zlib.parent)


def provide(debian: Callable[[], Root], requirements: tuple[str, ...]) -> Root:
    """Builds it if it is not there yet, and fetches what pip is to install; returns the Debian that it runs in."""
    root = debian()
    finished = FOLDER / "finished"
    if not finished.exists():
        print(f"building {NAME}", flush=True)
        shutil.rmtree(FOLDER, ignore_errors=True)
        # It knows its place, which cannot be changed afterwards.
        FOLDER.mkdir()
        build(root)
        finished.touch()
    tools()
    platforms = [f"--platform=musllinux_1_{minor}_x86_64" for minor in (1, 2)]
    choice = [*platforms, f"--python-version={PYTHON[6:]}", "--only-binary=:all:"]
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", *choice, f"--dest={FOLDER / 'wheels'}"]
    command(*fetch, "cffi", *requirements)
    return root
