"""The gate of the benchmarks: what it takes for worse than what is stored.  Their rows run in `tox -e bench`."""

from __future__ import annotations

import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))

from benchmarks import stored
from benchmarks.measure import Timing


def timing(ratio: float, name: str = "send", spread: float = 0.0) -> Timing:
    times = (1e-6, 1e-6)
    return Timing(name, "blocking", 1000.0, 1000.0 * ratio, ratio, ratio - spread, ratio + spread, 1, times, times)


BEFORE = {("send", "blocking"): 1.0, ("recv", "blocking"): 1.0}


def test_a_row_that_is_worse_by_far_fails() -> None:
    (found,) = stored.worse([timing(1.5), timing(1.0, "recv")], BEFORE)
    assert str(found) == "send [blocking]: the ratio is 1.50, and was 1.00"


def test_a_row_that_is_a_little_worse_or_better_or_uncertain_passes() -> None:
    assert stored.worse([timing(1.2), timing(0.1, "recv")], BEFORE) == []
    assert stored.worse([timing(1.5, spread=0.4)], BEFORE) == []


def test_a_row_that_is_not_stored_passes() -> None:
    assert stored.worse([timing(9.0, "sendmmsg")], BEFORE) == []
    assert stored.worse_mean([timing(9.0, "sendmmsg")], BEFORE) == []


def test_the_mean_is_compared_more_closely_than_a_row() -> None:
    rows = [timing(1.2), timing(1.2, "recv")]
    assert stored.worse(rows, BEFORE) == []
    (found,) = stored.worse_mean(rows, BEFORE)
    assert found.name == stored.MEAN
    assert stored.worse_mean([timing(1.2), timing(0.9, "recv")], BEFORE) == []


def test_what_is_stored_is_read_again(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "results.json"
    path.write_text(json.dumps({"operations": [timing(1.25)._asdict()]}))
    assert stored.stored_ratios(path) == {("send", "blocking"): 1.25}
