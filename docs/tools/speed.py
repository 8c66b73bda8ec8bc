"""The directives ``speed-figure``, ``speed-table`` and ``batches-table``: what is stored in ``benchmarks/results``."""

from __future__ import annotations

import json
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from benchmarks.figure import RESULTS, draw, label, labels, stored

# Up to this ratio the two are as fast as each other.
EVEN = 1.03


def entry(text: str, strong: bool = False) -> nodes.entry:
    """A cell."""
    return nodes.entry("", nodes.paragraph("", "", nodes.strong(text=text) if strong else nodes.Text(text)))


def make_table(head: list[str], body: list[list[nodes.entry]], widths: list[int]) -> nodes.table:
    """A table."""
    table = nodes.table(classes=["constants"])
    group = nodes.tgroup(cols=len(head))
    group.extend(nodes.colspec(colwidth=width) for width in widths)
    group += nodes.thead("", nodes.row("", *map(entry, head)))
    group += nodes.tbody("", *(nodes.row("", *cells) for cells in body))
    table += group
    return table


class Figure(SphinxDirective):
    """The picture."""

    def run(self) -> list[nodes.Node]:
        """What stands in its place."""
        return [nodes.raw("", draw(stored()), format="html")]


class Table(SphinxDirective):
    """The times and ratios."""

    def run(self) -> list[nodes.Node]:
        """What stands in its place."""
        results = stored()
        head = ["operation", *(result.interpreter for result in results)]
        body = []
        for name in labels(results):
            cells = [entry(name)]
            for result in results:
                row: dict[str, Any] | None = next((row for row in result.rows if label(row) == name), None)
                said = row and f"{row['own'] / 1000:.2f} → {row['ours'] / 1000:.2f}: {row['ratio']:.2f}"
                cells.append(entry(said or "", strong=bool(row and row["ratio"] > EVEN)))
            body.append(cells)
        return [make_table(head, body, [40, *(20 for _ in results)])]


class Batches(SphinxDirective):
    """Datagrams in a second."""

    def run(self) -> list[nodes.Node]:
        """What stands in its place."""
        body, head = [], ["datagrams of 1,200 bytes in a second", "the best loop of its own", "cffisock", "a C program"]
        for path in sorted(RESULTS.glob("batches-*.json")):
            found = json.loads(path.read_text(encoding="utf-8"))
            for row in found["batches"]:
                name = f"{row['name']} ({found['machine']['interpreter']})"
                rates = (row.get(side) for side in ("own", "ours", "c"))
                body.append([entry(name), *(entry(f"{rate:,.0f}" if rate else "") for rate in rates)])
        return [make_table(head, body, [46, 18, 18, 18])]


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("speed-figure", Figure)
    app.add_directive("speed-table", Table)
    app.add_directive("batches-table", Batches)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
