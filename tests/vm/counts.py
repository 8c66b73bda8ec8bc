"""What a proof in the virtual machine comes to: how many tests passed, failed and were skipped, by group.

A group is a family's file of tests, a class of CPython's tests, a file of another project's.
"""

from __future__ import annotations

import collections
import dataclasses
import re
import xml.etree.ElementTree as ElementTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pathlib


@dataclasses.dataclass
class Counts:
    """The outcomes of a group."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)

    def add(self, outcome: str, reason: str = "") -> None:
        """One more test, and why it was skipped."""
        setattr(self, outcome, getattr(self, outcome) + 1)
        if outcome == "skipped":
            self.reasons[reason] += 1


@dataclasses.dataclass
class Proof:
    """One run of tests in the machine."""

    name: str
    interpreter: str
    groups: dict[str, Counts] = dataclasses.field(default_factory=dict)
    problems: list[str] = dataclasses.field(default_factory=list)
    seconds: float = 0.0
    log: str = ""

    def add(self, group: str, outcome: str, reason: str = "") -> None:
        """One more test of a group."""
        self.groups.setdefault(group, Counts()).add(outcome, reason)

    def total(self, outcome: str) -> int:
        """Of all groups."""
        return sum(getattr(counts, outcome) for counts in self.groups.values())

    def read(self, report: pathlib.Path) -> None:
        """Take in pytest's JUnit report; the groups are the files."""
        if not report.exists() or not report.stat().st_size:
            self.problems.append("the tests did not come to their end")
            return
        # A test that was tried again is there several times: the last one counts.
        cases = {(case.get("classname"), case.get("name")): case for case in ElementTree.parse(report).iter("testcase")}
        for case in cases.values():
            parts = (case.get("classname") or case.get("name") or "").split(".")
            group = next((part for part in parts if re.match("test_|.*_test$", part)), parts[-1])
            skipped = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.add(group, "failed")
            elif skipped is not None and skipped.get("type") != "pytest.xfail":
                self.add(group, "skipped", skipped.get("message") or "")
            else:
                self.add(group, "passed")
