"""The printing: columns for people, and the sums at the end."""

from __future__ import annotations

import math
import platform
import sys
from typing import TYPE_CHECKING, Any, Callable

import cffisock
from benchmarks.sides import BLOCKING, TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.footprint import Figure
    from benchmarks.instructions import Count
    from benchmarks.measure import Timing

WIDTH = 40


def machine() -> dict[str, str]:
    """Where and on what all this was measured."""
    version = platform.python_version()
    if sys.implementation.name == "pypy":
        version = ".".join(map(str, sys.pypy_version_info[:3])) + f" (Python {version})"  # type: ignore[attr-defined]  # PyPy only
    return {
        "interpreter": f"{platform.python_implementation()} {version}",
        "cffisock": cffisock.__version__,
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
    }


def quantity(value: float) -> str:
    """A number with as many digits as are worth reading."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def header(own: str, ours: str) -> str:
    return f"{'operation':{WIDTH}}{'mode':10}{own:>13}{ours:>17}{'ratio':>8}"


def timing(row: Timing) -> str:
    spread = f"{row.low:.2f}-{row.high:.2f}"
    return f"{_start(row.name, row.mode, row.own, row.ours)}{row.ratio:8.3f}{spread:>13}"


def count(row: Count) -> str:
    return f"{_start(row.name, row.mode, row.own, row.ours)}{row.ratio:8.3f}"


def figure(row: Figure) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:8.3f}"
    spread = "" if row.low is None or row.high is None else f"{row.low:.2f}-{row.high:.2f}"
    return f"{row.name:{WIDTH + 4}}{row.unit:>22}{quantity(row.own):>13}{quantity(row.ours):>13}{ratio:>8}{spread:>13}"


def figures_header() -> str:
    return (
        f"{'once, or for each socket':{WIDTH + 4}}{'unit':>22}{'own':>13}{'cffisock':>13}{'ratio':>8}{'quartiles':>13}"
    )


def _start(name: str, mode: str, own: float, ours: float) -> str:
    return f"{name:{WIDTH}}{mode:10}{quantity(own):>13}{quantity(ours):>17}"


def geometric_mean(values: Iterable[float]) -> float:
    logarithms = [math.log(value) for value in values]
    return math.exp(sum(logarithms) / len(logarithms))


def sums(rows: list[Any]) -> list[str]:
    """The geometric mean of the ratios of timings or counts: of all, and by mode; and the extremes."""
    lines = []
    groups: list[tuple[str, Callable[[Any], bool]]] = [
        ("all operations", lambda _: True),
        ("those in blocking mode", lambda row: bool(row.mode == BLOCKING)),
        ("those in timeout mode", lambda row: bool(row.mode == TIMEOUT)),
        ("those without a mode", lambda row: not row.mode),
    ]
    for name, belongs in groups:
        group = [row for row in rows if belongs(row)]
        if group:
            mean = geometric_mean(row.ratio for row in group)
            lowest = min(group, key=lambda row: float(row.ratio))
            highest = max(group, key=lambda row: float(row.ratio))
            lines.append(
                f"{name} ({len(group)}): geometric mean {mean:.3f}, "
                f"lowest {lowest.ratio:.3f} ({label(lowest)}), highest {highest.ratio:.3f} ({label(highest)})"
            )
    return lines


def label(row: Any) -> str:
    """The name of a row, with its mode."""
    return f"{row.name} [{row.mode}]" if row.mode else str(row.name)
