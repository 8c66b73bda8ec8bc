"""What other systems' layers do in C, run on this machine: the tests of the behaviour, on another compiled half."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIMIT = 280
TOLD = "import sys, _native\nsys.modules['cffisock._native'] = _native\n"


def run(*command: str | Path, **variables: str) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=LIMIT, check=False, cwd=ROOT,
        env={**os.environ, **variables},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    return done.stdout


@pytest.fixture
def passed(tmp_path: Path) -> Callable[..., int]:
    """Runs tests of this checkout on a variant, and says how many passed; a failure is one here too."""

    def on_variant(variant: list[str], tests: list[str], **variables: str) -> int:
        run(sys.executable, HERE / "variants.py", tmp_path, *variant)
        (tmp_path / "on_variant.py").write_text(TOLD, encoding="utf-8")
        quiet = ["-q", "-p", "no:cacheprovider", "-p", "on_variant"]
        printed = run(sys.executable, "-m", "pytest", *quiet, *tests, PYTHONPATH=str(tmp_path), **variables)
        found = re.search(r"(\d+) passed", printed)
        assert found is not None, printed
        return int(found[1])

    return on_variant


@pytest.fixture(autouse=True)
def time_limit() -> None:
    """These tests take longer than others; what they start has a limit of its own."""


# The BSDs and macOS tell times in other messages than Linux.
BATCHES = ["tests/test_batches.py", "-k", "not timestamp"]
# This machine's kernel cuts datagrams into segments nevertheless, and the Python half knows.
SEGMENTS = ["CS_SOL_UDP=17", "CS_UDP_SEGMENT=103", "CS_UDP_GRO=104"]
MACOS = ["darwin/several.c", "bsd/several.c", *SEGMENTS]


def test_several_messages_of_macos(passed: Any, tmp_path: Path) -> None:
    library, calls = tmp_path / "calls.so", tmp_path / "calls.txt"
    run("cc", "-Wall", "-Werror", "-shared", "-fPIC", HERE / "macos_calls.c", "-o", library)
    assert passed(MACOS, BATCHES, LD_PRELOAD=str(library), CALLS=str(calls)) > 50
    noted = [line.split() for line in calls.read_text(encoding="utf-8").splitlines()]
    for name in ("recvmsg_x", "sendmsg_x"):
        moved = [int(number) for called, _, number in noted if called == name]
        assert max(moved) == 64, "a whole chunk at once"
        assert min(moved) < 0, "refusals too"


def test_macos_without_several_messages(passed: Any) -> None:
    """Nothing of that name is there to be found: they go one by one."""
    assert passed(MACOS, BATCHES) > 50


def test_descriptors_that_nobody_asked_for(passed: Any) -> None:
    """With macOS's remedy in the way, control messages are cut as Linux itself does, and no descriptor is left."""
    tests = ["tests/test_ancillary.py", "tests/families/test_unix.py", "tests/test_batches.py"]
    assert passed(["CS_TELLS_TOO_FEW_DESCRIPTORS=1"], tests) > 80
