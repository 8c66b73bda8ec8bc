"""CPython's own tests, unchanged, on the interpreter's own socket and on cffisock, compared test by test.

    python tests/conformance/run.py                       the running interpreter, all suites
    python tests/conformance/run.py --all                 every interpreter found, CPython and PyPy
    python tests/conformance/run.py --all test_socket     one suite
    python tests/conformance/run.py --test test.test_socket.BasicTCPTest.testRecv test_socket

No test may do worse on cffisock than on the own socket: one that passed must pass, one that ran must not be skipped,
one that was skipped may pass but not fail. What is worse is printed, and makes the exit status 1. The last line sums up
the runs on cffisock: `N passed, N failed, N skipped`, where failed means worse and not excused.

How it works. Each interpreter gets an environment of its own, kept in `.tox/conformance-environments`, into which this
checkout is installed (`interpreters.py`). In it each suite runs twice, one run after the other: `python outcomes.py`,
then `python -m cffisock run outcomes.py` (`outcomes.py` runs the tests and writes down what becomes of each). Each run
is a process group with a time limit, alone in a network of its own (`namespace.py`), which is why several suites can
run at once. If a test kills its process, the run goes on behind that test in a new one. A test that comes out worse is
then tried again, apart from the others and with nothing else running, on both sides until it has come out the same way
twice: so no flaky test decides. Journals and outputs of all runs are kept beside the environments, in `runs`.

Not run are, where no network namespace can be had, the tests that would use the Internet, and, where VSOCK has no
loopback, the test that would connect to the machine's host. The printed lines say so.

To allow a test to be worse, list it with the reason in `exceptions.py`.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import dataclasses
import json
import os
import pathlib
import runpy
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.conformance.comparing import MOST_EXCEPTIONS, Exceptions, Result, Run, compare
from tests.conformance.interpreters import (
    CHECKOUT,
    Interpreter,
    SetUpError,
    Wheels,
    ask,
    environment,
    find_all,
)

HERE = pathlib.Path(__file__).resolve().parent
SUITES = (  # the longest first, so that they are not left for last
    "test_asyncio",
    "test_ssl",
    "test_socket",
    "test_selectors",
    "test_timeout",
    "test_socketserver",
)
# These ask for the "network" resource, though the loopback device is all that they use of it;
# or, in a namespace, all that they get.
NEED_NETWORK = {"test_timeout", "test_socketserver"}
TAKE_NETWORK = NEED_NETWORK | {"test_socket"}
USE_INTERNET = "test.test_timeout.TCPTimeoutTestCase"
VSOCK_LOOPBACK = "test.test_socket.ThreadedVSOCKSocketStreamTest"

LAUNCHER = "-m cffisock run"
DEATHS_BORNE = 12  # processes that may die in one run, before the rest of it is given up
ROUNDS = 3
MOST_TRIED_AGAIN = 60  # per suite; more than that is no flakiness
MOST_SHOWN = 40


@dataclasses.dataclass(frozen=True)
class Options:
    """How suites are run."""

    launcher: list[str]
    wrapper: list[str]
    folder: pathlib.Path
    seconds: float
    test_seconds: float
    left_out: list[str]
    python_options: list[str] = dataclasses.field(default_factory=list)

    @property
    def isolated(self) -> bool:
        """Whether runs have a network of their own."""
        return bool(self.wrapper)


@dataclasses.dataclass
class Unit:
    """One suite on one interpreter: both runs, and what is worse."""

    interpreter: Interpreter
    python: pathlib.Path
    suite: str
    own: Run = dataclasses.field(default_factory=Run)
    ours: Run = dataclasses.field(default_factory=Run)
    worse: list[str] = dataclasses.field(default_factory=list)
    better: list[str] = dataclasses.field(default_factory=list)
    cleared: list[str] = dataclasses.field(default_factory=list)
    tried_again: int = 0
    excused: dict[str, str] = dataclasses.field(default_factory=dict)

    def compare(self) -> None:
        """Find the worse and the better tests."""
        verdicts = compare(self.own, self.ours)
        self.worse, self.better = verdicts["worse"], verdicts["better"]


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def execute(arguments: list[str], log: pathlib.Path, seconds: float) -> int | None:
    """Run a command in a process group and an empty folder; answer its status, None if it ran out of time."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    folder = tempfile.mkdtemp(prefix="conformance-")
    with log.open("ab") as output:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=variables,
            start_new_session=True,
        )
    try:
        return process.wait(timeout=max(seconds, 1.0))
    except subprocess.TimeoutExpired:
        return None
    finally:
        kill_group(process)
        shutil.rmtree(folder, ignore_errors=True)


def last_words(log: pathlib.Path, start: int) -> str:
    """The end of what a process printed, from a position in its output on."""
    with log.open("rb") as file:
        file.seek(start)
        return file.read()[-8000:].decode(errors="replace")


def run_side(unit: Unit, launcher: list[str], name: str, options: Options, only: list[str]) -> Run:
    """Run a suite, or some of its tests, on one side; go on in a new process when one dies."""
    stem = options.folder / f"{unit.interpreter.slug}-{unit.suite}-{name}"
    log, wanted, done = (stem.with_name(f"{stem.name}.{end}") for end in ("log", "only", "done"))
    arguments = [
        *options.wrapper,
        str(unit.python),
        *options.python_options,
        *launcher,
        str(HERE / "outcomes.py"),
        "--test-seconds",
        str(options.test_seconds),
        "--module-seconds",
        str(options.seconds),
    ]
    if unit.suite in (TAKE_NETWORK if options.isolated else NEED_NETWORK):
        arguments += ["--resource", "network"]
    for test in options.left_out:
        arguments += ["--leave-out", test]
    if only:
        wanted.write_text(json.dumps(only))
        arguments += ["--only", str(wanted)]

    run = Run()
    began = time.monotonic()
    log.write_bytes(b"")
    for attempt in range(DEATHS_BORNE):
        start, known = log.stat().st_size, len(run.results)
        journal = stem.with_name(f"{stem.name}.{attempt}.jsonl")
        journal.unlink(missing_ok=True)
        done.write_text(json.dumps([*run.results, *run.modules]))
        status = execute(
            [*arguments, "--done", str(done), "--json", str(journal), f"test.{unit.suite}"],
            log,
            options.seconds - (time.monotonic() - began),
        )
        run.read(journal)
        if run.ended and status == 0:
            break
        said = last_words(log, start)
        how = "timed out" if status is None or "Timeout (" in said else "crashed"
        death = Result(how, f"{said}\nexit status {status}")
        if run.ended:
            run.results[f"the end of {unit.suite}"] = death
            break
        if run.begun is not None:
            run.results[run.begun] = death
        else:  # in an import, or in what a class or a module sets up or tears down
            run.results[run.module or unit.suite] = death
            if known + 1 >= len(run.results):  # nothing was gained: what follows is out of reach
                run.modules.append(run.module)
        if status is None or not run.module:
            break
    run.seconds = time.monotonic() - began
    return run


def run_unit(unit: Unit, options: Options, only: list[str]) -> None:
    """Run a suite on both sides, one after the other, and compare."""
    unit.own = run_side(unit, [], "own", options, only)
    unit.ours = run_side(unit, options.launcher, "cffisock", options, only)
    unit.compare()


def try_again(unit: Unit, options: Options) -> None:
    """Run what is worse again, apart from the rest, until each came out the same way twice."""
    undecided = [name for name in unit.worse if name in unit.own.tests | unit.ours.tests]
    if not undecided or len(undecided) > MOST_TRIED_AGAIN:
        return
    unit.tried_again = len(undecided)
    times_worse = dict.fromkeys(undecided, 0)
    good: dict[str, Result] = {}
    for number in range(1, ROUNDS + 1):
        sides = [
            run_side(unit, launcher, f"{name}-again-{number}", options, undecided)
            for launcher, name in (([], "own"), (options.launcher, "cffisock"))
        ]
        worse = compare(*sides)["worse"]
        for name in undecided:
            times_worse[name] += name in worse
            if name not in worse:
                good[name] = sides[1].results.get(name, Result("missing"))
        decided = {name for name in undecided if times_worse[name] in (number - 2, 2)}
        unit.cleared += sorted(name for name in decided if times_worse[name] < 2)
        undecided = [name for name in undecided if name not in decided]
        if not undecided:
            break
    unit.ours.results.update({name: good[name] for name in unit.cleared})
    unit.worse = [name for name in unit.worse if name not in unit.cleared]


def listed(names: list[str], most: int) -> str:
    """A few names in a line."""
    shown = ", ".join(name.removeprefix("test.") for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def report(unit: Unit, out: list[str]) -> None:
    """Say how a suite came out."""
    for run, side in ((unit.own, "own socket"), (unit.ours, "cffisock")):
        count = run.count()
        head = f"{unit.interpreter.name}, {unit.suite}:" if run is unit.own else ""
        out.append(
            f"{head:<46} {side:<10} {count['ran']:5} ran {count['passed']:5} passed"
            f" {count['failed']:4} failed {count['skipped']:4} skipped {run.seconds:6.0f} s"
        )
    out.append(f"{'':<46} {len(unit.better)} better, {len(unit.worse)} worse")
    if unit.better:
        out.append(f"    better: {listed(unit.better, 4)}")
    if unit.tried_again:
        out.append(f"    {unit.tried_again} tried again, as good then: {listed(unit.cleared, 20) or 'none'}")
    for name in unit.worse[:MOST_SHOWN]:
        ours = unit.ours.results.get(name, Result("missing"))
        excuse = f" (excused: {unit.excused[name]})" if name in unit.excused else ""
        out.append(f"    worse: {name}: {unit.own.outcome(name)} -> {ours.outcome}{excuse}")
        if ours.reason:
            out.append(f"        {ours.reason}")
    if len(unit.worse) > MOST_SHOWN:
        out.append(f"    ... and {len(unit.worse) - MOST_SHOWN} more")


def find_wrapper() -> list[str]:
    """The command that gives a run its own network; empty if that cannot be had."""
    wrapper = [sys.executable, str(HERE / "namespace.py")]
    done = subprocess.run(
        [*wrapper, sys.executable, "-c", ""], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return wrapper if done.returncode == 0 else []


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="test on every interpreter found")
    which.add_argument(
        "--python",
        action="append",
        metavar="EXECUTABLE",
        help="test on this interpreter (may be repeated); default: the running one",
    )
    parser.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        default=3 * (os.cpu_count() or 1),
        help="suites at a time (%(default)s; they mostly sleep)",
    )
    parser.add_argument(
        "--wheel",
        type=pathlib.Path,
        action="append",
        default=[],
        metavar="FILE",
        help="install this wheel where it fits, instead of building one",
    )
    parser.add_argument(
        "--test", action="append", default=[], metavar="ID", help="run only this test (may be repeated)"
    )
    parser.add_argument("--seconds", type=float, default=900.0, help="limit per run (%(default)s)")
    parser.add_argument("--test-seconds", type=float, default=90.0, help="per test (%(default)s)")
    parser.add_argument(
        "--folder",
        type=pathlib.Path,
        metavar="DIR",
        default=CHECKOUT / ".tox" / "conformance-environments",
        help="where environments, journals and outputs are kept",
    )
    parser.add_argument("--launcher", default=LAUNCHER, help=argparse.SUPPRESS)
    parser.add_argument(
        "suites", nargs="*", metavar="SUITE", help=f"of CPython's test package (default: {' '.join(SUITES)})"
    )
    return parser.parse_args()


def choose_interpreters(arguments: argparse.Namespace) -> list[Interpreter]:
    """The interpreters asked for; those that cannot be tested on are named and left out."""
    if arguments.all:
        found = find_all()
    else:
        found = []
        for executable in arguments.python or [sys.executable]:
            interpreter = ask(executable)
            if interpreter is None:
                raise SystemExit(f"{executable} is no Python 3.9 or later")
            found.append(interpreter)
    for interpreter in found:
        if interpreter.lacks:
            print(f"not tested: {interpreter.name} ({interpreter.executable}): {interpreter.lacks}")
    return [interpreter for interpreter in found if not interpreter.lacks]


def settle_options(arguments: argparse.Namespace) -> Options:
    """Decide how suites are run on this machine, and say what that leaves out."""
    wrapper = find_wrapper()
    left_out = []
    if not wrapper:
        print(f"left out: {USE_INTERNET}: it uses the Internet, no network namespace can be had")
        left_out.append(USE_INTERNET)
    if os.path.exists("/dev/vsock") and not os.path.exists("/sys/module/vsock_loopback"):
        print(f"left out: {VSOCK_LOOPBACK}: without vsock_loopback it would connect to the host")
        left_out.append(VSOCK_LOOPBACK)
    runs = arguments.folder.resolve() / "runs"
    shutil.rmtree(runs, ignore_errors=True)
    runs.mkdir(parents=True)
    return Options(
        shlex.split(arguments.launcher),
        wrapper,
        runs,
        arguments.seconds,
        arguments.test_seconds,
        left_out,
    )


def main() -> int:
    """Do what the command line says; answer the exit status."""
    arguments = parse_arguments()
    listed_exceptions = runpy.run_path(str(HERE / "exceptions.py"))["EXCEPTIONS"]
    exceptions = Exceptions(listed_exceptions)
    interpreters = choose_interpreters(arguments)
    options = settle_options(arguments)
    suites = sorted(arguments.suites or SUITES, key=lambda suite: suite not in SUITES)
    jobs = arguments.jobs if options.isolated else 1
    problems: list[str] = []
    units: list[Unit] = []
    printing = threading.Lock()

    with tempfile.TemporaryDirectory(prefix="conformance-wheels-") as folder:
        wheels = Wheels(list(arguments.wheel), pathlib.Path(folder)) if options.launcher else None

        def prepare(interpreter: Interpreter) -> list[Unit]:
            python = environment(interpreter, arguments.folder.resolve(), wheels)
            return [Unit(interpreter, python, suite) for suite in suites]

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            prepared = [(each, pool.submit(prepare, each)) for each in interpreters]
        for interpreter, future in prepared:
            failure = future.exception()
            if isinstance(failure, SetUpError):
                problems.append(f"{interpreter.name}: no environment: {failure}")
            else:
                units += future.result()

    def work(unit: Unit) -> None:
        run_unit(unit, options, arguments.test)
        with printing:
            print(f"done: {unit.interpreter.name}, {unit.suite}", flush=True)

    units.sort(key=lambda unit: suites.index(unit.suite))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for done in [pool.submit(work, unit) for unit in units]:
            done.result()

    units.sort(key=lambda unit: interpreters.index(unit.interpreter))
    passed = failed = skipped = 0
    for unit in units:
        try_again(unit, options)
        unit.excused = exceptions.excuse(
            unit.worse,
            set(unit.ours.results),
            unit.interpreter.implementation,
            unit.interpreter.version,
        )
        lines: list[str] = []
        report(unit, lines)
        print("\n".join(lines), flush=True)
        count = unit.ours.count()
        passed, skipped = passed + count["passed"], skipped + count["skipped"]
        failed += len(unit.worse) - len(unit.excused)
        what = f"{unit.interpreter.name}, {unit.suite}"
        if options.launcher and unit.ours.ended and not unit.ours.on_cffisock:
            problems.append(f"{what}: the second run was not on cffisock")
        if unit.own.on_cffisock:
            problems.append(f"{what}: the first run was on cffisock")
        if not unit.own.count()["passed"]:
            problems.append(f"{what}: no test passed on the own socket, so nothing was compared")

    for entry in exceptions.stale():
        print(f"stale: {entry} is listed in exceptions.py, but is not worse: remove it")
    if exceptions.too_many:
        problems.append(f"exceptions.py lists more than {MOST_EXCEPTIONS} tests")
    if not units:
        problems.append("nothing was run")
    for problem in problems:
        print(f"problem: {problem}")
    print(f"{passed} passed, {failed + len(problems)} failed, {skipped} skipped")
    return 1 if failed or problems else 0


if __name__ == "__main__":
    sys.exit(main())
