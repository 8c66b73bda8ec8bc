"""The timing of one operation: paired samples, and the median of their ratios.

Clocks on shared machines are noisy: other programs take turns, caches are emptied, processors change their speed. So
the two sides are always timed one right after the other, in changing order (own, cffisock, cffisock, own, ...); each
such round gives one ratio, and what is reported is the median of the ratios, not the ratio of two medians. Where the
system has a good clock for it, only the time counts that this thread spends on a processor, in the kernel included: the
operations do both ends in one thread, so that they never sleep, and what other programs take is left out.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Callable, NamedTuple

from benchmarks.sides import OURS, OWN, SIDES, Operation, Run, load

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

WINDOWS = sys.platform == "win32"
CLOCKS: dict[str, Callable[[], float]] = {"processor": time.thread_time, "wall": time.perf_counter}
# Windows says of its clock for a thread that it counts in tenths of a microsecond, and it stands still for 15 ms.
DEFAULT_CLOCK = "processor" if time.get_clock_info("thread_time").resolution <= 1e-6 and not WINDOWS else "wall"
SAMPLE = 0.02  # seconds
MOST_LOOPS = 10_000_000

# A just-in-time compiler has to see a loop for a while before the loop has its final speed.
_COMPILES = sys.implementation.name != "cpython"
WARM_UP = 0.75 if _COMPILES else 0.01  # seconds for each side


class Timing(NamedTuple):
    """What came out for one operation.

    Attributes:
        name: what is done.
        mode: how the sockets wait.
        own: nanoseconds that it takes on the interpreter's own socket.
        ours: nanoseconds that it takes on cffisock.
        ratio: the second by the first, the median of all rounds.
        low: of the rounds' ratios, a quarter is lower.
        high: of the rounds' ratios, a quarter is higher.
        loops: how often the operation was done in each sample.
        own_times: seconds that it took on the interpreter's own socket, in each round.
        our_times: the same on cffisock.
    """

    name: str
    mode: str
    own: float
    ours: float
    ratio: float
    low: float
    high: float
    loops: int
    own_times: tuple[float, ...]
    our_times: tuple[float, ...]


class Bench:
    """An operation, opened on both sides."""

    def __init__(self, number: int, clock: str, open_on: Callable[[AbstractContextManager[Run]], Run]) -> None:
        """Opens row ``number`` of the table on both sides, in what ``open_on`` closes."""
        self.operation: Operation = load(OWN)[number]
        self.clock = CLOCKS["processor" if self.operation.waits else clock]
        self.runs: dict[str, Run] = {side: open_on(load(side)[number].open()) for side in SIDES}
        own, ours = (getattr(self.runs[side], "__code__", None) for side in SIDES)
        if own is ours:
            raise AssertionError("both sides would share their bytecode, see benchmarks.sides")

    def sample(self, side: str, loops: int) -> float:
        """How many seconds the operation takes so many times."""
        clock, run = self.clock, self.runs[side]
        if not _COMPILES:
            gc.disable()
        try:
            start = clock()
            run(loops)
            return clock() - start
        finally:
            gc.enable()

    def warm_up(self) -> None:
        """Runs both sides, by turns, until a compiler has done its work."""
        loops = 1
        for side in SIDES:
            spent = 0.0
            while spent < WARM_UP and loops < MOST_LOOPS:
                start = time.perf_counter()
                self.sample(side, loops)
                took = time.perf_counter() - start
                spent += took
                loops = min(loops * 2, MOST_LOOPS) if took < SAMPLE / 4 else loops

    def calibrate(self) -> int:
        """How often to do the operation in a sample: the side that takes longer then takes about `SAMPLE`."""
        loops = 1
        while True:
            took = max(self.sample(side, loops) for side in SIDES)
            if took >= SAMPLE / 4 or loops >= MOST_LOOPS:
                return max(1, min(MOST_LOOPS, round(loops * SAMPLE / max(took, 1e-9))))
            loops *= 2

    def measure(self, rounds: int) -> Timing:
        """Times the operation."""
        self.warm_up()
        loops = self.calibrate()
        taken: dict[str, list[float]] = {side: [] for side in SIDES}
        for number in range(rounds):
            # What one side left to be collected must not be collected at the other's expense.
            gc.collect()
            for side in SIDES if number % 2 == 0 else SIDES[::-1]:
                taken[side].append(max(self.sample(side, loops), 1e-9))
        ratios = [ours / own for own, ours in zip(taken[OWN], taken[OURS])]
        low, high = quartiles(ratios)
        own_times, our_times = (tuple(spent / loops for spent in taken[side]) for side in SIDES)
        own, ours = (statistics.median(times) * 1e9 for times in (own_times, our_times))
        name, mode = self.operation.name, self.operation.mode
        return Timing(name, mode, own, ours, statistics.median(ratios), low, high, loops, own_times, our_times)


def time_operation(number: int, rounds: int, clock: str) -> Timing:
    """Times row ``number`` of the table on both sides."""
    with ExitStack() as opened:
        return Bench(number, clock, opened.enter_context).measure(rounds)


def try_operation(number: int) -> None:
    """Proves that row ``number`` of the table runs on both sides."""
    with ExitStack() as opened:
        bench = Bench(number, DEFAULT_CLOCK, opened.enter_context)
        for side in SIDES:
            bench.runs[side](3)


def quartiles(values: list[float]) -> tuple[float, float]:
    """The first and the third quartile."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high
