"""Two runs of the same tests: what became of each, and which are worse or better on cffisock.

Worse is whatever a user could regret: a test that passed and now fails, is skipped or is gone; one that was skipped and
now runs and fails; a process that dies. A test that fails on both sides counts as neither.
"""

from __future__ import annotations

import collections
import dataclasses
import json
import pathlib
import re

GOOD = {"passed", "expected failure"}
DEATHS = {"crashed", "timed out"}
MOST_EXCEPTIONS = 5


@dataclasses.dataclass(frozen=True)
class Result:
    """What became of one test."""

    outcome: str
    detail: str = ""
    seconds: float = 0.0

    @property
    def reason(self) -> str:
        """The detail's most telling line."""
        lines = [line for line in self.detail.strip().splitlines() if line.strip()]
        if self.outcome in DEATHS:
            lines = [line for line in lines if line.startswith(("Fatal Python error", "Timeout ("))] or lines
        return lines[-1].strip()[:200] if lines else ""


@dataclasses.dataclass
class Run:
    """What became of all tests of a suite on one side.

    `results` has a few names besides tests: modules that were skipped or could not be imported, tear-downs that failed,
    the process's end. For these, no news is good news.
    """

    results: dict[str, Result] = dataclasses.field(default_factory=dict)
    tests: set[str] = dataclasses.field(default_factory=set)
    modules: list[str] = dataclasses.field(default_factory=list)
    module: str = ""
    begun: str | None = None
    ended: bool = False
    on_cffisock: bool = False
    seconds: float = 0.0

    def read(self, journal: pathlib.Path) -> None:
        """Take in what one process wrote; a last line that it did not finish is ignored."""
        self.begun = None
        text = journal.read_text(encoding="utf-8") if journal.exists() else ""
        for line in text.splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if "begin" in record:
                self.module = record["begin"]
            elif "planned" in record:
                self.tests.update(record["planned"])
            elif "start" in record:
                self.begun = record["start"]
            elif "outcome" in record:
                name = record["id"]
                self.begun = None
                result = Result(record["outcome"], record["detail"], record.get("seconds", 0.0))
                earlier = self.results.get(name)
                if earlier is None or earlier.outcome in GOOD:
                    self.results[name] = result
            elif "module" in record:
                self.modules.append(record["module"])
            elif "end" in record:
                self.ended = True
                self.on_cffisock = record["cffisock"]

    def outcome(self, name: str) -> str:
        """The outcome of a test, `missing` if it has none."""
        if name in self.results:
            return self.results[name].outcome
        return "missing"

    def count(self) -> collections.Counter[str]:
        """How many tests ran, and how many of these had which kind of outcome."""
        kinds = collections.Counter(kind(result.outcome) for result in self.results.values())
        kinds["ran"] = kinds.total() if hasattr(kinds, "total") else sum(kinds.values())
        return kinds


def kind(outcome: str) -> str:
    """Outcomes boiled down to passed, failed, skipped and missing."""
    if outcome in GOOD:
        return "passed"
    return outcome if outcome in ("skipped", "missing") else "failed"


def verdict(own: str, ours: str) -> str:
    """`worse`, `better` or `same`: one test's outcome on cffisock, seen from that on the own socket."""
    before, now = kind(own), kind(ours)
    if now == "passed":
        return "same" if before == "passed" else "better"
    if now == "failed":
        if before == "failed":
            return "worse" if ours in DEATHS and own not in DEATHS else "same"
        return "worse"
    if now == "skipped":
        return "same" if before in ("skipped", "missing") else "worse"
    return "same" if before == "missing" else "worse"


def compare(own: Run, ours: Run) -> dict[str, list[str]]:
    """The names of the worse and of the better tests."""
    verdicts: dict[str, list[str]] = {"worse": [], "better": [], "same": []}
    tests = own.tests | ours.tests
    for name in sorted(tests | set(own.results) | set(ours.results)):
        outcomes = [run.outcome(name) for run in (own, ours)]
        if name not in tests:
            outcomes = ["passed" if outcome == "missing" else outcome for outcome in outcomes]
        verdicts[verdict(*outcomes)].append(name)
    return verdicts


class Exceptions:
    """The list of tests that may be worse, each with its reason, as written in `exceptions.py`."""

    def __init__(self, listed: dict[str, str]) -> None:
        """Take the list; a condition after the test's name is `[cpython]`, `[pypy 3.9]`, `[3.12+]`."""
        self.reasons: dict[tuple[str, str], str] = {}
        for key, reason in listed.items():
            match = re.fullmatch(r"(\S+)(?:\s*\[([^\]]*)\])?", key)
            if match is None or not reason.strip():
                raise ValueError(f"exceptions.py: cannot make sense of {key!r}: {reason!r}")
            self.reasons[match[1], match[2] or ""] = reason
        self._met: set[tuple[str, str]] = set()
        self._used: set[tuple[str, str]] = set()

    @property
    def too_many(self) -> bool:
        """Whether the list is longer than is allowed."""
        return len(self.reasons) > MOST_EXCEPTIONS

    @staticmethod
    def _holds(condition: str, implementation: str, version: tuple[int, int]) -> bool:
        for word in condition.split():
            match = re.fullmatch(r"3\.(\d+)(\+?)", word)
            if match is None:
                if word != implementation:
                    return False
            elif version[1] != int(match[1]) and not (match[2] and version[1] > int(match[1])):
                return False
        return True

    def excuse(self, names: list[str], ran: set[str], implementation: str, version: tuple[int, int]) -> dict[str, str]:
        """Which of the worse tests are listed, and why; remembers which entries had their use."""
        excused: dict[str, str] = {}
        for entry, reason in self.reasons.items():
            name, condition = entry
            if self._holds(condition, implementation, version) and name in ran:
                self._met.add(entry)
                if name in names:
                    self._used.add(entry)
                    excused[name] = reason
        return excused

    def stale(self) -> list[str]:
        """The entries that excused nothing, though their test ran."""
        return [f"{name} [{condition}]" if condition else name for name, condition in sorted(self._met - self._used)]
