"""The version: stated once, in `cffisock.native`, compiled in, and compared at import."""

from __future__ import annotations

import re
import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import cffisock

PACKAGE = Path(cffisock.__file__).resolve().parent


def test_the_package_has_the_version_of_the_module() -> None:
    assert metadata.version("cffisock") == cffisock.__version__


def test_the_compiled_half_of_another_version_is_refused(tmp_path: Path, python: Any) -> None:
    copy = tmp_path / "elsewhere" / "cffisock"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    native = copy / "native.py"
    text, count = re.subn(
        r'^VERSION = ".*"$', 'VERSION = "99.9"', native.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    assert count == 1
    native.write_text(text, encoding="utf-8")
    printed = python(f"""
        import sys
        sys.path.insert(0, {str(copy.parent)!r})
        try:
            import cffisock
        except ImportError as refused:
            print(refused)
        """)
    assert printed.startswith(f"cffisock 99.9 has the compiled half of version {cffisock.__version__}. ")
    assert "pip install" in printed
