"""Instructions for each operation, counted by Valgrind: no clock, and so no noise.

Each side runs all rows in one process under ``valgrind --tool=callgrind``. The process marks the start and the end of
every loop by a system call that nothing else makes, getsid(); Callgrind writes its counters out there and starts from
zero. Every row runs its loop twice, for few and for many times: the difference is the loop alone. What the kernel does
is not counted, nor is waiting.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.child import mark
from benchmarks.footprint import Figure, compared, import_command
from benchmarks.sides import CHECKOUT, OURS, OWN, SIDES, Operation, Unsupported

MARKS_A_ROW = 3
PATIENCE = 3600  # seconds for all rows on one side: Valgrind is some fifty times slower than the processor

# How often to run a row first, and in its two loops; and rows that are long. First means until everything is remembered
# that can be. A just-in-time compiler compiles after about a thousand rounds, what it compiled has branches that are
# compiled later, and its memory is collected now and then.
if sys.implementation.name == "cpython":
    LOOPS, LOOPS_OF_LONG = (1100, 20, 220), (10, 2, 22)
else:
    LOOPS, LOOPS_OF_LONG = (5000, 200, 4200), (200, 10, 110)
_LONG = re.compile("1000 lines|64 KiB|localhost")

_TOTALS = re.compile(rb"^(?:totals|summary): (\d+)", re.MULTILINE)
_COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")


class Count(NamedTuple):
    """What came out for one operation: instructions, outside the kernel, on each side."""

    name: str
    mode: str
    own: float
    ours: float
    ratio: float


def valgrind() -> str:
    """The path of Valgrind.

    Raises:
        Unsupported: there is none.
    """
    found = shutil.which("valgrind")
    if found is None:
        raise Unsupported("valgrind is not installed")
    if mark is None:
        raise Unsupported("this system has no getsid()")
    return found


def _options(operation: Operation) -> tuple[int, int, int]:
    """How often to run an operation first, and in the two loops."""
    return LOOPS_OF_LONG if _LONG.search(operation.name) else LOOPS


def _part(file: Path) -> int:
    return int(file.suffix[1:])


def _profile(side: str, rows: list[tuple[int, Operation]], folder: Path) -> dict[int, float]:
    """Instructions by row."""
    command = [
        valgrind(),
        "--tool=callgrind",
        "--dump-before=getsid",
        f"--callgrind-out-file={folder / 'profile'}",
        sys.executable,
        "-m",
        "benchmarks.child",
        "count",
        side,
    ]
    for number, operation in rows:
        command += map(str, (number, *_options(operation)))
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"valgrind: exit status {done.returncode}\n{done.stderr[-2000:]}")
    parts = [_total(file) for file in sorted(folder.glob("profile.*"), key=_part)]
    skipped = {int(number) for number in json.loads(done.stdout)}
    kept = [(number, operation) for number, operation in rows if number not in skipped]
    if len(parts) != MARKS_A_ROW * len(kept):
        raise Unsupported(f"{len(parts)} profiles for {len(kept)} operations: Valgrind did not see getsid()")
    found = {}
    for position, (number, operation) in enumerate(kept):
        _, few_took, many_took = parts[MARKS_A_ROW * position :][:MARKS_A_ROW]
        _, few, many = _options(operation)
        found[number] = max((many_took - few_took) / (many - few), 1.0)
    return found


def _total(file: Path) -> int:
    """The instructions in one profile."""
    found = _TOTALS.search(file.read_bytes())
    if found is None:
        raise RuntimeError(f"{file.name}: a profile without a sum")
    return int(found[1])


def count_operations(rows: list[tuple[int, Operation]], keep: Path | None = None) -> list[Count]:
    """Counts the instructions of rows of the table, each given with its number.

    Args:
        rows: the rows.
        keep: a folder for the profiles, which say where the instructions are; a folder for each side is made in it.
    """
    found = {}
    with tempfile.TemporaryDirectory() as temporary:
        for side in SIDES:
            folder = (keep or Path(temporary)) / side
            folder.mkdir(parents=True)
            found[side] = _profile(side, rows, folder)
    counts = []
    for number, operation in rows:
        if all(number in found[side] for side in SIDES):
            own, ours = found[OWN][number], found[OURS][number]
            counts.append(Count(operation.name, operation.mode, own, ours, ours / own))
    return counts


def count_import() -> Figure:
    """Counts the instructions of an import in a fresh interpreter."""
    found = {}
    for module in (*SIDES, "sys"):
        command = [valgrind(), "--tool=callgrind", "--callgrind-out-file=/dev/null", *import_command(module)]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
        collected = _COLLECTED.search(done.stderr)
        if done.returncode != 0 or collected is None:
            raise RuntimeError(f"valgrind: exit status {done.returncode}\n{done.stderr[-2000:]}")
        found[module] = int(collected[1])
    nothing = found["sys"]
    return compared("import", "thousand instructions", {side: (found[side] - nothing) / 1e3 for side in SIDES})
