"""Checks the C of the backends: its format, and that it compiles without a warning.

The functions that CFFI generates around it are compiled too, but `-Wconversion` is only asked of what is ours.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WARNINGS = ["-Wall", "-Wextra", "-Werror", "-Wno-unused-const-variable"]


def run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    sources = [str(path) for path in sorted((ROOT / "backends").rglob("*.[ch]"))]
    failed = run("clang-format", "--dry-run", "-Werror", *sources)
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        print("no C compiler: the C was not compiled")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        emitted = str(Path(folder, "native.c"))
        failed |= run(sys.executable, "build_ffi.py", "--platform", "linux", "--emit", emitted)
        include = sysconfig.get_paths()["include"]
        for standard in ("gnu11", "gnu17"):
            command = [compiler, f"-std={standard}", "-O2", "-fPIC", *WARNINGS, f"-I{include}", "-c", emitted]
            failed |= run(*command, "-o", str(Path(folder, "native.o")))
        # Ours alone: everything before the second line of stars, behind which is what CFFI generated.
        ours, found, _ = Path(emitted).read_text(encoding="utf-8").rpartition("/" + "*" * 60 + "/")
        if not found or "cs_sendmsg" not in ours:
            print("the emitted C has another form than expected")
            return 1
        alone = Path(folder, "ours.c")
        alone.write_text(ours, encoding="utf-8")
        strict = [*WARNINGS, "-Wconversion", "-Wno-unused-function", "-Wno-unused-variable", "-fsyntax-only"]
        failed |= run(compiler, "-std=gnu11", *strict, f"-I{include}", str(alone))
    print("the C is clean" if failed == 0 else "the C is not clean")
    return failed


if __name__ == "__main__":
    sys.exit(main())
