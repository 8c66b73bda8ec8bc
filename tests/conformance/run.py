"""CPython's own tests, unchanged, on the interpreter's own socket and on cffisock, compared test by test.

    python tests/conformance/run.py                       the running interpreter, all suites
    python tests/conformance/run.py --all                 every interpreter found, CPython and PyPy
    python tests/conformance/run.py --all test_socket     one suite
    python tests/conformance/run.py --test test.test_socket.BasicTCPTest.testRecv test_socket

No test may do worse on cffisock than on the own socket: one that passed must pass, one that ran must not be skipped,
one that was skipped may pass but not fail. What is worse is printed, and makes the exit status 1. The last line sums up
the runs on cffisock: `N passed, N failed, N skipped`, where failed means worse and not excused.

How it works. Each interpreter gets an environment of its own, kept in `.tox/conformance-environments`, into which this
checkout is installed (`interpreters.py`). In it each suite runs twice, one run after the other: `python outcomes.py` and
`python -m cffisock run outcomes.py` (`outcomes.py` runs the tests and writes down what becomes of each). Each run is a
process group with a time limit, alone in a network of its own (`namespace.py`), which is why several suites can run at
once. If a test kills its process, the run goes on behind that test in a new one. A test that comes out worse is then
tried again, apart from the others and with nothing else running, on both sides until it has come out the same way
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

from comparing import MOST_EXCEPTIONS, Exceptions, Result, Run, compare
from interpreters import CHECKOUT, Failed, Interpreter, Wheels, ask, environment, find_all

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
    only: list[str]
    left_out: list[str]

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
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    with tempfile.TemporaryDirectory(prefix="conformance-", ignore_cleanup_errors=True) as folder:
        with log.open("ab") as output:
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                cwd=folder, env=variables, start_new_session=True,
            )
        try:
            return process.wait(timeout=max(seconds, 1.0))
        except subprocess.TimeoutExpired:
            return None
        finally:
            kill_group(process)


def last_words(log: pathlib.Path, start: int) -> str:
    """The end of what a process printed, from a position in its output on."""
    with log.open("rb") as file:
        file.seek(start)
        return file.read()[-8000:].decode(errors="replace")


def run_side(
    unit: Unit, launcher: list[str], name: str, options: Options, only: list[str]
) -> Run:
    """Run a suite, or some of its tests, on one side."""
    stem = f"{unit.interpreter.slug}-{unit.suite}-{name}"
    journal, log, listed, done = (
        options.folder / f"{stem}.{suffix}" for suffix in ("jsonl", "log", "only", "done")
    )
    for file in (journal, log, listed, done):
        file.unlink(missing_ok=True)
    log.touch()
    arguments = [
        *options.wrapper, str(unit.python), *launcher, str(HERE / "outcomes.py"),
        "--json", str(journal), "--test-seconds", str(options.test_seconds),
        "--module-seconds", str(options.seconds), f"test.{unit.suite}",
    ]
    if unit.suite in (TAKE_NETWORK if options.isolated else NEED_NETWORK):
        arguments += ["--resource", "network"]
    for test in options.left_out:
        arguments += ["--leave-out", test]
    if only:
        listed.write_text(json.dumps(only))
        arguments += ["--only", str(listed)]

    run = Run()
    began = time.monotonic()
    for _ in range(DEATHS_BORNE):
        start = log.stat().st_size
        if run.results:
            done.write_text(json.dumps([*run.results, *run.modules]))
            arguments = [*arguments, "--done", str(done)] if "--done" not in arguments else arguments
        modules_before = len(run.modules)
        status = execute(arguments, log, options.seconds - (time.monotonic() - began))
        run.read(journal)
        journal.replace(journal.with_suffix(".part")) if journal.exists() else None
        said = last_words(log, start)
        out_of_time = status is None or "Timeout (" in said
        how = "timed out" if out_of_time else "crashed"
        words = f"{said}\n{how}: exit status {status}"
        if run.ended:
            if status != 0:
                run.results[f"end of {unit.suite}"] = Result(how, words)
            break
        if run.begun is not None:
            run.results[run.begun] = Result(how, words)
        else:  # between tests: in an import or a fixture
            run.results[f"{unit.suite} after {(run.modules or ['the start'])[-1]}"] = Result(how, words)
            if len(run.modules) == modules_before:
                break
        if status is None:
            break
    run.seconds = time.monotonic() - began
    return run
