"""Other processors, each for real: Debian's own Pythons for them, under QEMU's emulation of a processor.

    python tests/arches/run.py [--only s390x] [--quick] [--system] [PYTEST-ARGUMENT ...]

For each the extension module is compiled by ``zig cc`` (see ``tests/cross``), and the Python of a Debian for it,
unpacked beside the system (see ``tests/pythons/root.py``), runs this checkout's tests, and CPython's ``test_socket`` on
both sockets.  The kernel stays this machine's; QEMU translates each system call, and not all of them as the kernel
would have them: so tests of the own socket fail too, and no test may do worse on cffisock.  With ``--system`` the
kernel is the processor's own, on an emulated computer (`system.py`), and nothing is left out.  The last line sums up:
``N passed, N failed, N skipped``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.arches.known import DESELECTED, EXCUSED, TURNED
from tests.arches.system import COMPUTERS, System
from tests.conformance.comparing import Exceptions, Result, Run, compare
from tests.conformance.exceptions import EXCEPTIONS
from tests.counted import Count
from tests.cross.run import build, headers
from tests.cross.targets import TARGETS
from tests.pythons.root import NATIVE, PROCESSORS, Root
from tests.pythons.run import say
from tests.vm.packages import MissingError

CHECKOUT = Path(__file__).resolve().parents[2]
RELEASE, PYTHON, VERSION = "trixie", "python3.13", (3, 13)
PACKAGES = (
    *(PYTHON, f"lib{PYTHON}-testsuite", "python3-cffi-backend", "python3-hypothesis", "python3-pytest"),
    *("python3-setuptools", "iproute2", "kmod", "mount", "netbase", "util-linux"),
)
# Where packages that are not Debian's are imported from.
SITE = f"/usr/local/lib/{PYTHON}/dist-packages"
NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
# By Debian's name of the architecture: the target that the C is compiled for.
ARCHITECTURES = {
    "s390x": "s390x-linux-gnu",
    "i386": "x86-linux-gnu",
    "arm64": "aarch64-linux-gnu",
    "armhf": "arm-linux-gnueabihf",
    "riscv64": "riscv64-linux-gnu",
}
# Of this checkout's tests, those that need nothing of the machine but its Python and its sockets.
TESTS = (
    *("test_ancillary", "test_arguments", "test_bad_addresses", "test_batches", "test_buffers", "test_codecs"),
    *("test_constants", "test_creation", "test_options", "test_raw_addresses", "test_resolver", "test_sending"),
    *("test_sizes", "test_timeouts"),
)
QUICK = ("test_codecs", "test_constants")
TESTS_LIMIT, CONFORMANCE_LIMIT, TEST_LIMIT = 1500, 900, 180


class Machine(NamedTuple):
    """A processor with a Debian.

    Attributes:
        name: Debian's, of the architecture.
        root: its Debian.
        site: the folder of packages that are not Debian's, cffisock.
        folder: for files.
    """

    name: str
    root: Root
    site: Path
    folder: Path

    @property
    def emulated(self) -> bool:
        """Whether QEMU stands between its Python and the kernel."""
        return self.name not in NATIVE and not isinstance(self.root, System)

    def run(self, arguments: list[str], limit: float, log: Path, folder: Path | None = None) -> int:
        """Runs its Python; returns the exit status."""
        command = [f"/usr/bin/{PYTHON}", "-B", *arguments]
        return self.root.run(command, limit, folder or self.folder, log, {"CFFISOCK_VM": "1"}, {self.site: SITE})


def machine(name: str, include: Path, folder: Path, system: bool) -> Machine:
    """Sees to it that a processor has its Debian, and cffisock in it."""
    shutil.rmtree(folder, ignore_errors=True)
    site = folder / "site"
    site.mkdir(parents=True)
    shutil.copytree(CHECKOUT / "cffisock", site / "cffisock", ignore=NOT_COPIED)
    (target,) = (target for target in TARGETS if target.triple == ARCHITECTURES[name])
    failure = build(target, folder, include)
    if failure:
        raise MissingError(failure)
    shutil.copy(folder / "native.so", site / "cffisock" / "_native.abi3.so")
    root = System(RELEASE, name, PACKAGES, CHECKOUT) if system else Root(RELEASE, name, PACKAGES)
    return Machine(name, root, site, folder)


def own_tests(one: Machine, arguments: list[str]) -> Count:
    """Runs this checkout's tests."""
    log = one.folder / "tests.log"
    left_out = DESELECTED if one.emulated else {}
    if one.emulated and PROCESSORS[one.name].order != sys.byteorder:
        left_out = {**left_out, **TURNED}
    options = ["-q", "--tb=short", "-p", "no:cacheprovider", *(f"--deselect={name}" for name in left_out)]
    status = one.run(["/usr/bin/pytest-3", *options, *arguments], TESTS_LIMIT, log, CHECKOUT)
    return say(f"{one.name}: own tests", status, log)


def outcomes(one: Machine, launcher: list[str], side: str) -> Run:
    """Runs CPython's suite on one side; goes on in a new process when one dies."""
    run = Run()
    log, done = one.folder / f"{side}.log", one.folder / f"{side}.done"
    for attempt in range(8):
        journal = one.folder / f"{side}-{attempt}.jsonl"
        done.write_text(json.dumps([*run.results, *run.modules]), encoding="utf-8")
        program = [*launcher, str(CHECKOUT / "tests" / "conformance" / "outcomes.py")]
        limits = ["--test-seconds", str(TEST_LIMIT), "--module-seconds", str(CONFORMANCE_LIMIT)]
        limits += ["--done", str(done), "--json", str(journal)]
        one.run([*program, *limits, "test.test_socket"], CONFORMANCE_LIMIT, log)
        known = len(run.results)
        run.read(journal)
        if run.begun is not None:
            run.results[run.begun] = Result("crashed", f"see {log}")
        if run.ended or len(run.results) == known:
            break
    return run


def conformance(one: Machine) -> Count:
    """Runs CPython's suite on both sides, and tells what is worse on cffisock."""
    own, ours = outcomes(one, [], "own"), outcomes(one, ["-m", "cffisock", "run"], "cffisock")
    worse = compare(own, ours)["worse"]
    excused = Exceptions({**EXCEPTIONS, **EXCUSED}).excuse(worse, set(ours.results), "cpython", VERSION)
    worse = [name for name in worse if name not in excused]
    for side, run in (("own socket", own), ("cffisock", ours)):
        count = run.count()
        numbers = ", ".join(f"{count[kind]} {kind}" for kind in ("ran", "passed", "failed", "skipped"))
        print(f"{one.name}: CPython's test_socket, {side}: {numbers}", flush=True)
    for name in worse:
        result = ours.results.get(name)
        print(f"    worse: {name}: {own.outcome(name)} -> {ours.outcome(name)} {result.reason if result else ''}")
    ended = own.ended and ours.ended and ours.on_cffisock
    if not ended:
        print(f"    {one.name}: a run did not come to its end, see {one.folder}")
    count = ours.count()
    return Count(count["passed"], len(worse) + (not ended), count["skipped"])


def main() -> int:
    parser = argparse.ArgumentParser(description="Test cffisock on other processors.")
    parser.add_argument("--only", action="append", choices=ARCHITECTURES, help="this one (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="of this checkout's tests some, of CPython's none")
    parser.add_argument("--system", action="store_true", help="with the processor's own kernel, on a whole computer")
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="arguments for pytest")
    options = parser.parse_args()
    tests = options.pytest or [f"tests/{name}.py" for name in (QUICK if options.quick else TESTS)]
    total = Count()
    with tempfile.TemporaryDirectory() as name:
        include = headers(Path(name))
        for architecture in options.only or (COMPUTERS if options.system else ARCHITECTURES):
            try:
                folder = CHECKOUT / ".tox" / "arches" / architecture
                one = machine(architecture, include, folder, options.system and architecture in COMPUTERS)
            except MissingError as reason:
                print(reason)
                total = total.plus(Count(failed=1))
                continue
            total = total.plus(own_tests(one, tests))
            if not options.quick:
                total = total.plus(conformance(one))
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
