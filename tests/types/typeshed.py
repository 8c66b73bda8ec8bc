"""Compares cffisock with typeshed's ``socket``, as mypy brings it: whatever that promises, cffisock keeps.

    python tests/types/typeshed.py

So that a program written for ``socket`` still type-checks after ``import cffisock as socket``, every name that typeshed
has on a platform has to be here, and every function, method and property has to fit a variable that theirs was
assigned to.  mypy is the judge.

A class is only compatible with itself.  So two stubs are made of typeshed's two, in which what annotations call
``socket``, ``AddressFamily`` and so on are cffisock's, and typeshed's own class has another name; the rest stays.  The
program that assigns ours to theirs is made of them as well, with their guards for platforms and versions.
"""

from __future__ import annotations

import ast
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import mypy.api

ROOT = Path(__file__).resolve().parents[2]
STUBS = Path(mypy.api.__file__).parent / "typeshed" / "stdlib"
PLATFORMS = ("linux", "darwin", "win32")
VERSIONS = ("3.10", "3.14")
# Fewer comparisons than that would be a walk gone wrong.
FLOOR = 700

# What annotations mean by these names in the stubs: cffisock's, or the interpreter's own where cffisock uses that.
SUBSTITUTES = {
    "_socket": "from cffisock import SocketType as socket\n",
    "socket": (
        "from cffisock import AddressFamily, AddressInfo, MsgFlag, SocketIO, SocketKind, socket\n"
        "from socket import gaierror, herror\n"
    ),
}
# The classes of typeshed that are compared method by method, and what cffisock has for each.
COMPARED = {("_socket", "socket"): "SocketType", ("socket", "socket"): "socket", ("socket", "SocketIO"): "SocketIO"}
# What typeshed says otherwise than the standard library does it.
LEFT_OUT = {
    "CAPI",  # the capsule that _ssl asks for: the interpreter's own, or there is none
    "ioctl",  # it returns a number
    "send_fds",  # its flags and address are used
}


def theirs(module: str) -> str:
    """The name of the stub that is made of one of typeshed's."""
    return f"theirs_{module}"


class Renamed(ast.NodeTransformer):
    """Makes one of the two stubs: a class of `COMPARED` is set aside, the others of `SUBSTITUTES` go."""

    def __init__(self, module: str) -> None:
        self.module = module

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST | None:
        if (self.module, node.name) in COMPARED:
            node.name = f"Their_{node.name}"
            if self.module == "socket" and node.name == "socket":
                node.bases = [ast.parse(f"{theirs('_socket')}.Their_socket", mode="eval").body]
            return self.generic_visit(node)
        return None if node.name in SUBSTITUTES[self.module].replace(",", " ").split() else node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name("socket") if node.id == "Self" else node

    def visit_Import(self, node: ast.Import) -> ast.AST:
        return ast.Import([ast.alias(theirs("_socket")) if name.name == "_socket" else name for name in node.names])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        return ast.ImportFrom(theirs("_socket"), node.names, 0) if node.module == "_socket" else node


def stub(module: str) -> str:
    """One of the two stubs."""
    tree = Renamed(module).visit(ast.parse((STUBS / f"{module}.pyi").read_text(encoding="utf-8")))
    return f"# mypy: ignore-errors\n{SUBSTITUTES[module]}{ast.unparse(tree)}\n"


class Comparison:
    """The program: for every name of a stub, ours is assigned to what was theirs."""

    def __init__(self) -> None:
        self.count = 0

    def pair(self, name: str, their: str, our: str) -> Iterator[str]:
        self.count += 1
        ignored = "  # type: ignore[misc]" if name == "__init__" else ""  # "unsound", but it is only looked at
        yield f"v{self.count} = ({their}.{name},){ignored}"
        yield f"v{self.count} = ({our}.{name},){ignored}"

    def names(self, body: list[ast.stmt], their: str, our: str) -> Iterator[str]:
        """The comparisons for the names of a module or a class; each name once, since overloads repeat it."""
        seen = set()
        for node in body:
            if isinstance(node, ast.If):
                yield f"if {ast.unparse(node.test)}:"
                yield from indented(self.names(node.body, their, our))
                yield "else:"
                yield from indented(self.names(node.orelse, their, our))
            for name in defined(node):
                if name not in seen and name not in LEFT_OUT and (name == "__init__" or not name.startswith("_")):
                    seen.add(name)
                    yield from self.pair(name, their, our)

    def classes(self, module: str, body: list[ast.stmt]) -> Iterator[str]:
        """The comparisons for the classes of a module; an enum is ours on both sides, which shows its members."""
        for node in body:
            if isinstance(node, ast.ClassDef):
                their, our = f"{theirs(module)}.Their_{node.name}", COMPARED.get((module, node.name))
                if our is not None:
                    yield f"def compare_{module}_{node.name}(their: {their}, our: cffisock.{our}) -> None:"
                    yield from indented(self.names(node.body, "their", "our"))
                elif node.name in SUBSTITUTES[module]:
                    yield from self.names(node.body, f"cffisock.{node.name}", f"cffisock.{node.name}")

    def program(self) -> str:
        lines = ["import sys", "import cffisock", *(f"import {theirs(module)}" for module in SUBSTITUTES)]
        for module in SUBSTITUTES:
            body = ast.parse((STUBS / f"{module}.pyi").read_text(encoding="utf-8")).body
            lines += self.classes(module, body)
            if module == "socket":  # which exports all of the other
                lines += self.names(body, theirs(module), "cffisock")
        return "\n".join([*lines, ""])


def indented(lines: Iterator[str]) -> Iterator[str]:
    yield "    pass"
    for line in lines:
        yield f"    {line}"


def defined(node: ast.stmt) -> list[str]:
    """The names that a statement of a stub defines."""
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [] if ast.unparse(node.annotation) == "TypeAlias" else [node.target.id]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.ImportFrom) and node.module == "_socket":
        return [name.asname for name in node.names if name.asname]
    return []


def judged(folder: Path, platform: str, version: str) -> str:
    """What mypy finds wrong on a platform and version, with the lines that it is about."""
    options = ["--no-error-summary", "--hide-error-context", "--no-warn-unused-ignores", "--config-file="]
    where = ["--platform", platform, "--python-version", version, "--cache-dir", str(folder / "cache")]
    said, failures, _ = mypy.api.run([*options, *where, str(folder / "comparison.py")])
    return said + failures


def main() -> int:
    os.environ["MYPYPATH"] = str(ROOT)
    comparison, failed = Comparison(), 0
    program = comparison.program()
    if comparison.count < FLOOR:
        print(f"only {comparison.count} names to compare; there should be {FLOOR} at least")
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module in SUBSTITUTES:
            (folder / f"{theirs(module)}.pyi").write_text(stub(module), encoding="utf-8")
        (folder / "comparison.py").write_text(program, encoding="utf-8")
        for platform, version in itertools.product(PLATFORMS, VERSIONS):
            said = judged(folder, platform, version)
            failed += bool(said)
            print(f"{platform}, Python {version}: {'not ' if said else ''}as typeshed has it")
            print(said, end="")
    print(f"{comparison.count} names compared; {len(PLATFORMS) * len(VERSIONS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
