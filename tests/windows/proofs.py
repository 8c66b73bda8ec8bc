"""What is proven on a Windows Python, one function each; every one returns how many tests passed."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

from tests.conformance.comparing import Result, Run, compare
from tests.counted import Count, counted
from tests.windows import build, pythons
from tests.windows.excluded import DESELECTED, LEFT_OUT, MODULES, WORSE
from tests.windows.windows import ROOT, Windows
from tests.windows.wine import windows_path

if TYPE_CHECKING:
    from pathlib import Path

LIMIT, TESTS_LIMIT, CONFORMANCE_LIMIT, BENCHMARKS_LIMIT = 300, 1500, 600, 900
SUITE = "test.test_socket"
# Classes that Windows' own socket has to skip, for want of the methods.
MESSAGES = re.compile(r"test\.test_socket\.(Sendmsg|Recvmsg)\w*Test\.")
# Code pages, and languages that have them: of Wine a locale's name is enough, it need not be there.
CODE_PAGES = {"1251": "ru_RU.UTF-8", "1252": "de_DE.UTF-8", "932": "ja_JP.UTF-8"}
EXCHANGE = (
    "import cffisock, sys; a, b = cffisock.socketpair(); a.sendall(b'x'); "
    "print(b.recv(1), len(cffisock.constants.numbers), cffisock._native.__file__); a.close(); b.close()"
)


def builds(windows: Windows) -> Count:
    """Builds by every compiler, for this version and for all: each has to load, to move data, and to have the same."""
    passed = failed = 0
    constants = set()  # how many, which must not depend on whose headers they are from
    for compiler in build.COMPILERS:
        for stable in (False, True):
            folder = windows.folder / f"{compiler}-{'stable' if stable else 'own'}"
            native = build.compile_native(windows.version, compiler, stable, folder)
            package = folder / "cffisock"
            shutil.copytree(ROOT / "cffisock", package, ignore=build.NOT_COPIED)
            native = native.replace(package / native.name)
            status, printed = windows.run(["-c", EXCHANGE], LIMIT, folder)
            good = status == 0 and printed.startswith("b'x'") and windows_path(native) in printed
            constants.add(printed.split()[1] if good else "")
            good = good and len(constants) == 1
            windows.say(f"{compiler}: {native.name}: {'loads' if good else f'exit status {status}: {printed}'}")
            passed, failed = passed + good, failed + (not good)
    return Count(passed, failed, 0)


def own_tests(windows: Windows, arguments: list[str]) -> Count:
    """Runs this checkout's tests."""
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_*.py")}
    for name in sorted(found - {*MODULES, *LEFT_OUT}):
        windows.say(f"tests: {name} is not in excluded.py, neither to be run nor not to be")
    deselected = [f"--deselect={name}" for name in DESELECTED]
    options = ["-p", "no:cacheprovider", "-q", "--tb=short", "--color=no", "--durations=5"]
    rootdir = f"--rootdir={windows_path(windows.checkout)}"
    status, printed = windows.run(
        ["-m", "pytest", *options, rootdir, *deselected, *(arguments or MODULES)],
        TESTS_LIMIT,
        folder=windows.checkout,
        variables={"PYTHONUTF8": "1"},
    )
    count = counted(status, printed)
    windows.say(f"tests: {printed.strip().rpartition(chr(10))[2]}")
    if arguments or count.failed:
        print(printed[-20000:], flush=True)
    return count


def code_pages(windows: Windows) -> Count:
    """Runs the tests of names and texts in several code pages."""
    counts = []
    for page, locale in CODE_PAGES.items():
        status, printed = windows.run(
            ["-m", "pytest", "-p", "no:cacheprovider", "-q", "--tb=short", "tests/windows/test_code_pages.py"],
            LIMIT,
            folder=windows.checkout,
            variables={"LC_ALL": locale, "CODE_PAGE": page},
        )
        count = counted(status, printed)
        windows.say(f"code page {page}: {printed.strip().rpartition(chr(10))[2]}")
        if count.failed:
            print(printed[-5000:], flush=True)
        counts.append(count)
    return Count(*map(sum, zip(*counts)))


def outcomes(windows: Windows, library: Path, launcher: list[str], name: str) -> Run:
    """Runs CPython's suite on one side; goes on in a new process when one dies."""
    run = Run()
    for attempt in range(5):
        journal, done = windows.folder / f"{name}-{attempt}.jsonl", windows.folder / f"{name}.done"
        done.write_text(json.dumps([*run.results, *run.modules]), encoding="utf-8")
        program = windows_path(ROOT / "tests" / "conformance" / "outcomes.py")
        limits = ["--test-seconds", "60", "--module-seconds", str(CONFORMANCE_LIMIT)]
        files = ["--done", windows_path(done), "--json", windows_path(journal)]
        status, printed = windows.run([*launcher, program, *limits, *files, SUITE], CONFORMANCE_LIMIT + 30, library)
        if journal.exists():
            run.read(journal)
        if run.ended and status == 0:
            return run
        windows.say(f"{SUITE}, {name}: exit status {status} in {run.begun}\n{printed[-3000:]}")
        if run.begun is None:
            break
        run.results[run.begun] = Result("crashed", printed[-3000:])
    return run


def conformance(windows: Windows) -> tuple[Count, int, list[str]]:
    """Runs CPython's test_socket on both sockets.

    Returns:
        What became of it on cffisock, where failed are those that are worse; how many of what needs sendmsg or recvmsg
        passed; and the excuses that excused nothing.
    """
    library = windows.folder / "library"
    library.mkdir()
    (library / "test").symlink_to(pythons.test_package(windows.version))
    own = outcomes(windows, library, [], "own")
    ours = outcomes(windows, library, ["-m", "cffisock", "run"], "cffisock")
    verdicts = compare(own, ours)
    worse = [name for name in verdicts["worse"] if name not in WORSE]
    for run, side in ((own, "own socket"), (ours, "cffisock")):
        count = run.count()
        listed = ", ".join(f"{count[what]} {what}" for what in ("ran", "passed", "failed", "skipped"))
        windows.say(f"{SUITE}: {side:<10}: {listed}")
    windows.say(f"{SUITE}: {len(verdicts['better'])} better, {len(worse)} worse, {len(verdicts['worse'])} with excuses")
    for name in worse:
        result = ours.results.get(name)
        print(f"    worse: {name}: {own.outcome(name)} -> {result.outcome if result else 'missing'}")
        print(f"        {result.reason if result else ''}", flush=True)
    messages = [name for name, result in ours.results.items() if MESSAGES.match(name) and result.outcome == "passed"]
    windows.say(f"{SUITE}: {len(messages)} passed of what needs sendmsg or recvmsg")
    count = ours.count()
    wrong_side = (not ours.on_cffisock) + own.on_cffisock
    stale = [name for name in WORSE if name in ours.results and name not in verdicts["worse"]]
    return Count(count["passed"], len(worse) + wrong_side, count["skipped"]), len(messages), stale


def benchmarks(windows: Windows, arguments: list[str]) -> Count:
    """Runs the benchmarks; without arguments only to see that they run."""
    status, printed = windows.run(
        ["-m", "benchmarks", *(arguments or ["--smoke"])], BENCHMARKS_LIMIT, folder=windows.checkout
    )
    count = counted(status, printed)
    windows.say(f"benchmarks: {printed.strip().rpartition(chr(10))[2]}")
    if arguments or count.failed:
        print(printed[-20000:], flush=True)
    return count
