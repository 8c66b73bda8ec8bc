"""Draws stored results as a picture: for every operation the ratio on each interpreter.

    python -m benchmarks.figure [RESULT.json ...] > figure.svg

Without names it draws all in ``benchmarks/results``, except those of batches.  The axis is logarithmic: twice as fast
is as far from the middle as half as fast.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

RESULTS = Path(__file__).resolve().parent / "results"
ROW, LEFT, WIDTH, TOP, FOOT = 20, 360, 450, 62, 40
RIGHT = 20
TICKS = (0.125, 0.25, 0.5, 1.0, 2.0)
LEAST, MOST = 0.09, 2.3  # what is beyond is drawn at the edge
# Told apart by shape as well as by colour.
MARKS = (
    ("#3b6ea5", '<circle cx="{x:.1f}" cy="{y}" r="4.5" fill="{color}"/>'),
    ("#d1822b", '<path d="M{x:.1f} {up}l5.5 9h-11z" fill="{color}"/>'),
    ("#4d8f5a", '<path d="M{x:.1f} {up}l5 5-5 5-5-5z" fill="{color}"/>'),
    ("#8a5fa8", '<rect x="{left:.1f}" y="{up}" width="8" height="8" fill="{color}"/>'),
)
STYLE = "text{font:13px system-ui,sans-serif;fill:#222}.s{font-size:12px;fill:#555}"


class Result(NamedTuple):
    """What was measured on an interpreter.

    Attributes:
        interpreter: which.
        rows: the operations, as they are stored.
    """

    interpreter: str
    rows: list[dict[str, Any]]

    @classmethod
    def read(cls, path: Path) -> Result:
        """One that is stored."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(stored["machine"]["interpreter"], stored["operations"])


def stored() -> list[Result]:
    """All that are stored."""
    paths = sorted(path for path in RESULTS.glob("*.json") if not path.name.startswith("batches"))
    return [Result.read(path) for path in paths]


def label(row: dict[str, Any]) -> str:
    """What an operation is called."""
    return f"{row['name']} [{row['mode']}]" if row["mode"] else str(row["name"])


def labels(results: list[Result]) -> list[str]:
    """All operations, in their order."""
    return list(dict.fromkeys(label(row) for result in results for row in result.rows))


def place(ratio: float) -> float:
    """Where a ratio is on the axis."""
    share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + share * WIDTH


def mark(number: int, x: float, y: int) -> str:
    """The mark of an interpreter."""
    color, shape = MARKS[number % len(MARKS)]
    return shape.format(x=x, y=y, up=y - 5, left=x - 4, color=color)


def draw(results: list[Result]) -> str:
    """The picture, as SVG."""
    names = labels(results)
    height = TOP + ROW * len(names) + FOOT
    bottom = height - FOOT
    width = LEFT + WIDTH + RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" width="100%">',
        f"<title>Time on cffisock, by that on the interpreter's own socket</title><style>{STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    at = 10
    for number, result in enumerate(results):
        parts.append(mark(number, at + 6, 16))
        parts.append(f'<text x="{at + 18}" y="20">{escape(result.interpreter)}</text>')
        at += 40 + 8 * len(result.interpreter)
    parts.append(f'<text class="s" x="{place(1) - 8:.1f}" y="48" text-anchor="end">cffisock is quicker</text>')
    parts.append(f'<text class="s" x="{place(1) + 8:.1f}" y="48">slower</text>')
    for tick in TICKS:
        x = place(tick)
        stroke = "#333" if tick == 1 else "#ddd"
        parts.append(f'<path d="M{x:.1f} {TOP - 6}V{bottom}" stroke="{stroke}"/>')
        parts.append(f'<text class="s" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{tick:g}</text>')
    for index, name in enumerate(names):
        y = TOP + ROW * index + ROW // 2
        parts.append(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(name)}</text>')
        for number, result in enumerate(results):
            found = next((row for row in result.rows if label(row) == name), None)
            if found is not None:
                parts.append(mark(number, place(found["ratio"]), y))
    return "\n".join([*parts, "</svg>\n"])


def main(arguments: list[str]) -> None:
    """Prints it."""
    sys.stdout.write(draw([Result.read(Path(name)) for name in arguments] or stored()))


if __name__ == "__main__":
    main(sys.argv[1:])
