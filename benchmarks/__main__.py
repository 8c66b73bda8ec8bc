"""``python -m benchmarks``: cffisock against the interpreter's own socket, operation by operation."""

from __future__ import annotations

import argparse
import faulthandler
import json
import pathlib
import sys
import traceback
from functools import partial
from typing import Any, Callable, TypeVar

from benchmarks import stored, table
from benchmarks.batches import Rate, header, line, measure_all
from benchmarks.footprint import FIGURES, Figure
from benchmarks.instructions import Count, count_import, count_operations, valgrind
from benchmarks.measure import CLOCKS, DEFAULT_CLOCK, Timing, time_operation, try_operation
from benchmarks.sides import OWN, Operation, Unsupported, load

T = TypeVar("T")

PATIENCE = 600  # seconds for a row: an operation that waits for ever ends the process


class Results:
    """What was measured, and how many rows passed, failed or were skipped."""

    def __init__(self) -> None:
        self.timings: list[Timing] = []
        self.figures: list[Figure] = []
        self.counts: list[Count] = []
        self.rates: list[Rate] = []
        self.passed = self.failed = self.skipped = 0

    def attempt(self, name: str, measure: Callable[[], T], patience: float = PATIENCE) -> list[T]:
        """What a row gives, if it gives anything; a row that fails does not stop the others."""
        faulthandler.dump_traceback_later(patience, exit=True)
        try:
            found = measure()
        except Unsupported as reason:
            self.skipped += 1
            print(f"{name}: skipped, {reason}", flush=True)
        except Exception:
            self.failed += 1
            print(f"{name}: FAILED\n{traceback.format_exc()}", flush=True)
        else:
            self.passed += 1
            return [found]
        finally:
            faulthandler.cancel_dump_traceback_later()
        return []

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": table.machine(),
            "operations": [
                {key: value for key, value in row._asdict().items() if not isinstance(value, tuple)}
                for row in self.timings
            ],
            "figures": [row._asdict() for row in self.figures],
            "instructions": [row._asdict() for row in self.counts],
            "batches": [row._asdict() for row in self.rates],
        }


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Times the same operations on the interpreter's own socket and on cffisock, in turn, on loopback. "
        "A ratio below 1 says that cffisock is faster; it is the median of paired rounds.",
    )
    parser.add_argument("--rounds", type=int, default=15, metavar="N", help="paired samples of each row (default: 15)")
    parser.add_argument(
        "--only", action="append", metavar="PATTERN", help="only rows with this text in their name; may be repeated"
    )
    parser.add_argument(
        "--clock",
        choices=sorted(CLOCKS),
        default=DEFAULT_CLOCK,
        help=f"count the time that this thread spends on a processor, or all time (default: {DEFAULT_CLOCK})",
    )
    parser.add_argument("--smoke", action="store_true", help="time nothing, only prove that every row runs")
    parser.add_argument("--batches", action="store_true", help="datagrams in batches instead, also against a C program")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="also write what was measured to a file")
    parser.add_argument("--store", action="store_true", help=f"keep it in {stored.place().parent.name}/")
    parser.add_argument(
        "--pyperf", type=pathlib.Path, metavar="FOLDER", help="also write the times there, in the form of pyperf"
    )
    parser.add_argument(
        "--gate",
        action="store_true",
        help="only compare the ratios of operations with those that are stored for this interpreter: fail if one is "
        f"above {stored.MOST} times of that, or the mean above {stored.MOST_OF_MEAN} times",
    )
    parser.add_argument(
        "--instructions", action="store_true", help="count instructions under valgrind instead; takes minutes"
    )
    parser.add_argument(
        "--profiles", type=pathlib.Path, metavar="FOLDER", help="with --instructions: keep callgrind's profiles here"
    )
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    if options.store and (options.only or options.smoke or options.gate or options.instructions):
        parser.error("--store keeps a whole table, and these options make a part of one or none")
    if options.profiles is not None and options.profiles.exists():
        parser.error(f"{options.profiles} exists: old profiles would be taken for new ones")
    return options


def chosen(name: str, patterns: list[str] | None) -> bool:
    return not patterns or any(pattern.lower() in name.lower() for pattern in patterns)


def time_rows(rows: list[tuple[int, Operation]], options: argparse.Namespace, results: Results) -> None:
    """Times the operations."""
    print(table.header("own ns", "cffisock ns") + f"{'quartiles':>13}", flush=True)
    for number, operation in rows:
        for row in results.attempt(operation.label, partial(time_operation, number, options.rounds, options.clock)):
            results.timings.append(row)
            print(table.timing(row), flush=True)
    print(*table.sums(results.timings), sep="\n", flush=True)


def gate(rows: list[tuple[int, Operation]], options: argparse.Namespace, results: Results) -> None:
    """Times the operations, those that are worse than they were again, and fails what stays worse."""
    path = stored.place()
    if not path.exists():
        print(f"there is no {path.name} to compare with")
        results.skipped += 1
        return
    before = stored.stored_ratios(path)
    best: dict[str, Timing] = {}
    for _ in range(stored.TRIES):
        results.timings = []
        time_rows(rows, options, results)
        for row in results.timings:
            name = table.label(row)
            best[name] = min(row, best.get(name, row), key=lambda timing: timing.ratio)
        found = [*stored.worse(list(best.values()), before), *stored.worse_mean(list(best.values()), before)]
        if not found:
            break
        again = {one.name for one in found}
        rows = rows if stored.MEAN in again else [row for row in rows if row[1].label in again]
    results.timings = [*best.values()]
    for one in found:
        print(f"worse than stored: {one}")
    results.failed += len(found)


def measure_figures(options: argparse.Namespace, results: Results) -> None:
    """Measures import and memory."""
    selected = [row for row in FIGURES if chosen(row[0], options.only)]
    if selected:
        print("\n" + table.figures_header(), flush=True)
    for name, measure, _ in selected:
        for rows in results.attempt(name, partial(measure, options.rounds, options.clock)):
            results.figures += rows
            print(*map(table.figure, rows), sep="\n", flush=True)


def smoke(rows: list[tuple[int, Operation]], options: argparse.Namespace, results: Results) -> None:
    """Runs everything once."""
    for number, operation in rows:
        results.attempt(operation.label, partial(try_operation, number))
    for name, _, try_it in FIGURES:
        if chosen(name, options.only):
            results.attempt(name, try_it)


def count_rows(rows: list[tuple[int, Operation]], options: argparse.Namespace, results: Results) -> None:
    """Counts instructions."""
    print(table.header("own instr.", "cffisock instr."), flush=True)
    for counts in (
        results.attempt("operations", partial(count_operations, rows, options.profiles), 7200) if rows else []
    ):
        results.counts += counts
        print(*map(table.count, counts), *table.sums(counts), sep="\n", flush=True)
    if chosen("import time", options.only):
        print("\n" + table.figures_header(), flush=True)
        for figure in results.attempt("import", count_import):
            results.figures.append(figure)
            print(table.figure(figure), flush=True)


def time_batches(rounds: int, options: argparse.Namespace, results: Results) -> None:
    """Times datagrams in batches."""
    print(header(), flush=True)
    rows = measure_all(rounds, options.clock, partial(chosen, patterns=options.only))
    while found := results.attempt("batches", lambda: next(rows, None)):
        if found[0] is None:
            results.passed -= 1  # that was the end, and no row
            break
        results.rates.append(found[0])
        print(line(found[0]), flush=True)


def main(arguments: list[str]) -> int:
    """Returns the exit status: 1 if a row failed."""
    options = parse(arguments)
    rows = [(number, row) for number, row in enumerate(load(OWN)) if chosen(row.label, options.only)]
    results = Results()
    print(*(f"{key}: {value}" for key, value in table.machine().items()), sep=", ", end="\n\n", flush=True)
    if options.instructions:
        try:
            valgrind()
        except Unsupported as reason:
            print(f"instructions cannot be counted: {reason}")
            return 1
        count_rows(rows, options, results)
    elif options.batches:
        time_batches(options.rounds, options, results)
    elif options.smoke:
        time_batches(1, options, results)
        smoke(rows, options, results)
    elif options.gate:
        gate(rows, options, results)
    else:
        if rows:
            time_rows(rows, options, results)
        measure_figures(options, results)
    if options.json is not None:
        options.json.write_text(json.dumps(results.as_json(), indent=1) + "\n", encoding="utf-8")
    if options.store:
        print(f"stored in {stored.store(results.as_json(), options.batches)}")
    if options.pyperf is not None and results.timings:
        print("stored for pyperf in", *stored.write_pyperf(results.timings, options.pyperf))
    print(f"\n{results.passed} passed, {results.failed} failed, {results.skipped} skipped")
    return 1 if results.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
