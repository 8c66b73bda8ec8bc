"""Other Pythons than this machine's, each for real: Debian's newer ones, unpacked beside the system; one on musl.

    python tests/pythons/run.py [--only sid-python3.14] [--quick] [PYTEST-ARGUMENT ...]

On each, cffisock is built without a warning and installed as a user would have it, this checkout's tests run, and
CPython's ``test_socket`` on both sockets: no test may do worse than on the own one (see ``tests/conformance``).  What
is unpacked is kept in ``~/.cache/cffisock/roots``, environments and outputs in ``.tox/pythons``.  The last line sums
up: ``N passed, N failed, N skipped``.

No package of Debian's has a free-threaded Python.
"""

from __future__ import annotations

import argparse
import functools
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.counted import Count, counted
from tests.pythons import musl
from tests.pythons.root import Root
from tests.vm.packages import MissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / ".tox" / "pythons"
# Later releases of hypothesis have a compiled part that is not built for every one of these.
REQUIREMENTS = ("pytest>=8", "hypothesis>=6,<6.140", "setuptools")
# What every Debian needs besides its Pythons: to compile, for pip, and what the tests look at.
BUILD = ("gcc", "libc6-dev", "iproute2", "kmod", "mount", "netbase", "util-linux")
CPYTHON = ("{0}", "{0}-dev", "{0}-venv", "lib{0}-testsuite")
PYPY = ("pypy3", "pypy3-dev", "pypy3-venv", "pypy3-lib-testsuite")
# Releases of Debian, the Pythons that they have, and the packages of these.
PYTHONS = {
    "sid": {"python3.14": CPYTHON, "python3.15": CPYTHON, "pypy3": PYPY},
    "trixie": {"python3.13": CPYTHON, "pypy3": PYPY},
}
QUICK = ("tests/test_codecs.py", "tests/test_sending.py", "tests/test_threads.py", "tests/test_options.py")
# What CFFI writes has constants and parameters that not every Python uses.
STRICT = "-Wall -Wextra -Werror -Wno-unused-const-variable -Wno-unused-parameter"
BUILD_LIMIT, TESTS_LIMIT, CONFORMANCE_LIMIT = 600, 1200, 900


def say(what: str, status: int, log: Path) -> Count:
    """Tells what became of a run."""
    printed = log.read_text(encoding="utf-8", errors="replace")
    count = counted(status, printed)
    if count.failed:
        print(printed[-20000:])
    print(f"{what}: {printed.strip().rpartition(chr(10))[2] or 'nothing printed'} (exit status {status})", flush=True)
    return count


class Python(NamedTuple):
    """One to test on.

    Attributes:
        name: of it, and of the folder for what is made on it.
        provide: returns the Debian that it runs in.
        executable: what it is called there.
        variables: of its environment.
    """

    name: str
    provide: Callable[[], Root]
    executable: str
    variables: dict[str, str]


def pythons() -> Iterator[Python]:
    """All there are."""
    for release, packages_of in PYTHONS.items():
        wanted = [package.format(name) for name, packages in packages_of.items() for package in packages]
        if musl.PYTHON in packages_of:
            wanted += musl.PACKAGES
        provide = functools.partial(Root, release, "amd64", (*BUILD, *wanted))
        for name in packages_of:
            yield Python(f"{release}-{name}", provide, f"/usr/bin/{name}", {})
        if musl.PYTHON in packages_of:
            yield Python(
                musl.NAME, functools.partial(musl.provide, provide, REQUIREMENTS), musl.EXECUTABLE, musl.VARIABLES
            )


def test(one: Python, pytest: list[str]) -> Count:
    """Builds cffisock for a Python, and runs the tests there."""
    root, folder = one.provide(), FOLDER / one.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    strict = {"CFLAGS": STRICT, **one.variables}
    suite = [one.executable, str(CHECKOUT / "tests/conformance/run.py"), "--folder", str(folder), "test_socket"]
    log = folder / "conformance.log"
    total = say(f"{one.name}: CPython's test_socket", root.run(suite, CONFORMANCE_LIMIT, folder, log, strict), log)
    # The executable itself is a link, which leads nowhere out here.
    made = [file.with_name("bin") / "python" for file in folder.glob("*/pyvenv.cfg")]
    if len(made) != 1:
        return total
    (python,) = made
    log = folder / "pip.log"
    install = [str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS]
    if root.run(install, BUILD_LIMIT, folder, log, one.variables):
        print(log.read_text(encoding="utf-8", errors="replace"))
        return total.plus(Count(failed=1))
    log = folder / "tests.log"
    tests = [str(python), str(python.with_name("pytest")), "-q", "--tb=short", "-p", "no:cacheprovider", *pytest]
    return total.plus(say(f"{one.name}: own tests", root.run(tests, TESTS_LIMIT, CHECKOUT, log, one.variables), log))


def main() -> int:
    parser = argparse.ArgumentParser(description="Test cffisock on newer Pythons.")
    known = {python.name: python for python in pythons()}
    parser.add_argument("--only", action="append", choices=known, help="this Python (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="of this checkout's tests, some")
    parser.add_argument("pytest", nargs=argparse.REMAINDER, help="arguments for pytest")
    options = parser.parse_args()
    total = Count()
    for name in options.only or known:
        try:
            count = test(known[name], options.pytest or list(QUICK if options.quick else ()))
        except MissingError as reason:
            print(reason)
            count = Count(failed=1)
        total = total.plus(count)
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
