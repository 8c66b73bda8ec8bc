"""``python -m cffisock run``: a program, unchanged, with cffisock in the place of ``socket``."""

from __future__ import annotations

import io
import os
import runpy
import sys
from types import ModuleType
from typing import Any

from cffisock.beyond import install


def run(arguments: list[str]) -> int:
    """Runs a program as the interpreter itself would: it is ``__main__``, with its own arguments and search path.

    Args:
        arguments: ``SCRIPT ARG ...`` or ``-m MODULE ARG ...``.

    Returns:
        The exit status, if the program does not end by itself.
    """
    install()
    if arguments[0] == "-m":
        if len(arguments) < 2:
            print("usage: python -m cffisock run -m MODULE [ARG ...]", file=sys.stderr)
            return 2
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return 0
    script = arguments[0]
    sys.argv = list(arguments)
    if os.path.isdir(script) or script.endswith((".zip", ".pyz", ".whl")):
        runpy.run_path(script, run_name="__main__")
        return 0
    sys.path[0] = os.path.dirname(os.path.realpath(script))
    try:
        with io.open_code(os.path.abspath(script)) as file:
            code = compile(file.read(), script, "exec", dont_inherit=True)
    except OSError as failure:
        print(f"{sys.executable}: can't open file {script!r}: {failure}", file=sys.stderr)
        return 2
    main = ModuleType("__main__")
    names: dict[str, Any] = vars(main)
    names.update(__file__=script, __builtins__=__builtins__, __spec__=None, __loader__=None)
    sys.modules["__main__"] = main
    exec(code, names)  # noqa: S102 - to run it is what was asked for
    return 0
