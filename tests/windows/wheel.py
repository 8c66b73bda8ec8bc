"""The wheel for Windows: made by ``pip wheel`` on a Windows Python, and what has to be in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conformance.interpreters import CHECKOUT, NOT_COPIED
from tests.windows.compiler import compiling
from tests.windows.wine import windows_path

if TYPE_CHECKING:
    from tests.windows.windows import Windows

HERE = Path(__file__).resolve().parent
OBJDUMP = "x86_64-w64-mingw32-objdump"
LIMIT = 300
TAG = "cp39-abi3-win_amd64"
PIP = ("-m", "pip", "--no-input", "--disable-pip-version-check", "--no-cache-dir", "--isolated")


def build(windows: Windows) -> Path:
    """Makes the wheel from a copy of this checkout; returns its file."""
    source, target, temporary = (windows.folder / name for name in ("source", "wheel", "temporary"))
    shutil.copytree(CHECKOUT, source, ignore=NOT_COPIED)
    temporary.mkdir()
    # Of the compilers that setuptools knows, the one that can be had.
    settings = windows.folder / "setup.cfg"
    settings.write_text("[build_ext]\ncompiler = mingw32\n", encoding="utf-8")
    compiler = [windows_path(path).replace("\\", "/") for path in (windows.python, HERE / "cc.py")]
    with compiling() as port:
        variables = {
            "CC": " ".join(compiler),
            "COMPILER_PORT": str(port),
            "DIST_EXTRA_CONFIG": windows_path(settings),
            "TEMP": windows_path(temporary),
            "TMP": windows_path(temporary),
        }
        options = ["--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", windows_path(target)]
        status, printed = windows.run([*PIP, "wheel", *options, windows_path(source)], LIMIT, variables=variables)
    if status:
        raise SystemExit(f"pip wheel under Wine: exit status {status}\n{printed}")
    (wheel,) = target.glob("*.whl")
    return wheel


def shortcomings(wheel: Path) -> list[str]:
    """What a wheel has too much or too little."""
    found = [] if wheel.name.endswith(f"-{TAG}.whl") else [f"it is called {wheel.name}, and is to be for {TAG}"]
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (information,) = {name.split("/")[0] for name in names if ".dist-info/" in name}
        library = archive.read("cffisock/_native.pyd") if "cffisock/_native.pyd" in names else b""
        about = archive.read(f"{information}/WHEEL").decode()
        metadata = archive.read(f"{information}/METADATA").decode()
    sources = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "cffisock").rglob("*")
        if path.suffix in (".py", ".pyi") or path.name == "py.typed"
    }
    wanted = sources | {"cffisock/_native.pyd"}
    found += [f"it lacks {name}" for name in sorted(wanted - names)]
    beside = {name for name in names if not name.startswith(f"{information}/")}
    found += [f"it has {name}, which nobody needs" for name in sorted(beside - wanted)]
    if f"Tag: {TAG}" not in about or "Root-Is-Purelib: false" not in about:
        found.append(f"it says of itself:\n{about}")
    if not re.search(r"^Requires-Dist: cffi", metadata, re.MULTILINE):
        found.append("it does not ask for cffi")
    return found + (wrong_libraries(library, wheel.parent) if library else [])


def wrong_libraries(library: bytes, folder: Path) -> list[str]:
    """The Python that a module is for, if it is not every Python."""
    file = folder / "_native.pyd"
    file.write_bytes(library)
    printed = subprocess.run([OBJDUMP, "-p", str(file)], capture_output=True, text=True, timeout=60, check=True).stdout
    needed = {name.lower() for name in re.findall(r"DLL Name: (\S+)", printed)}
    pythons = {name for name in needed if name.startswith("python")}
    return [] if pythons == {"python3.dll"} else [f"_native.pyd needs {', '.join(sorted(pythons))}"]


def install(windows: Windows, wheel: Path) -> None:
    """Installs the wheel by pip, into the folder that Python imports from."""
    options = ["--no-deps", "--no-index", "--no-compile", "--target", windows_path(windows.site)]
    status, printed = windows.run([*PIP, "install", *options, windows_path(wheel)], LIMIT)
    if status:
        raise SystemExit(f"pip install under Wine: exit status {status}\n{printed}")
