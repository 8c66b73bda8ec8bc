"""The interpreters to test in the virtual machine, each with an environment, made outside, where that is quick.

Nothing is compiled inside if it can be helped: neither C nor Python.
"""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conformance.interpreters import CHECKOUT, Interpreter, Wheels, ask, command, environment, find_all
from tests.vm import python_can

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib

FOLDER = CHECKOUT / ".tox" / "conformance-environments"  # the same, so that they are made once
REQUIREMENTS = ("pytest>=8", "hypothesis>=6", "setuptools", f"python-can=={python_can.VERSION}")
PREFERRED = (3, 13)


def chosen() -> list[Interpreter]:
    """The running CPython, 3.13, and every PyPy."""
    own = ask(sys.executable)
    assert own is not None
    wanted = {own.version, PREFERRED}
    return [one for one in find_all() if one.venv and (one.implementation == "pypy" or one.version in wanted)]


def prepare(interpreter: Interpreter, wheels: Wheels, requirements: tuple[str, ...]) -> pathlib.Path:
    """An environment with cffisock and what the tests need; answers its executable."""
    python = environment(interpreter, FOLDER, wheels)
    command(python, "-m", "pip", "install", "--quiet", *REQUIREMENTS, *requirements)
    # Collecting them compiles the tests, and what they import.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    collect = [str(python), str(python.with_name("pytest")), "-q", "--collect-only", "tests/families"]
    subprocess.run(collect, cwd=CHECKOUT, env=variables, stdout=subprocess.DEVNULL, check=False, timeout=600)
    return python


def start(interpreter: Interpreter, python: pathlib.Path) -> list[str]:
    """How the interpreter is started in the machine: emulated, a just-in-time compiler is a loss."""
    return [str(python), *(["--jit", "off"] if interpreter.implementation == "pypy" else [])]
