"""How many tests passed in a run, by its last line: pytest's, or that of a proof or of the benchmarks."""

from __future__ import annotations

import re
from typing import NamedTuple


class Count(NamedTuple):
    """How many tests passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def plus(self, other: Count) -> Count:
        return Count(*(sum(pair) for pair in zip(self, other)))


def counted(status: int, printed: str) -> Count:
    """What the last line says; a run that failed without a failure, or in which nothing passed, is one."""
    last = printed.strip().rpartition("\n")[2]
    found = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", last)}
    count = Count(found.get("passed", 0), found.get("failed", 0) + found.get("error", 0), found.get("skipped", 0))
    well = status == 0 and count.passed > 0
    return count if well or count.failed else count._replace(failed=1)
