"""What type checkers are told of the constants, in ``cffisock/_declared.pyi``, is what is there at run time."""

from __future__ import annotations

import ast
import platform
import sys
from pathlib import Path

import cffisock
from cffisock import constants

STUB = Path(__file__).resolve().parents[1] / "cffisock" / "_declared.pyi"
# The stub has what is there with glibc, and on a Windows of today.
MAY_LACK = {
    "AI_CANONIDN",
    "AI_IDN",
    "NI_IDN",
    "AF_UNIX",
    "TCP_FASTOPEN",
    "TCP_KEEPCNT",
    "TCP_KEEPIDLE",
    "TCP_KEEPINTVL",
}
# With musl there are more.
MORE = {"IPPROTO_MAX", "NI_NUMERICSCOPE"}
if sys.platform == "linux" and platform.libc_ver()[0] == "glibc":
    MAY_LACK = MORE = set()


def of_this_platform() -> list[ast.stmt]:
    """The statements under the guard that holds here; exactly one does."""
    node: ast.stmt = ast.parse(STUB.read_text(encoding="utf-8")).body[-1]
    found = []
    while isinstance(node, ast.If):
        if eval(ast.unparse(node.test), {"sys": sys}):
            found.append(node.body)
        if not node.orelse:
            break
        node = node.orelse[0]
    (body,) = found
    return body


def test_every_declared_constant_is_there_and_no_other() -> None:
    (exported,) = [node.value for node in of_this_platform() if isinstance(node, ast.Assign)]
    declared = set(ast.literal_eval(exported))
    assert len(declared) > 150
    assert sorted(declared - constants.public.keys() - MAY_LACK) == []
    assert sorted(constants.public.keys() - declared - MORE) == []


def test_enums_have_the_declared_members() -> None:
    enums = {node.name: node for node in of_this_platform() if isinstance(node, ast.ClassDef)}
    assert sorted(enums) == ["AddressFamily", "AddressInfo", "MsgFlag", "SocketKind"]
    for name, node in enums.items():
        declared = {ast.unparse(line.targets[0]) for line in node.body if isinstance(line, ast.Assign)}
        members = getattr(cffisock, name).__members__.keys()
        assert sorted(declared - members - MAY_LACK) == []
        assert sorted(members - declared) == []


def test_every_declared_constant_has_the_declared_type() -> None:
    for node in of_this_platform():
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, declared = node.target.id, ast.unparse(node.annotation)
            if name in MAY_LACK and not hasattr(cffisock, name):
                continue
            kind = type(getattr(cffisock, name)).__name__
            if node.value is None:
                assert declared == f"Final[{kind}]"
            else:
                assert ast.unparse(node.value) == f"{kind}.{name}"
