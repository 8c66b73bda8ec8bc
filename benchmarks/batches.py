"""Datagrams in batches, against the best loop with the interpreter's own socket, and against a C program.

Every row sends datagrams of 1,200 bytes over loopback and receives them, in one thread, and makes the data of each one
visible as a memoryview.  The own socket's best loop is `send` and `recv_into` a buffer that is kept.  The C program
(`batches.c`, compiled when this starts) makes the same system calls as cffisock.  As in `benchmarks.measure`, the sides
take turns, and what is reported is the median of the ratios of all rounds; here a ratio above 1 says that cffisock is
faster.
"""

from __future__ import annotations

import gc
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Callable, NamedTuple

import cffi

import cffisock
from benchmarks.measure import CLOCKS, SAMPLE, WARM_UP, quartiles
from benchmarks.sides import CHECKOUT, Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE, DATAGRAMS = 1200, 64
TOGETHER, MESSAGES = 54, 4  # datagrams in each message that the kernel cuts, and messages in each call
ROOM = 8 << 20
DECLARATIONS = """
long many(int out, int in, int size, int other, long rounds);
long cut(int out, int in, int size, long rounds);
long joined(int out, int in, int size, int together, long rounds);
long waiting(int in, int wanted);
"""

# Does its rounds and returns how many seconds they took.
Side = Callable[[int], float]
Clock = Callable[[], float]


class Rate(NamedTuple):
    """A row.

    Attributes:
        name: what is done.
        own: datagrams in a second on the interpreter's own socket.
        ours: on cffisock.
        c: by the C program; None without a compiler.
        times: cffisock's rate by the own socket's, the median of all rounds.
        low: a quarter of the rounds is lower.
        high: a quarter is higher.
        of_c: cffisock's rate by the C program's.
    """

    name: str
    own: float
    ours: float
    c: float | None
    times: float
    low: float
    high: float
    of_c: float | None


def compiled() -> Any:
    """The C program's functions; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    ffi = cffi.FFI()
    ffi.cdef(DECLARATIONS)
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder, "batches.so")
        source = CHECKOUT / "benchmarks" / "batches.c"
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", target, source], check=True)
        return ffi.dlopen(str(target))


def udp_pair(net: Any, opened: ExitStack) -> tuple[Any, Any]:
    """A UDP socket that is connected to another one, with room for all that is sent at a time."""
    out = opened.enter_context(net.socket(net.AF_INET, net.SOCK_DGRAM))
    into = opened.enter_context(net.socket(net.AF_INET, net.SOCK_DGRAM))
    into.bind(("127.0.0.1", 0))
    out.connect(into.getsockname())
    force = 33  # SO_RCVBUFFORCE, for root; the limit for others is enough for a part of the rows
    try:
        into.setsockopt(net.SOL_SOCKET, force, ROOM)
    except PermissionError:
        into.setsockopt(net.SOL_SOCKET, net.SO_RCVBUF, ROOM)
        if into.getsockopt(net.SOL_SOCKET, net.SO_RCVBUF) < 1 << 20:
            raise Unsupported("the receive buffer cannot be made large enough, see net.core.rmem_max") from None
    return out, into


def own_loop(messages: list[bytes], clock: Clock, opened: ExitStack) -> Side:
    """The best loop with the interpreter's own socket."""
    out, into = udp_pair(socket, opened)
    buffer = memoryview(bytearray(2048))

    def side(rounds: int) -> float:
        send, receive = out.send, into.recv_into
        start = clock()
        for _ in range(rounds):
            for message in messages:
                send(message)
            for _ in messages:
                buffer[: receive(buffer)]
        return clock() - start

    return side


def batch_loop(messages: list[bytes], clock: Clock, opened: ExitStack) -> Side:
    """The same with batches."""
    out, into = udp_pair(cffisock, opened)
    batch = cffisock.DatagramBatch(DATAGRAMS, 2048)

    def side(rounds: int) -> float:
        start = clock()
        for _ in range(rounds):
            out.send_many(messages)
            missing = len(messages)
            while missing > 0:
                missing -= into.recv_many(batch)
                for _ in batch.views():
                    pass
        return clock() - start

    return side


def forward_loop(messages: list[bytes], clock: Clock, opened: ExitStack) -> Side:
    """The same, sending what was received before."""
    out, into = udp_pair(cffisock, opened)
    received, batch = cffisock.DatagramBatch(DATAGRAMS, 2048), cffisock.DatagramBatch(DATAGRAMS, 2048)
    out.send_many(messages)
    if into.recv_many(received) != len(messages):
        raise AssertionError("not all at once")
    received.redirect(None)

    def side(rounds: int) -> float:
        start = clock()
        for _ in range(rounds):
            out.send_many(received)
            missing = len(messages)
            while missing > 0:
                missing -= into.recv_many(batch)
                for _ in batch.views():
                    pass
        return clock() - start

    return side


def segments_loop(clock: Clock, opened: ExitStack) -> Side:
    """Segments both ways."""
    out, into = udp_pair(cffisock, opened)
    if not into.enable_gro():
        raise Unsupported("this kernel joins no datagrams")
    batch = cffisock.DatagramBatch(MESSAGES, 65536)
    data = bytes(SIZE * TOGETHER * MESSAGES)

    def side(rounds: int) -> float:
        start = clock()
        for _ in range(rounds):
            out.send_segmented(data, SIZE)
            missing = TOGETHER * MESSAGES
            while missing > 0:
                into.recv_many(batch)
                views = batch.segments()
                missing -= len(views)
                for _ in views:
                    pass
        return clock() - start

    return side


def c_side(call: Callable[[int, int, int], int], clock: Clock, opened: ExitStack, gro: bool = False) -> Side:
    """A function of the C program."""
    out, into = udp_pair(cffisock, opened)
    if gro:
        into.enable_gro()

    def side(rounds: int) -> float:
        start = clock()
        received = call(out.fileno(), into.fileno(), rounds)
        if received < rounds:
            raise AssertionError(f"the C program received {received}")
        return clock() - start

    return side


# A row: its name, the datagrams in a round of each side, and the sides: own, cffisock, C.
Row = tuple[str, tuple[int, int, int], tuple[Side, Side, "Side | None"]]


def rows(clock: Clock, opened: ExitStack) -> Iterator[Row]:
    """The table."""
    library = compiled()
    opened.callback(lambda: library)  # it stays loaded
    plain = (DATAGRAMS,) * 3
    equal = [bytes(SIZE)] * DATAGRAMS
    unequal = [bytes(SIZE - number % 2) for number in range(DATAGRAMS)]

    def c(call: Callable[[int, int, int], int], gro: bool = False) -> Side | None:
        return None if library is None else c_side(call, clock, opened, gro)

    own = own_loop(equal, clock, opened)
    cut = c(lambda out, into, rounds: library.cut(out, into, SIZE, rounds))
    many = c(lambda out, into, rounds: library.many(out, into, SIZE, SIZE - 1, rounds))
    joined = c(lambda out, into, rounds: library.joined(out, into, SIZE, TOGETHER, rounds), gro=True)
    yield "send_many + recv_many, of one size", plain, (own, batch_loop(equal, clock, opened), cut)
    yield "send_many + recv_many, of two sizes", plain, (own, batch_loop(unequal, clock, opened), many)
    yield "send_many of a batch + recv_many", plain, (own, forward_loop(unequal, clock, opened), many)
    segments = (DATAGRAMS, TOGETHER * MESSAGES, TOGETHER * MESSAGES)
    yield "send_segmented + recv_many, GSO and GRO", segments, (own, segments_loop(clock, opened), joined)
    if can_device() is not None:
        yield can_row(library, clock, opened, None)
        yield can_row(library, clock, opened, 10.0)


def can_device() -> str | None:
    """A virtual CAN bus, if there is one."""
    return next((name for _, name in cffisock.if_nameindex() if name.startswith("vcan")), None)


def can_row(library: Any, clock: Clock, opened: ExitStack, timeout: float | None) -> Row:
    """Receiving CAN frames that wait already: sending them is not counted."""
    device = can_device()
    frame = bytes([1, 0, 0, 0, 8, 0, 0, 0, *range(8)])

    def bus(net: Any) -> tuple[Any, Any]:
        ends = []
        for _ in range(2):
            ends.append(opened.enter_context(cffisock.socket(cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW)))
            ends[-1].bind((device,))
        ends[1].setsockopt(cffisock.SOL_SOCKET, cffisock.SO_RCVBUF, 1 << 20)
        into = ends[1] if net is cffisock else opened.enter_context(socket.socket(fileno=ends[1].dup().detach()))
        into.settimeout(timeout)
        return ends[0], into

    def timed(net: Any, receive: Callable[[Any], None]) -> Side:
        out, into = bus(net)

        def side(rounds: int) -> float:
            spent = 0.0
            for _ in range(rounds):
                for _ in range(DATAGRAMS):
                    out.send(frame)
                start = clock()
                receive(into)
                spent += clock() - start
            return spent

        return side

    batch = cffisock.DatagramBatch(DATAGRAMS, 16)

    def own(into: Any) -> None:
        for _ in range(DATAGRAMS):
            into.recv(16)

    def ours(into: Any) -> None:
        missing = DATAGRAMS
        while missing > 0:
            missing -= into.recv_many(batch)
            for _ in batch.views():
                pass

    by_c = None if library is None else timed(cffisock, lambda into: library.waiting(into.fileno(), DATAGRAMS))
    name = "recv_many of CAN frames" if timeout is None else "recv_many of CAN frames, with a timeout"
    return name, (DATAGRAMS,) * 3, (timed(socket, own), timed(cffisock, ours), by_c)


def measure(row: Row, rounds: int) -> Rate:
    """Times a row."""
    name, datagrams, sides = row
    loops = []
    for side in sides:
        count, took = 1, 0.0
        if side is not None:
            spent = 0.0
            while took < SAMPLE / 2 or spent < WARM_UP:
                took = side(count)
                spent += took
                count = count * 2 if took < SAMPLE / 2 else count
        loops.append(count)
    times: list[list[float]] = [[], [], []]
    for number in range(rounds):
        gc.collect()
        for at in range(3) if number % 2 == 0 else reversed(range(3)):
            side = sides[at]
            if side is not None:
                times[at].append(side(loops[at]) / loops[at] / datagrams[at])
    own, ours, c = times
    ratios = [first / second for first, second in zip(own, ours)]
    low, high = quartiles(ratios)
    return Rate(
        name,
        1 / statistics.median(own),
        1 / statistics.median(ours),
        1 / statistics.median(c) if c else None,
        statistics.median(ratios),
        low,
        high,
        statistics.median(first / second for first, second in zip(c, ours)) if c else None,
    )


def header() -> str:
    return (
        f"{'datagrams of 1,200 bytes in a second':42}{'own':>12}{'cffisock':>12}{'C':>12}"
        f"{'/ own':>8}{'quartiles':>13}{'/ C':>7}"
    )


def line(rate: Rate) -> str:
    c, of_c = ("", "") if rate.c is None else (f"{rate.c:,.0f}", f"{rate.of_c:.2f}")
    spread = f"{rate.low:.2f}-{rate.high:.2f}"
    return f"{rate.name:42}{rate.own:12,.0f}{rate.ours:12,.0f}{c:>12}{rate.times:8.2f}{spread:>13}{of_c:>7}"


def measure_all(rounds: int, clock_name: str, wanted: Callable[[str], bool]) -> Iterator[Rate]:
    """All rows with a name that is wanted, one after the other."""
    if not sys.platform.startswith("linux"):
        raise Unsupported("the C program is for Linux")
    with ExitStack() as opened:
        for row in rows(CLOCKS[clock_name], opened):
            if wanted(row[0]):
                yield measure(row, rounds)
