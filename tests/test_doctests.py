"""Every ``>>>`` in README.md, in the documentation and in docstrings says what it says there."""

from __future__ import annotations

import doctest
import importlib
import re
import sys
from pathlib import Path

import pytest

import cffisock

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
PACKAGE = Path(cffisock.__file__).parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they tell of Linux")


def having(paths: list[Path]) -> list[Path]:
    return sorted(path for path in paths if ">>> " in path.read_text(encoding="utf-8"))


PAGES = having([ROOT / "README.md", *(ROOT / "docs").rglob("*.rst")])
MODULES = having([*PACKAGE.rglob("*.py")])


def test_there_are_some() -> None:
    assert len(PAGES) > 7
    assert len(MODULES) > 2


def test_readme(capsys: pytest.CaptureFixture[str]) -> None:
    """Its program, which readers of packages see without any ``>>>``."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    exec(compile(program, "README.md", "exec"), {})
    assert re.fullmatch(r"b'hello' from \('127\.0\.0\.1', \d+\)\n", capsys.readouterr().out)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_page(page: Path) -> None:
    outcome = doctest.testfile(
        str(page), module_relative=False, globs={"socket": cffisock}, optionflags=OPTIONS, encoding="utf-8"
    )
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_docstrings(path: Path) -> None:
    name = ".".join(("cffisock", *path.relative_to(PACKAGE).with_suffix("").parts)).replace(".__init__", "")
    outcome = doctest.testmod(importlib.import_module(name), extraglobs={"socket": cffisock}, optionflags=OPTIONS)
    assert outcome.attempted > 0
    assert outcome.failed == 0
