"""Runs CPython's own test modules, unchanged, and writes down what became of every single test.

    python outcomes.py --json FILE test.test_socket test.test_asyncio ...
    python -m cffisock run outcomes.py --json FILE test.test_socket ...

The modules come from the running interpreter's installed `test` package, and run as `python -m test` would run them:
one after the other in one process, in an empty working directory of their own, moderately quiet. A package such as
`test.test_asyncio` stands for its `test_*` submodules. Which `socket` they meet is the caller's choice, so this file
imports nothing before it has to, and needs nothing but the standard library.

FILE is a journal: one JSON object per line, each written out at once, so that a test that kills the process does not
take the others' results with it:

    {"begin": name}                                        a module is going to be imported
    {"planned": [id, ...]}                                 the tests that it is going to run
    {"start": id}                                          this test begins
    {"id": id, "outcome": ..., "detail": ..., "seconds"}   this test ended
    {"module": name, "seconds": ...}                       this module ended
    {"end": true, "cffisock": bool}                        all ended; was `socket` cffisock's all along?

Outcomes are passed, failed, error, skipped, "expected failure" and "unexpected success". A test whose subtests fail
has failed; one that skips a subtest is skipped. When a class or a module is skipped or breaks in its set-up, each of
its tests is. A module that cannot be imported is recorded under its own name.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import gc
import importlib
import importlib.util
import json
import os
import sys
import time
import traceback
import unittest
from types import TracebackType
from typing import Any, TextIO, Union

# What `python -m test -u` would name. "network" is given by the caller, per module, as needed.
RESOURCES = ("cpu", "subprocess", "walltime", "decimal", "largefile")

WORST_FIRST = ("error", "failed", "unexpected success", "skipped", "expected failure", "passed")

_ExcInfo = Union[
    tuple[type[BaseException], BaseException, TracebackType],
    tuple[None, None, None],
]


class Journal:
    """The file of results; only the process that opened it writes, never a fork of it."""

    def __init__(self, path: str) -> None:
        self._file: TextIO = open(path, "a", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115 - open until the process ends
        self._owner = os.getpid()

    def write(self, **record: object) -> None:
        if os.getpid() == self._owner:
            self._file.write(json.dumps(record) + "\n")
            self._file.flush()


class Bound:
    """A watchdog: ends the process, with every thread's traceback, when a test or a module takes too long."""

    def __init__(self, per_test: float, per_module: float) -> None:
        self._per_test = per_test
        self._per_module = per_module
        self._module_ends = 0.0

    def module_begins(self) -> None:
        self._module_ends = time.monotonic() + self._per_module

    def rearm(self) -> None:
        left = max(1.0, self._module_ends - time.monotonic())
        faulthandler.dump_traceback_later(min(self._per_test, left), exit=True)

    def cancel(self) -> None:
        faulthandler.cancel_dump_traceback_later()


class Recorder(unittest.TestResult):
    """A test result that keeps the worst thing noted about each test, and journals it when the test stops."""

    def __init__(self, journal: Journal, bound: Bound) -> None:
        super().__init__()
        self.ended: set[str] = set()
        self.fixtures: dict[str, tuple[str, str]] = {}
        self._journal = journal
        self._bound = bound
        self._notes: list[tuple[str, str]] = []
        self._started: float | None = None

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self._notes = []
        self._journal.write(start=test.id())
        self._bound.rearm()
        self._started = time.monotonic()

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        seconds = time.monotonic() - (self._started or time.monotonic())
        self._bound.rearm()
        notes = self._notes or [("error", "the test ended without saying how")]
        outcome, detail = min(notes, key=lambda note: WORST_FIRST.index(note[0]))
        identity = test.id()
        self.ended.add(identity)
        self._notes, self._started = [], None
        self._journal.write(id=identity, outcome=outcome, detail=detail, seconds=round(seconds, 3))

    def _note(self, test: Any, outcome: str, detail: str = "") -> None:
        owner = getattr(test, "test_case", test)  # of a subtest: the test
        if isinstance(owner, unittest.TestCase):  # perhaps never started: 3.12.1 skips whole classes so
            self._notes.append((outcome, detail))
        else:  # setUpClass, tearDownModule and the like: not a test, named "setUpClass (test.x.Y)"
            self.fixtures[owner.id()] = (outcome, detail)

    def _text(self, err: _ExcInfo) -> str:
        return "".join(traceback.format_exception(*err))[-6000:]

    def addSuccess(self, test: unittest.TestCase) -> None:
        self._note(test, "passed")

    def addFailure(self, test: unittest.TestCase, err: _ExcInfo) -> None:
        self._note(test, "failed", self._text(err))

    def addError(self, test: unittest.TestCase, err: _ExcInfo) -> None:
        self._note(test, "error", self._text(err))

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self._note(test, "skipped", str(reason))

    def addExpectedFailure(self, test: unittest.TestCase, err: _ExcInfo) -> None:
        self._note(test, "expected failure")

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self._note(test, "unexpected success")

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: _ExcInfo | None) -> None:
        if err is not None and err[0] is not None:
            failed = issubclass(err[0], test.failureException)
            self._note(test, "failed" if failed else "error", f"{subtest}\n{self._text(err)}")

    def settle(self, planned: list[str]) -> None:
        """Give the tests that never began the outcome of the fixture that stood in their way."""
        for name, (outcome, detail) in self.fixtures.items():
            what, _, target = name.partition(" (")
            target = target.rstrip(")")
            kept_out = [
                identity
                for identity in planned
                if what.startswith("setUp") and identity not in self.ended and identity.startswith(target + ".")
            ]
            for identity in kept_out:
                self.ended.add(identity)
                self._journal.write(id=identity, outcome=outcome, detail=f"{what}: {detail}")
            if not kept_out:
                self._journal.write(id=name, outcome=outcome, detail=detail)


def tests_in(suite: unittest.TestSuite) -> list[unittest.TestCase]:
    found: list[unittest.TestCase] = []
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            found.extend(tests_in(test))
        else:
            found.append(test)
    return found


def keep(suite: unittest.TestSuite, wanted: set[str]) -> unittest.TestSuite:
    """The same tests in the same order and grouping, but for those that are not wanted."""
    kept = unittest.TestSuite()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            kept.addTest(keep(test, wanted))
        elif test.id() in wanted:
            kept.addTest(test)
    return kept


def expand(names: list[str]) -> list[str]:
    """Put a package's `test_*` submodules in its place."""
    modules: list[str] = []
    for name in names:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            modules.append(name)
            continue
        for folder in spec.submodule_search_locations:
            modules.extend(
                f"{name}.{entry[:-3]}"
                for entry in sorted(os.listdir(folder))
                if entry.startswith("test_") and entry.endswith(".py")
            )
    return modules


def run_module(name: str, journal: Journal, bound: Bound, only: set[str] | None, left_out: set[str]) -> None:
    """Run one test module and journal it; nothing that the module does wrong comes out of here."""
    journal.write(begin=name)
    began = time.monotonic()
    bound.module_begins()
    bound.rearm()
    for module in list(sys.modules.values()):
        with contextlib.suppress(AttributeError):
            del module.__warningregistry__  # so that each module sees its warnings
    try:
        suite = unittest.TestLoader().loadTestsFromModule(importlib.import_module(name))
    except unittest.SkipTest as reason:
        journal.write(id=name, outcome="skipped", detail=str(reason))
    except BaseException:
        journal.write(id=name, outcome="error", detail=traceback.format_exc()[-6000:])
    else:
        planned = [test.id() for test in tests_in(suite)]
        if only is not None:
            planned = [identity for identity in planned if identity in only]
        if left_out:
            planned = [
                identity
                for identity in planned
                if identity not in left_out and identity.rpartition(".")[0] not in left_out
            ]
        journal.write(planned=planned)
        recorder = Recorder(journal, bound)
        keep(suite, set(planned)).run(recorder)
        recorder.settle(planned)
    bound.cancel()
    gc.collect()
    journal.write(module=name, seconds=round(time.monotonic() - began, 2))


def is_cffisock() -> bool:
    """Whether the `socket` that the tests met is cffisock's."""
    ours, used = sys.modules.get("cffisock"), sys.modules.get("socket")
    if ours is None or used is None:
        return False
    return bool(ours.socket is used.socket)


def prepare_support(resources: list[str]) -> tuple[Any, Any]:
    """Set `test.support` up as `python -m test` does; answer it and its temp_cwd."""
    if sys.implementation.name == "pypy":
        sys.modules["_testcapi"] = None  # type: ignore[assignment]  # its build needs a compiler
    support = importlib.import_module("test.support")
    support_dict = vars(support)
    support_dict["verbose"] = 0
    support_dict["use_resources"] = dict.fromkeys(resources)
    if "record_original_stdout" in support_dict:
        support_dict["record_original_stdout"](sys.stdout)
    try:
        temp_cwd = importlib.import_module("test.support.os_helper").temp_cwd
    except ImportError:
        temp_cwd = support_dict["temp_cwd"]
    return support, temp_cwd


def read_list(path: str) -> set[str]:
    """The names in a file."""
    with open(path, encoding="utf-8") as file:
        return set(json.load(file))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", required=True, metavar="FILE", help="the journal, appended to")
    parser.add_argument("--only", metavar="FILE", help="a JSON list of the tests to run")
    parser.add_argument(
        "--leave-out",
        metavar="ID",
        action="append",
        default=[],
        help="a test, or a class with all its tests, not to run",
    )
    parser.add_argument(
        "--done", metavar="FILE", help="a JSON list of tests and modules not to run: they have been run before"
    )
    parser.add_argument(
        "--resource",
        metavar="NAME",
        action="append",
        default=list(RESOURCES),
        help="a resource to enable besides: " + " ".join(RESOURCES),
    )
    parser.add_argument("--test-seconds", type=float, default=180.0, help="the bound per test")
    parser.add_argument("--module-seconds", type=float, default=900.0, help="and per module")
    parser.add_argument("modules", nargs="+", metavar="MODULE")
    options = parser.parse_args()

    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [
        os.path.abspath(entry) for entry in sys.path if os.path.abspath(entry or os.curdir) not in (here, os.getcwd())
    ]
    journal = Journal(os.path.abspath(options.json))
    only = read_list(options.only) if options.only else None
    left_out = set(options.leave_out) | (read_list(options.done) if options.done else set())

    faulthandler.enable(all_threads=True)
    os.umask(0o022)
    support, temp_cwd = prepare_support(options.resource)
    bound = Bound(options.test_seconds, options.module_seconds)
    with temp_cwd("cffisock_conformance", quiet=True):
        for name in expand(options.modules):
            if name not in left_out:
                run_module(name, journal, bound, only, left_out)
            with contextlib.suppress(OSError):
                support.reap_children()
    journal.write(end=True, cffisock=is_cffisock())
    return 0


if __name__ == "__main__":
    sys.exit(main())
