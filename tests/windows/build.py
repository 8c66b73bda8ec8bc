"""The compiled half for Windows, built on Linux: by ``zig cc`` and by mingw-w64's gcc."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import build_ffi
from tests.windows import pythons

if TYPE_CHECKING:
    from pathlib import Path

WARNINGS = ("-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-const-variable")
COMPILERS = {
    "zig": (sys.executable, "-m", "ziglang", "cc", "-target", "x86_64-windows-gnu"),
    "mingw": ("x86_64-w64-mingw32-gcc", "-static-libgcc"),
}
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "_native.c")


def compile_native(version: str, compiler: str, stable: bool, folder: Path) -> Path:
    """Compiles the extension module for a version of Python, or for all (``stable``); returns its file."""
    folder.mkdir(parents=True, exist_ok=True)
    native = build_ffi.ffi_for("windows")
    source = folder / "native.c"
    native.emit_c_code(str(source))
    options = build_ffi.OPTIONS["windows"]
    tag = f"3{pythons.minor(version)}"
    home = pythons.home(version)
    target = folder / ("_native.pyd" if stable else f"_native.cp{tag}-win_amd64.pyd")
    # pyconfig.h of Python 3.11 and older sets MS_WIN64 for Microsoft's compiler only.
    defined = {**dict(options["define_macros"]), "MS_WIN64": ""}
    defined.update({"Py_LIMITED_API": "0x03090000"} if stable else {"_CFFI_NO_LIMITED_API": ""})
    command = [
        *COMPILERS[compiler],
        *WARNINGS,
        "-O2",
        "-shared",
        *(f"-D{name}={value}" for name, value in defined.items()),
        *("-isystem", str(home / "include")),
        str(source),
        *("-o", str(target)),
        str(home / "libs" / ("python3.lib" if stable else f"python{tag}.lib")),
        *(f"-l{library}" for library in options["libraries"]),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return target
