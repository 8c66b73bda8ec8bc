"""What cffisock costs beside time for each call: its import, and memory.

Everything here runs in fresh processes (`benchmarks.child`), since neither an import nor an allocator can be had new in
a process that has used it before.
"""

from __future__ import annotations

import json
import pathlib
import statistics
import subprocess
import sys
from typing import Any, Callable, NamedTuple

import _cffi_backend

import cffisock
from benchmarks.measure import CLOCKS, DEFAULT_CLOCK, quartiles
from benchmarks.sides import CHECKOUT, OURS, OWN, SIDES, Unsupported

SOCKETS = 2000
RECEIVED = (64, 4096, 65536, 1 << 20)
PATIENCE = 120  # seconds for a process

# Nothing is imported before the clock starts but what every Python has inside.
IMPORT = """
import sys, time
clock = getattr(time, sys.argv[2])
sys.path += sys.argv[3:]
start = clock()
__import__(sys.argv[1])
print(clock() - start)
"""


class Figure(NamedTuple):
    """A number for each side.

    Attributes:
        name: what was measured.
        unit: of both numbers.
        own: for the interpreter's own socket; None if this interpreter cannot tell.
        ours: for cffisock.
        ratio: the second by the first; None if that means nothing.
        low: of the ratios of all rounds, if there were several, a quarter is lower.
        high: a quarter is higher.
    """

    name: str
    unit: str
    own: float
    ours: float
    ratio: float | None
    low: float | None = None
    high: float | None = None


def compared(name: str, unit: str, found: dict[str, float]) -> Figure:
    """The figure for one number on each side."""
    own, ours = found[OWN], found[OURS]
    return Figure(name, unit, own, ours, ours / own if own > 0 and ours > 0 else None)


def import_command(name: str, clock: str = DEFAULT_CLOCK) -> list[str]:
    """What imports a module in a fresh interpreter that knows no folder but the two that cffisock needs."""
    folders = [str(pathlib.Path(cffisock.__file__).resolve().parent.parent)]
    backend = getattr(_cffi_backend, "__file__", None)
    if backend is not None:
        folders.append(str(pathlib.Path(backend).parent))
    return [sys.executable, "-I", "-S", "-c", IMPORT, name, CLOCKS[clock].__name__, *folders]


def answer(command: list[str]) -> Any:
    """What a process prints, which is JSON."""
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command[-3:])}: exit status {done.returncode}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def child(task: str, side: str, *arguments: int) -> dict[str, float]:
    """What a task of `benchmarks.child` finds."""
    found: dict[str, float] = answer([sys.executable, "-m", "benchmarks.child", task, side, *map(str, arguments)])
    return found


def import_time(rounds: int, clock: str) -> list[Figure]:
    """The time that the import takes in a fresh interpreter, by paired rounds."""
    for side in SIDES:
        answer(import_command(side, clock))  # fills the caches of the disk, and of bytecode
    taken: dict[str, list[float]] = {side: [] for side in SIDES}
    for number in range(rounds):
        for side in SIDES if number % 2 == 0 else SIDES[::-1]:
            taken[side].append(answer(import_command(side, clock)))
    ratios = [ours / own for own, ours in zip(taken[OWN], taken[OURS])]
    own, ours = (statistics.median(taken[side]) * 1e3 for side in SIDES)
    return [Figure("import", "ms", own, ours, statistics.median(ratios), *quartiles(ratios))]


def idle_sockets(count: int) -> list[Figure]:
    """The memory that a socket takes that does nothing, the kernel's not counted."""
    found = {side: child("sockets", side, count) for side in SIDES}
    names = {
        "resident": "idle socket: resident memory",
        "traced": "idle socket: allocated (tracemalloc)",
        "object": "idle socket: sys.getsizeof",
    }
    known = [key for key in names if all(key in found[side] for side in SIDES)]
    return [compared(names[key], "bytes", {side: found[side][key] for side in SIDES}) for key in known]


def received(sizes: tuple[int, ...] = RECEIVED) -> list[Figure]:
    """The most Python memory that ``recv(n)`` has at one time, to return ten bytes.

    Buffers that CFFI takes straight from malloc() are not seen by tracemalloc, and so not counted.
    """
    found = {side: child("received", side, *sizes) for side in SIDES}
    if not all(found.values()):
        raise Unsupported("this interpreter cannot trace allocations")
    figures = []
    for size in sizes:
        peaks = {side: found[side][str(size)] for side in SIDES}
        figures.append(compared(f"recv({size}) of 10 bytes: peak allocation", "bytes", peaks))
    return figures


# What the rows are called, what measures them, and what only proves that they can be measured.
FIGURES: list[tuple[str, Callable[[int, str], list[Figure]], Callable[[], list[Figure]]]] = [
    ("import time", import_time, lambda: import_time(1, DEFAULT_CLOCK)),
    ("memory per idle socket", lambda *_: idle_sockets(SOCKETS), lambda: idle_sockets(20)),
    ("allocation per recv", lambda *_: received(), lambda: received((64,))),
]
