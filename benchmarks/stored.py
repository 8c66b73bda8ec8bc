"""Results that are kept: a table per interpreter in `results`, and the gate that compares new ratios with it.

The gate compares ratios and never times, so that a table from one machine serves on another.  A ratio still depends on
the processor, on what that pays for a system call (the same commit had rows a quarter apart on two machines), and on
what else it does; so a row is taken to be worse only if it is worse by far, and again whenever it is measured anew.
What is slowly getting worse shows in the table, whose changes are reviewed.
"""

from __future__ import annotations

import json
import pathlib
import platform
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.sides import CHECKOUT, OURS, OWN
from benchmarks.table import geometric_mean, label

if TYPE_CHECKING:
    from benchmarks.measure import Timing

RESULTS = CHECKOUT / "benchmarks" / "results"

# How many times its stored ratio a row, and the mean of all rows, may be.
MOST, MOST_OF_MEAN = 1.4, 1.1
TRIES = 3
MEAN = "geometric mean"


class Worse(NamedTuple):
    """A row, or the mean, that is worse than it was.

    Attributes:
        name: which.
        was: the ratio that is stored.
        now: the lower quartile of those measured now; of the mean, the mean.
    """

    name: str
    was: float
    now: float

    def __str__(self) -> str:
        return f"{self.name}: the ratio is {self.now:.2f}, and was {self.was:.2f}"


def place(batches: bool = False) -> pathlib.Path:
    """Where the results of this interpreter are."""
    version = ".".join(platform.python_version_tuple()[:2])
    return RESULTS / f"{'batches-' if batches else ''}{sys.implementation.name}-{version}.json"


def store(results: dict[str, Any], batches: bool) -> pathlib.Path:
    """Keeps results in the place of older ones, and says where."""
    path = place(batches)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return path


def stored_ratios(path: pathlib.Path) -> dict[tuple[str, str], float]:
    """The ratios of a table, by name and mode."""
    rows = json.loads(path.read_text(encoding="utf-8"))["operations"]
    return {(row["name"], row["mode"]): row["ratio"] for row in rows}


def worse(timings: list[Timing], before: dict[tuple[str, str], float]) -> list[Worse]:
    """The rows that are worse than in a table; those that it does not have are not."""
    known = [(row, before[row.name, row.mode]) for row in timings if (row.name, row.mode) in before]
    return [Worse(label(row), was, row.low) for row, was in known if row.low > was * MOST]


def worse_mean(timings: list[Timing], before: dict[tuple[str, str], float]) -> list[Worse]:
    """The geometric mean of the rows that both have, if that is worse."""
    known = [(row.ratio, before[row.name, row.mode]) for row in timings if (row.name, row.mode) in before]
    if not known:
        return []
    now, was = (geometric_mean(column) for column in zip(*known))
    return [Worse(MEAN, was, now)] if now > was * MOST_OF_MEAN else []


def write_pyperf(timings: list[Timing], folder: pathlib.Path) -> list[pathlib.Path]:
    """Writes each side's times in pyperf's form, for ``pyperf compare_to`` and its other commands, and says where."""
    import pyperf  # type: ignore[import-not-found,import-untyped,unused-ignore]  # only there for them

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for side, values in ((OWN, "own_times"), (OURS, "our_times")):
        found = [
            pyperf.Benchmark(
                [pyperf.Run(getattr(row, values), metadata={"name": label(row), "inner_loops": row.loops})]
            )
            for row in timings
        ]
        paths.append(folder / f"{side}.json")
        pyperf.BenchmarkSuite(found).dump(str(paths[-1]), replace=True)
    return paths
