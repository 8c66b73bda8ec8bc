"""``python -m cffisock``: says what works here; ``run`` runs a program on cffisock.

python -m cffisock [OPTION ...]               what works here, and if not, why not
python -m cffisock explain NAME [OPTION ...]  more of one family, protocol or feature
python -m cffisock run SCRIPT [ARG ...]       run a program with cffisock in the place of ``socket``
python -m cffisock run -m MODULE [ARG ...]

options:
  --json        for programs (not with explain)
  --no-sockets  open no socket, only read /proc and the lists of modules
  --load        open all sockets, even if the kernel loads modules for that
"""

from __future__ import annotations

import errno
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

USAGE = (
    "usage: python -m cffisock [--json] [--no-sockets | --load] | explain NAME [--no-sockets | --load]"
    " | run SCRIPT [ARG ...] | run -m MODULE [ARG ...]"
)


# Windows has no number of its own for it.
_READER_GONE = (errno.EPIPE, errno.EINVAL) if sys.platform == "win32" else (errno.EPIPE,)


def main() -> int:
    """Does what the command line says; returns the exit status."""
    arguments = sys.argv[1:]
    if arguments in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    if arguments[:1] == ["run"] and len(arguments) > 1:
        from cffisock.running import run

        return run(arguments[1:])
    options = {argument for argument in arguments if argument.startswith("--")}
    names = [argument for argument in arguments if argument not in options]
    ways = {"sockets": "--no-sockets" not in options, "load": "--load" in options}
    if ways["sockets"] or not ways["load"]:
        if not names and options <= {"--json", "--no-sockets", "--load"}:
            return _to_the_end(lambda: _report(as_json="--json" in options, **ways))
        if len(names) == 2 and names[0] == "explain" and options <= {"--no-sockets", "--load"}:
            return _to_the_end(lambda: _explain(names[1], **ways))
    print(USAGE, file=sys.stderr)
    return 2


def _to_the_end(prints: Callable[[], int]) -> int:
    """Returns what ``prints`` does, also if whoever reads has had enough, as ``head`` has."""
    try:
        status = prints()
        sys.stdout.flush()
    except OSError as failure:
        if failure.errno not in _READER_GONE:
            raise
        # What is still to be written at exit goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _report(as_json: bool, sockets: bool, load: bool) -> int:
    """Prints the report; returns 1 only if bytes did not come through that should have."""
    import cffisock
    from cffisock.capability import report
    from cffisock.capability.kernel import Kernel

    before = Kernel().loaded or frozenset()
    found = cffisock.capabilities(sockets=sockets, load=load)
    loaded = sorted((Kernel().loaded or frozenset()) - before)
    if as_json:
        from cffisock.capability import as_json as written

        print(written.dumps(found, cffisock=cffisock.__version__, machine=report.machine()))
        return 0
    print(report.heading(cffisock.__version__, report.machine()), end="\n\n")
    for line in report.lines(found, report.wants_colour(sys.stdout)):
        print(line)
    if loaded:
        print(*report.wrapped(f"Meanwhile the kernel loaded: {', '.join(loaded)}."), sep="\n")
    if not sockets:
        return 0
    from cffisock.capability.exchanges import exchange

    said, good = exchange()
    print("", *said, sep="\n")
    return 0 if good else 1


def _explain(name: str, sockets: bool, load: bool) -> int:
    """Prints what is known of a name; returns 2 if there is nothing of that name."""
    import cffisock

    try:
        print(cffisock.explain(name, sockets=sockets, load=load))
    except ValueError as unknown:
        print(unknown, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
