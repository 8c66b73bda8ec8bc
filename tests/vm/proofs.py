"""What is run in the virtual machine: the families' tests, CPython's of its sockets, python-can's of SocketCAN."""

from __future__ import annotations

import os
import pathlib
import runpy
import shlex
import shutil
import sys
import time

from tests.conformance import run as conformance
from tests.conformance.comparing import Exceptions, kind
from tests.conformance.interpreters import CHECKOUT, Interpreter
from tests.vm import python_can
from tests.vm.counts import Proof
from tests.vm.environments import start
from tests.vm.machine import CONSOLE_SHOWN, DIED, TIMED_OUT, Job, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PYTEST = ("-q", "-p", "no:cacheprovider", "-o", "junit_family=xunit1")
SECONDS = 1500.0  # for a run; more than on the slowest machine
ATTEMPTS = 2  # a kernel that dies of a fault of its own (6.12: rxrpc_connection_timer) is started once more


def run_pytest(proof: Proof, folder: pathlib.Path, command: Sequence[str], place: str, **variables: str) -> None:
    """Run pytest, all but its report's name given, and take in its report."""
    report = folder / "report.xml"
    log = folder / "log"
    began = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    job = Job(
        [*command, *PYTEST, f"--junitxml={report}"],
        SECONDS,
        shares=[str(folder)],
        folder=place,
        environment={**environment, **variables},
    )
    for attempt in range(ATTEMPTS):
        report.unlink(missing_ok=True)
        with log.open("wb") as output:
            status = run(job, output, output)
        if status != DIED:
            break
        # No program can make a sound kernel die: it says nothing of cffisock, but is told, with the kernel's words.
        print(f"{proof.name} on {proof.interpreter}: the machine died, run {attempt + 1} of {ATTEMPTS}", flush=True)
        print(
            *log.read_text(encoding="utf-8", errors="replace").splitlines()[-CONSOLE_SHOWN - 1 :], sep="\n", flush=True
        )
    proof.seconds = time.monotonic() - began
    proof.log = log.read_text(encoding="utf-8", errors="replace")
    proof.read(report)
    if status in (TIMED_OUT, DIED) or (status and not proof.total("failed")):
        proof.problems.append(f"pytest's exit status is {status}")


def families(interpreter: Interpreter, python: pathlib.Path, folder: pathlib.Path) -> Proof:
    """The project's own tests of the families."""
    proof = Proof("families", interpreter.name)
    command = [*start(interpreter, python), str(python.with_name("pytest")), "tests/families"]
    run_pytest(proof, folder, command, str(CHECKOUT))
    return proof


def socketcan(interpreter: Interpreter, python: pathlib.Path, folder: pathlib.Path) -> Proof:
    """python-can's tests of SocketCAN, with cffisock in the place of ``socket``."""
    proof = Proof("python-can", interpreter.name)
    source = python_can.source()
    command = [*start(interpreter, python), "-m", "cffisock", "run", "-m", "pytest", *python_can.TESTS]
    devices = f'{python_can.DEVICES} && exec "$@"'
    run_pytest(proof, folder, ["sh", "-c", devices, "sh", *command], str(source), TEST_SOCKETCAN="true")
    return proof


def test_socket(interpreter: Interpreter, python: pathlib.Path, folder: pathlib.Path) -> Proof:
    """CPython's tests, on the interpreter's own socket and on cffisock, compared; the groups are the classes."""
    proof = Proof("test_socket", interpreter.name)
    machine = [sys.executable, str(CHECKOUT / "tests" / "vm" / "run.py"), "--timeout", str(SECONDS)]
    warm = shlex.join([*start(interpreter, python), str(CHECKOUT / "tests" / "vm" / "warm_rds.py")])
    options = conformance.Options(
        launcher=conformance.LAUNCHER.split(),
        wrapper=[*machine, "--share", str(folder), "--", "sh", "-c", f'{warm} && exec "$@"', "sh"],
        folder=folder,
        seconds=SECONDS,
        test_seconds=300.0,
        left_out=[],
        python_options=start(interpreter, python)[1:],
    )
    began = time.monotonic()
    unit = conformance.Unit(interpreter, python, "test_socket")
    conformance.run_unit(unit, options, [])
    conformance.try_again(unit, options)
    listed = runpy.run_path(str(pathlib.Path(conformance.HERE, "exceptions.py")))["EXCEPTIONS"]
    unit.excused = Exceptions(listed).excuse(
        unit.worse, set(unit.ours.results), interpreter.implementation, interpreter.version
    )
    proof.seconds = time.monotonic() - began
    lines: list[str] = []
    conformance.report(unit, lines)
    proof.log = "\n".join(lines)
    for name, result in unit.ours.results.items():
        outcome = kind(result.outcome)
        worse = name in unit.worse and name not in unit.excused
        if name in unit.ours.tests:
            # What fails on both sides is the test's or the kernel's fault: it does not count.
            if outcome == "failed" and not worse:
                continue
            proof.add(name.split(".")[-2], "failed" if worse else outcome, result.reason)
    if not unit.ours.ended or not unit.ours.on_cffisock or not unit.own.ended or unit.own.on_cffisock:
        proof.problems.append("one of the two runs did not come to its end, or was not on the socket it should be on")
    return proof


PROOFS: dict[str, Callable[[Interpreter, pathlib.Path, pathlib.Path], Proof]] = {
    "test_socket": test_socket,
    "families": families,
    "python-can": socketcan,
}


def prove(name: str, interpreter: Interpreter, python: pathlib.Path, folder: pathlib.Path) -> Proof:
    """Run one of them; its files are in a folder that is emptied first."""
    place = folder / f"{name}-{interpreter.slug}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return PROOFS[name](interpreter, python, place)
