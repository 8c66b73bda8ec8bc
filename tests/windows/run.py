"""Builds cffisock for Windows, and runs its tests and CPython's own there: on Windows Pythons, under Wine.

    python tests/windows/run.py [--quick] [--python 3.13] [PYTEST-ARGUMENT ...]
    python tests/windows/run.py --benchmarks [ARGUMENT ...]

What is needed is fetched once, and kept in ``~/.cache/cffisock/windows``: see `wine` and `pythons`.  A wheel is made as
Windows users make one, by ``pip wheel`` on a Windows Python, and its content is checked.  For every version of Python,
two compilers build two extension modules each, one for that version, and one that serves all; they have to load.  Then
the wheel is installed by pip, and on it run the tests of this checkout, the benchmarks once, and CPython's
``test_socket`` on both sockets: no test may do worse than on the own one.

Too few tests that passed are a failure as well, see `floors`.  ``--quick`` is for the newest version alone.  The last
line sums up: ``N passed, N failed, N skipped``, where failed means, of CPython's tests, worse.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.counted import Count
from tests.vm.packages import MissingError, require
from tests.windows import proofs, pythons, wheel
from tests.windows.floors import FLOORS
from tests.windows.windows import Windows
from tests.windows.wine import Wine

VERSIONS = ("3.9", "3.11", "3.13")
PROGRAMS = {"x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32"}


def windows_of(version: str, wine: Wine) -> Windows:
    """A Windows Python, and a folder for it."""
    folder = wine.folder / version
    folder.mkdir()
    return Windows(version, wine, folder)


def prove(windows: Windows) -> tuple[list[Count], list[str]]:
    """Everything, on a version; returns the counts, and what is wrong besides."""
    built, tests, pages = proofs.builds(windows), proofs.own_tests(windows, []), proofs.code_pages(windows)
    measured = proofs.benchmarks(windows, []) if windows.version == VERSIONS[-1] else None
    suite, messages, stale = proofs.conformance(windows)
    passed = {"tests": tests.passed, "code pages": pages.passed, "test_socket": suite.passed, "messages": messages}
    problems = [f"{name} needs no excuse" for name in stale]
    for name, least in FLOORS[windows.version].items():
        if passed[name] < least:
            problems.append(f"{name}: {passed[name]} passed, the floor is {least}")
    return [built, tests, pages, suite, *([measured] if measured else [])], problems


def run(options: argparse.Namespace, wine: Wine) -> tuple[list[Count], list[str]]:
    """What was asked for."""
    versions = options.python or (VERSIONS[-1:] if options.quick else VERSIONS)
    ready = [windows_of(version, wine) for version in versions]
    builder = next((windows for windows in ready if windows.version == VERSIONS[-1]), None)
    file = wheel.build(builder or windows_of(VERSIONS[-1], wine))
    problems = [f"{file.name}: {problem}" for problem in wheel.shortcomings(file)]
    print(f"{file.name}: {'wrong' if problems else 'as it should be'}", flush=True)
    counts = [Count(not problems, 0, 0)]
    for windows in ready:
        began = time.monotonic()
        wheel.install(windows, file)
        if options.benchmarks is not None:
            counts.append(proofs.benchmarks(windows, options.benchmarks))
        elif options.arguments:
            counts.append(proofs.own_tests(windows, options.arguments))
        else:
            found, wrong = prove(windows)
            counts += found
            problems += [f"{windows.version}: {problem}" for problem in wrong]
        windows.say(f"took {time.monotonic() - began:.0f} s")
    return counts, problems


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests on Windows Pythons, under Wine.")
    parser.add_argument("--python", action="append", choices=sorted(pythons.RELEASES), help="only this version")
    parser.add_argument("--quick", action="store_true", help=f"only {VERSIONS[-1]}")
    parser.add_argument("--benchmarks", nargs=argparse.REMAINDER, help="only these, with arguments of their own")
    parser.add_argument(
        "arguments", nargs=argparse.REMAINDER, metavar="ARGUMENT", help="for pytest, which then runs alone"
    )
    options = parser.parse_args()
    try:
        require(PROGRAMS)
        with Wine() as wine:
            counts, problems = run(options, wine)
    except MissingError as reason:
        counts, problems = [], [str(reason)]
    for problem in problems:
        print(f"problem: {problem}")
    passed, failed, skipped = map(sum, zip(Count(0, len(problems), 0), *counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
