"""What runs in a process of its own: ``python -m benchmarks.child TASK SIDE ...`` prints what it finds, as JSON."""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from typing import Any, Callable

DATA = b"0123456789"
SPARE = 50  # descriptors for everything else

# In the measurement of instructions: see `benchmarks.instructions`, which runs `count`.
mark: Callable[[int], int] | None = getattr(os, "getsid", None)


def resident() -> int | None:
    """The bytes of this process that are in memory now; None where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            pages = int(file.read().split()[1])
        size = os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError):
        return None
    return pages * size


def allow_descriptors(wanted: int) -> int:
    """How many descriptors there may be, up to ``wanted``; raises the limit if it is lower."""
    try:
        import resource
    except ImportError:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted + SPARE:
        best = wanted + SPARE if hard == resource.RLIM_INFINITY else min(hard, wanted + SPARE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (best, hard))
        return min(wanted, best - SPARE)
    return wanted


def sockets(net: Any, wanted: int) -> dict[str, float]:
    """The memory for each of many idle sockets."""
    count = allow_descriptors(wanted)
    found: dict[str, float] = {}

    def make() -> list[Any]:
        kept: list[Any] = [None] * count
        for number in range(count):
            kept[number] = net.socket(net.AF_INET, net.SOCK_DGRAM)
        return kept

    def discard(kept: list[Any]) -> None:
        while kept:
            kept.pop().close()

    discard([net.socket() for _ in range(10)])  # what is made once is made by now
    gc.collect()
    before = resident()
    kept = make()
    gc.collect()
    after = resident()
    if before is not None and after is not None:
        found["resident"] = (after - before) / count
    try:
        found["object"] = sys.getsizeof(kept[0])
    except TypeError:
        pass  # PyPy has objects without a size of their own
    discard(kept)

    try:
        import tracemalloc
    except ImportError:
        return found
    tracemalloc.start()
    make_list = sys.getsizeof([None] * count)
    before = tracemalloc.get_traced_memory()[0]
    kept = make()
    gc.collect()
    found["traced"] = (tracemalloc.get_traced_memory()[0] - before - make_list) / count
    tracemalloc.stop()
    discard(kept)
    return found


def received(net: Any, *sizes: int) -> dict[str, float]:
    """The most that was allocated at one time during ``recv(size)``."""
    try:
        import tracemalloc
    except ImportError:
        return {}
    found: dict[str, float] = {}
    left, right = net.socketpair()
    with left, right:
        for size in sizes:
            for _ in range(2):  # the first time makes what is kept
                left.send(DATA)
                tracemalloc.start()
                before = tracemalloc.get_traced_memory()[0]
                tracemalloc.reset_peak()
                data = right.recv(size)
                found[str(size)] = tracemalloc.get_traced_memory()[1] - before
                tracemalloc.stop()
                assert data == DATA
    return found


def count(side: str, *rows_and_loops: int) -> dict[str, float]:
    """Runs rows of the table, with a mark before and after each loop.

    Args:
        side: the module.
        rows_and_loops: for every row its number, how often to run it first, and how often in the first and in the
            second loop.

    Returns:
        The numbers of the rows that this machine does not support, as keys.
    """
    from benchmarks.sides import Unsupported, load

    assert mark is not None
    numbers = iter(rows_and_loops)
    skipped: dict[str, float] = {}
    for row, first, few, many in zip(numbers, numbers, numbers, numbers):
        gc.collect()
        gc.disable()
        try:
            with load(side)[row].open() as run:
                run(first)
                mark(0)
                run(few)
                mark(0)
                run(many)
                mark(0)
        except Unsupported:
            skipped[str(row)] = 1
        gc.enable()
    return skipped


def main() -> None:
    task, side, *rest = sys.argv[1:]
    numbers = list(map(int, rest))
    if task == "count":
        found = count(side, *numbers)
    elif task == "sockets":
        found = sockets(importlib.import_module(side), *numbers)
    else:
        found = received(importlib.import_module(side), *numbers)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
