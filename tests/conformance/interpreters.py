"""The interpreters to test on: finding them, and giving each an environment with this checkout installed.

An interpreter is asked about itself, never guessed from its name: a `python3.13` on PATH may be a shim for nothing. Its
environment is a plain venv, kept between runs in a cache folder; cffisock is installed into it anew each time, from a
wheel that is built from a copy of the checkout, so that builds for several interpreters cannot meet in one `build/`.
One abi3 wheel serves every CPython that accepts it, as it would for users.
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

OLDEST, NEWEST = 9, 30  # minor versions of Python 3 looked for on PATH
CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".*", "__pycache__", "*.so", "*.o", "*.egg-info", "build", "dist", "_native.c", "_build"
)

ASK = """
import importlib.util, json, sys, sysconfig
def has(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False
full = getattr(sys, "pypy_version_info", sys.version_info)
print(json.dumps({
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "implementation": sys.implementation.name,
    "version": list(sys.version_info[:2]),
    "release": "%d.%d.%d" % tuple(full[:3]) + ("" if full[3] == "final" else full[3]),
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "tests": has("test.test_socket"),
    "venv": has("venv") and has("ensurepip"),
}))
"""


class SetUpError(Exception):
    """A command did not do what was asked of it; the message says what it printed."""


@dataclasses.dataclass(frozen=True)
class Interpreter:
    """One Python: where it is, what it is, and whether it brings what is needed here."""

    executable: str
    implementation: str
    version: tuple[int, int]
    release: str
    free_threaded: bool
    tests: bool
    venv: bool

    @property
    def name(self) -> str:
        """For people: `CPython 3.13.0`, `CPython 3.14.0t`, `PyPy 7.3.11 (Python 3.9)`."""
        if self.implementation == "pypy":
            return f"PyPy {self.release} (Python 3.{self.version[1]})"
        return f"CPython {self.release}{'t' if self.free_threaded else ''}"

    @property
    def slug(self) -> str:
        """For file names."""
        return f"{self.implementation}-{self.release}{'t' if self.free_threaded else ''}"

    @property
    def lacks(self) -> str | None:
        """What is missing to test on it, if anything."""
        if not self.tests:
            return "its standard library comes without test.test_socket"
        if not self.venv:
            return "it cannot make virtual environments (venv or ensurepip is missing)"
        return None


def ask(executable: str) -> Interpreter | None:
    """What an executable says that it is; None if it does not run, or is older than 3.9."""
    try:
        done = subprocess.run(
            [executable, "-I", "-c", ASK],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            cwd=tempfile.gettempdir(),
        )
        told = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    told["version"] = tuple(told["version"])
    found = Interpreter(**told)
    return found if found.version >= (3, OLDEST) else None


def find_all() -> list[Interpreter]:
    """One interpreter of each kind and version that this machine has, those with tests preferred."""
    candidates = [sys.executable]
    root = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv"))
    candidates += [str(path) for path in sorted(root.glob("versions/*/bin/python"))]
    names = [
        f"{kind}3{version}"
        for kind in ("python", "pypy")
        for version in ["", *(f".{minor}" for minor in range(OLDEST, NEWEST))]
    ]
    names += [f"python3.{minor}t" for minor in range(13, NEWEST)]
    for name in names:
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
            found = shutil.which(name, path=folder)
            if found:
                candidates.append(found)

    best: dict[tuple[str, tuple[int, int], bool], Interpreter] = {}
    for executable in dict.fromkeys(candidates):
        interpreter = ask(executable)
        if interpreter is None:
            continue
        kind = (interpreter.implementation, interpreter.version, interpreter.free_threaded)
        if kind not in best or (best[kind].lacks and not interpreter.lacks):
            best[kind] = interpreter
    return [best[kind] for kind in sorted(best)]


def command(*arguments: str | pathlib.Path, cwd: pathlib.Path | None = None) -> None:
    """Run a command that has nothing to say, unless it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    printed = " ".join(map(str, arguments))
    try:
        done = subprocess.run(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=cwd or tempfile.gettempdir(),
            env=environment,
            check=False,
            timeout=1200,  # a build, or downloads
        )
    except subprocess.TimeoutExpired as late:
        raise SetUpError(f"{printed}: did not end in {late.timeout:g} s") from None
    if done.returncode:
        said = "\n".join(done.stdout.splitlines()[-30:])
        raise SetUpError(f"{printed}: exit status {done.returncode}\n{said}")


class Wheels:
    """The wheels of this run: the ones given, and the ones built where none of those fits."""

    def __init__(self, given: list[pathlib.Path], folder: pathlib.Path) -> None:
        """Start from wheels that exist; the folder takes those to be built."""
        self._given = given
        self._folder = folder
        self._source: pathlib.Path | None = None
        self._lock = threading.Lock()

    def fitting(self, interpreter: Interpreter, python: pathlib.Path) -> pathlib.Path:
        """A wheel for this interpreter, whose environment's executable can build one."""
        with self._lock:
            for wheel in self._given:
                tag = wheel.name.split("-")[-3:]
                if interpreter.implementation == "pypy":
                    fits = tag[0] == f"pp3{interpreter.version[1]}"
                elif interpreter.free_threaded:
                    fits = tag[1].endswith("t") and tag[0] == f"cp3{interpreter.version[1]}"
                else:
                    fits = tag[1] == "abi3" or tag[1] == f"cp3{interpreter.version[1]}"
                if fits:
                    return wheel
            wheel = self._build(interpreter, python)
            self._given.append(wheel)
            return wheel

    def _build(self, interpreter: Interpreter, python: pathlib.Path) -> pathlib.Path:
        if self._source is None:
            self._source = self._folder / "source"
            shutil.copytree(CHECKOUT, self._source, ignore=NOT_COPIED)
        target = self._folder / interpreter.slug
        command(python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", target, self._source)
        (wheel,) = target.glob("*.whl")
        for leftover in ("build", "cffisock.egg-info"):
            shutil.rmtree(self._source / leftover, ignore_errors=True)
        return wheel


def environment(interpreter: Interpreter, folder: pathlib.Path, wheels: Wheels | None) -> pathlib.Path:
    """Make or renew the interpreter's environment in a folder; answer its executable."""
    folder = folder / interpreter.slug
    python = folder / "bin" / "python"
    there = ask(str(python))
    if there is None or there.slug != interpreter.slug:
        shutil.rmtree(folder, ignore_errors=True)
        command(interpreter.executable, "-m", "venv", folder)
    if wheels is not None:
        wheel = wheels.fitting(interpreter, python)
        command(python, "-m", "pip", "uninstall", "--quiet", "--yes", "cffisock")
        command(python, "-m", "pip", "install", "--quiet", wheel)
    return python
