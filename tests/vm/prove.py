"""Proves cffisock in a real kernel with every socket family: `tox -e vm`.

    python tests/vm/prove.py [PROOF ...] [--only cpython|pypy] [--jobs N]

In the virtual machine (`run.py`) run, on the running CPython, on 3.13 and on PyPy: the tests in `tests/families`;
CPython's `test_socket` on the own socket and on cffisock, compared; python-can's tests of SocketCAN.  By group it is
printed how many tests passed, and held against `floors.py`: fewer, or a skip for a reason not listed there, fails.  The
last line sums up: `N passed, N failed, N skipped`.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.conformance.interpreters import CHECKOUT, Interpreter, SetUpError, Wheels
from tests.vm import python_can
from tests.vm.counts import Proof
from tests.vm.environments import chosen, prepare
from tests.vm.floors import FLOORS, SKIPS
from tests.vm.kernel import kernel
from tests.vm.machine import PROGRAMS
from tests.vm.packages import MissingError, require
from tests.vm.proofs import PROOFS, prove

RUNS = CHECKOUT / ".tox" / "vm-runs"
MOST_SHOWN = 150


def floor(proof: str, group: str, pypy: bool) -> int:
    """How many tests of a group have to pass."""
    found = FLOORS[proof].get(group, 0)
    return found[pypy] if isinstance(found, tuple) else found


def shortcomings(proof: Proof, pypy: bool) -> list[str]:
    """What is less than it has to be."""
    found = list(proof.problems)
    for group in sorted({*proof.groups, *FLOORS[proof.name]}):
        counts = proof.groups.get(group)
        passed, least = counts.passed if counts else 0, floor(proof.name, group, pypy)
        if passed < least:
            found.append(f"{group}: {passed} passed, the floor is {least}")
        if counts and proof.name != "test_socket":
            for reason, times in counts.reasons.items():
                if not any(words in reason for words in SKIPS):
                    found.append(f"{group}: {times} skipped: {reason}")
    return found


def table(proof: Proof, pypy: bool) -> str:
    """A line per group that has a floor or a failure."""
    lines = [f"--- {proof.name} on {proof.interpreter}, {proof.seconds:.0f} s"]
    for group, counts in sorted(proof.groups.items()):
        if counts.failed or group in FLOORS[proof.name] or proof.name != "test_socket":
            least = floor(proof.name, group, pypy)
            said = f"{counts.passed:4} passed (floor {least}) {counts.failed:4} failed {counts.skipped:4} skipped"
            lines.append(f"    {group:<36} {said}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="machines at a time (%(default)s)")
    parser.add_argument("--only", choices=("cpython", "pypy"), help="leave out the others")
    parser.add_argument("proofs", nargs="*", metavar="PROOF", help=f"of {', '.join(PROOFS)} (default: all)")
    given = parser.parse_args()
    names = given.proofs or list(PROOFS)
    problems, passed, failed, skipped = [], 0, 0, 0
    try:
        require(PROGRAMS)
        kernel()
        if "python-can" in names:
            python_can.source()
    except MissingError as reason:
        print(f"{reason}\n0 passed, 1 failed, 0 skipped")
        return 1
    interpreters = [one for one in chosen() if given.only in (None, one.implementation)]
    with (
        tempfile.TemporaryDirectory(prefix="cffisock-wheels-") as folder,
        concurrent.futures.ThreadPoolExecutor(given.jobs) as pool,
    ):
        wheels = Wheels([], pathlib.Path(folder))
        ready = [(one, pool.submit(prepare, one, wheels, python_can.REQUIREMENTS)) for one in interpreters]
        environments: list[tuple[Interpreter, pathlib.Path]] = []
        for one, future in ready:
            try:
                environments.append((one, future.result()))
            except SetUpError as reason:
                problems.append(f"{one.name}: no environment: {reason}")
        environments.sort(key=lambda pair: pair[0].implementation != "pypy")  # the slowest first
        newest = max((one.version for one, _ in environments if one.implementation == "cpython"), default=())
        started = [
            (one, pool.submit(prove, name, one, python, RUNS))
            for name in names
            for one, python in environments
            if name == "families" or one.implementation == "pypy" or one.version == newest
        ]
        for one, job in started:
            proof = job.result()
            pypy = one.implementation == "pypy"
            print(table(proof, pypy), flush=True)
            short = shortcomings(proof, pypy)
            if short or proof.total("failed"):
                print(*proof.log.splitlines()[-MOST_SHOWN:], sep="\n")
            problems += [f"{proof.name} on {proof.interpreter}: {what}" for what in short]
            passed += proof.total("passed")
            failed += proof.total("failed")
            skipped += proof.total("skipped")
    if not {one.implementation for one, _ in environments} >= ({given.only} if given.only else {"cpython", "pypy"}):
        problems.append("not every kind of interpreter was found")
    for problem in problems:
        print(f"problem: {problem}")
    print(f"{passed} passed, {failed + len(problems)} failed, {skipped} skipped")
    return 1 if failed or problems else 0


if __name__ == "__main__":
    sys.exit(main())
