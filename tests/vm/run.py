"""Runs a command in a virtual machine whose kernel has every socket family, with this machine's files as they are.

    python tests/vm/run.py [--modules NAME,...] [--timeout SECONDS] [--share FOLDER] [--counting] -- COMMAND...

The command runs as root, in this folder, with this environment and `CFFISOCK_VM=1`.  What it writes is gone afterwards,
except in a folder that is shared.  Its output comes out as it is printed, and its exit status is this program's: or 124
if it took too long, 125 if the machine died.  A start takes some 5 seconds, and everything in it is 20 times slower
than outside: so one machine for many tests, not many machines.  With `--counting` the clocks inside count instructions,
the kernel's as well: what is measured so does not depend on what else this machine does.

What is needed (QEMU, BusyBox, a kernel) is fetched from Debian's archive, once: see `packages.py` and `kernel.py`.
"""

from __future__ import annotations

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))

from tests.vm.machine import Job, run
from tests.vm.modules import MODULES
from tests.vm.packages import MissingError


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs a command in a virtual machine with every socket family.")
    parser.add_argument("--modules", help="load these instead of all (comma-separated; may be empty)")
    parser.add_argument("--timeout", type=float, default=300.0, help="seconds that the command may take (300)")
    parser.add_argument("--share", action="append", default=[], help="a folder whose changes stay")
    parser.add_argument("--counting", action="store_true", help="time goes by the instructions: for measuring")
    parser.add_argument("command", nargs="+", help="after --")
    given = parser.parse_args()
    modules = MODULES if given.modules is None else [name for name in given.modules.split(",") if name]
    try:
        return run(Job(given.command, given.timeout, modules, given.share, given.counting))
    except MissingError as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
