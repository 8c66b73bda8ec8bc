"""What the documentation promises by its form: a page for every family, a table for every constant, a picture."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODECS, DOCS, TABLES = ROOT / "cffisock" / "families", ROOT / "docs", ROOT / "backends"
# The same family, as another platform has it.
ALSO = {"rfcomm": "bluetooth", "bluetooth_bsd": "bluetooth"}
PARTS = ("Option", "Example", "What it needs")


def families() -> list[str]:
    """The modules that have addresses."""
    found = []
    for path in sorted(CODECS.glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        names = [ast.unparse(one) for one in body if isinstance(one, ast.ClassDef)]
        if any(re.search(r"^    name = 'AF_\w+'", text, flags=re.MULTILINE) for text in names):
            found.append(ALSO.get(path.stem, path.stem))
    return sorted(set(found))


def test_there_are_many_families() -> None:
    assert len(families()) >= 35


@pytest.mark.parametrize("family", families())
def test_a_page_for_every_family(family: str) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (DOCS / "families").glob("*.rst")]
    having = [text for text in pages if re.search(rf"automodule:: cffisock\.families\.{family}$", text, re.MULTILINE)]
    assert len(having) == 1
    assert [part for part in PARTS if part not in having[0] and part.lower() not in having[0]] == []


def test_every_table_of_constants_is_shown() -> None:
    pages = (DOCS / "reference" / "constants").glob("*.rst")
    shown = [name for page in pages for name in re.findall(r"^\.\. constants:: (.+)$", page.read_text(), re.MULTILINE)]
    assert sorted(shown) == sorted({path.stem for path in TABLES.glob("*/constants/*.h")})


def test_every_page_is_in_a_table_of_contents() -> None:
    named: set[Path] = set()
    for page in DOCS.rglob("*.rst"):
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"^\.\. toctree::\n((?:   .*\n|\n)+)", text, flags=re.MULTILINE):
            for name in re.findall(r"^   ([\w./*-]+)$", block, flags=re.MULTILINE):
                named.update(path.resolve() for path in page.parent.glob(f"{name}.rst"))
    assert sorted({page.resolve() for page in DOCS.rglob("*.rst")} - named) == [DOCS / "index.rst"]


def test_every_example_is_shown() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.rst"))
    shown = re.findall(r"literalinclude:: (?:\.\./)+examples/(\w+\.py)", text)
    assert sorted(shown) == sorted(path.name for path in (ROOT / "examples").glob("*.py"))


def test_the_picture_of_the_benchmarks() -> None:
    command = [sys.executable, "-m", "benchmarks.figure"]
    picture = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=ROOT, check=True).stdout
    root = ElementTree.fromstring(picture)
    texts = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"send + recv 64 B [blocking]", "getsockname"} <= set(texts)
    assert any(text.startswith("CPython") for text in texts)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for mark in root.iter("{http://www.w3.org/2000/svg}circle"):
        assert 0 < float(mark.attrib["cx"]) < width
        assert 0 < float(mark.attrib["cy"]) < height


def test_the_documentation_needs_no_compiled_module(tmp_path: Any) -> None:
    """Its stand-in is enough for every module to be imported, and for every public name."""
    program = f"""
import importlib, pkgutil, sys
sys.path.insert(0, {str(ROOT)!r})
sys.modules["cffi"] = None
from docs.tools import stand_in
stand_in.install()
import cffisock
for module in pkgutil.walk_packages(cffisock.__path__, "cffisock."):
    if not module.name.endswith(("__main__", "_native")):
        importlib.import_module(module.name)
assert cffisock.fromshare and cffisock.AF_SYSTEM and cffisock.AF_DIVERT and cffisock.HV_GUID_ZERO
try:
    cffisock.socket()
except RuntimeError as error:
    assert "for the documentation" in str(error), error
else:
    raise AssertionError
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
