"""Builds cffisock for Windows, and runs its tests and CPython's own there: on Windows Pythons, under Wine.

    python tests/windows/run.py [--python 3.13] [--compiler zig] [PYTEST-ARGUMENT ...]

What is needed is fetched once, and kept in ``~/.cache/cffisock/windows``: see `wine` and `pythons`.  For every version
of Python two extension modules are built, and have to load: one for that version, and the one that serves all.  On the
latter run the tests of this checkout, and CPython's ``test_socket`` on both sockets: no test may do worse than on the
own one.  The last line sums up: ``N passed, N failed, N skipped``, where failed means, of CPython's tests, worse.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from tests.conformance.comparing import Run, compare  # noqa: E402 - found only after sys.path is set
from tests.conformance.interpreters import find_all  # noqa: E402
from tests.windows import build, pythons  # noqa: E402
from tests.windows.excluded import DESELECTED, MODULES, WORSE  # noqa: E402
from tests.windows.wine import Wine, windows_path  # noqa: E402

VERSIONS = ("3.9", "3.11", "3.13")
TESTS_LIMIT, CONFORMANCE_LIMIT = 900, 600
SUITE = "test.test_socket"
# Classes that Windows' own socket has to skip, for want of the methods.
MESSAGES = re.compile(r"test\.test_socket\.(Sendmsg|Recvmsg)\w*Test\.")


class Count(NamedTuple):
    """How many tests passed, failed and were skipped."""

    passed: int
    failed: int
    skipped: int


class Windows(NamedTuple):
    """A Windows Python with cffisock.

    Attributes:
        version: like "3.13".
        wine: where it runs.
        folder: of this version, for files.
        site: what is imported from there.
    """

    version: str
    wine: Wine
    folder: Path
    site: Path

    def run(self, arguments: list[str], limit: float, *path: Path, folder: Path | None = None) -> tuple[int, str]:
        """Runs Python with these arguments, and ``path`` to import from besides."""
        searched = [*path, self.site, pythons.packages(self.version)]
        variables = {
            "PYTHONPATH": ";".join(map(windows_path, searched)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
        }
        python = pythons.home(self.version) / "python.exe"
        return self.wine.run([str(python), *arguments], limit, variables, folder or self.folder)


def loads(windows: Windows, native: Path) -> bool:
    """Whether an extension module loads, and moves data."""
    site = build.install(native, windows.folder / f"site-{native.stem}")
    program = (
        "import cffisock, sys; a, b = cffisock.socketpair(); a.sendall(b'x'); "
        "print(b.recv(1), cffisock._native.__file__); a.close(); b.close()"
    )
    status, printed = windows.run(["-c", program], 60, site)
    good = status == 0 and printed.startswith("b'x'") and native.name in printed
    print(f"{windows.version}: {native.name}: {'loads' if good else f'exit status {status}: {printed}'}", flush=True)
    return good


def own_tests(windows: Windows, arguments: list[str]) -> Count:
    """Runs this checkout's tests."""
    deselected = [f"--deselect={name}" for name in DESELECTED]
    options = ["-p", "no:cacheprovider", "-q", "--tb=short", f"--rootdir={windows_path(windows.site)}", "--color=no"]
    status, printed = windows.run(
        ["-m", "pytest", *options, *deselected, *(arguments or MODULES)], TESTS_LIMIT, folder=windows.site
    )
    (windows.folder / "tests.log").write_text(printed, encoding="utf-8")
    last = printed.strip().rpartition("\n")[2]
    found = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", last)}
    count = Count(found.get("passed", 0), found.get("failed", 0) + found.get("error", 0), found.get("skipped", 0))
    print(f"{windows.version}: tests: {last}", flush=True)
    if status not in (0, 1) or count.failed or not count.passed:
        print(printed[-20000:], flush=True)
    # One that kills the process tells of no others.
    return count if status in (0, 1) else count._replace(failed=count.failed + 1)


def test_package(version: str) -> Path | None:
    """CPython's tests of a version, which Windows Pythons here come without: those of a Linux one."""
    for found in find_all():
        if found.implementation == "cpython" and found.version == (3, pythons.minor(version)) and found.tests:
            return Path(found.executable).resolve().parents[1] / "lib" / f"python{version}" / "test"
    return None


def outcomes(windows: Windows, library: Path, launcher: list[str], name: str) -> Run:
    """Runs CPython's suite on one side; goes on in a new process when one dies."""
    run = Run()
    for attempt in range(5):
        journal, done = windows.folder / f"{name}-{attempt}.jsonl", windows.folder / f"{name}.done"
        done.write_text(json.dumps([*run.results, *run.modules]), encoding="utf-8")
        program = windows_path(ROOT / "tests" / "conformance" / "outcomes.py")
        limits = ["--test-seconds", "60", "--module-seconds", str(CONFORMANCE_LIMIT)]
        files = ["--done", windows_path(done), "--json", windows_path(journal)]
        status, printed = windows.run([*launcher, program, *limits, *files, SUITE], CONFORMANCE_LIMIT, library)
        if journal.exists():
            run.read(journal)
        if run.ended and status == 0:
            return run
        print(f"{windows.version}: {SUITE}, {name}: exit status {status} in {run.begun}\n{printed[-3000:]}", flush=True)
        if run.begun is None:
            break
        run.results[run.begun] = type(next(iter(run.results.values())))("crashed", printed[-3000:])
    return run


def conformance(windows: Windows) -> Count:
    """Runs CPython's test_socket on both sockets; failed are those that are worse on cffisock."""
    package = test_package(windows.version)
    if package is None or not (package / "test_socket.py").exists():
        print(f"{windows.version}: {SUITE}: not run: no Linux Python {windows.version} brings its tests", flush=True)
        return Count(0, 0, 0)
    library = windows.folder / "library"
    library.mkdir()
    (library / "test").symlink_to(package)
    own = outcomes(windows, library, [], "own")
    ours = outcomes(windows, library, ["-m", "cffisock", "run"], "cffisock")
    verdicts = compare(own, ours)
    worse = [name for name in verdicts["worse"] if name not in WORSE]
    for run, side in ((own, "own socket"), (ours, "cffisock")):
        count = run.count()
        counted = ", ".join(f"{count[what]} {what}" for what in ("ran", "passed", "failed", "skipped"))
        print(f"{windows.version}: {SUITE}: {side:<10}: {counted}", flush=True)
    for name in worse:
        result = ours.results.get(name)
        print(f"    worse: {name}: {own.outcome(name)} -> {result.outcome if result else 'missing'}")
        print(f"        {result.reason if result else ''}", flush=True)
    ran = [name for name, result in ours.results.items() if MESSAGES.match(name) and result.outcome == "passed"]
    print(f"{windows.version}: {SUITE}: {len(ran)} passed of what needs sendmsg or recvmsg", flush=True)
    count = ours.count()
    failed = len(worse) + (not ran) + (not own.count()["passed"]) + (not ours.on_cffisock) + own.on_cffisock
    return Count(count["passed"], failed, count["skipped"])


def test_on(version: str, wine: Wine, options: argparse.Namespace) -> Count:
    """Builds for a version, and tests on it."""
    folder = wine.folder / version
    folder.mkdir()
    natives = [build.compile_native(version, options.compiler, stable, folder) for stable in (False, True)]
    windows = Windows(version, wine, folder, folder / f"site-{natives[-1].stem}")
    bad = sum(not loads(windows, native) for native in natives)
    if bad:
        return Count(0, bad, 0)
    counts = [own_tests(windows, options.arguments)]
    if not options.arguments:
        counts.append(conformance(windows))
    return Count(*map(sum, zip(*counts)))


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests on Windows Pythons, under Wine.")
    parser.add_argument("--python", action="append", choices=sorted(pythons.RELEASES), help="only this version")
    parser.add_argument("--compiler", choices=sorted(build.COMPILERS), default="zig")
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="for pytest, which then runs alone")
    options = parser.parse_args()
    with Wine() as wine:
        counts = [test_on(version, wine, options) for version in options.python or VERSIONS]
    passed, failed, skipped = map(sum, zip(*counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
