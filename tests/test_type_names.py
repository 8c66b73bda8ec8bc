"""The types that cffisock asks CFFI for by name, of which PyPy has to know before there are threads."""

from __future__ import annotations

import ast
import pathlib
import threading
from typing import TYPE_CHECKING

import cffisock
from cffisock.native import ffi, is_declared, type_names

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKING = {"_from_buffer", "allocate", "cast", "from_buffer", "getctype", "new", "offsetof", "sizeof", "typeof"}


def names() -> Iterator[tuple[str, ast.expr]]:
    """The first argument of every call that may name a type, and where it is."""
    folder = pathlib.Path(cffisock.__file__).parent
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                function = node.func
                called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if called in ASKING:
                    yield f"{file.relative_to(folder)}:{node.lineno}", node.args[0]


def test_all_are_known() -> None:
    """Those that are put together are pointers to structs, which are known."""
    known = set(type_names())
    unknown, seen = [], 0
    for place, name in names():
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            seen += 1
            if name.value not in known and is_declared(name.value):
                unknown.append((place, name.value))
        elif isinstance(name, ast.JoinedStr):
            seen += 1
            if len(name.values) != 2 or ast.dump(name.values[1]) != ast.dump(ast.Constant(" *")):
                unknown.append((place, ast.dump(name)))
    assert not unknown
    assert seen > 50


def test_threads_get_what_they_ask_for() -> None:
    wanted = [(name, ffi.typeof(name)) for name in type_names() if is_declared(name)]
    wrong: list[str] = []

    def ask() -> None:
        for _ in range(20):
            wrong.extend(name for name, found in wanted if ffi.typeof(name) is not found)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wanted) > 50
    assert not wrong
