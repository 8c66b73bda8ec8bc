"""``python -m cffisock``: reports what works here; ``run`` runs a program on cffisock.

python -m cffisock                        a report of every family, then an exchange over loopback
python -m cffisock run SCRIPT [ARG ...]   run a program with cffisock in the place of ``socket``
python -m cffisock run -m MODULE [ARG ...]
"""

from __future__ import annotations

import sys

USAGE = "usage: python -m cffisock [run SCRIPT [ARG ...] | run -m MODULE [ARG ...]]"


def main() -> int:
    """Does what the command line says; returns the exit status."""
    arguments = sys.argv[1:]
    if not arguments:
        from cffisock.report import report

        return report()
    if arguments[0] == "run" and len(arguments) > 1:
        from cffisock.running import run

        return run(arguments[1:])
    if arguments in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
