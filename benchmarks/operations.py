"""The table of operations.

Each function makes its sockets, yields the loop that does the operation, and closes them. ``net`` is one of the two
modules; nothing here knows which. Sockets are called as programs call them: a method looked up at every call, a
function as an attribute of the module. One thread does both ends, so that no scheduling is measured.

This file is executed many times over: see `benchmarks.sides`.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from contextlib import contextmanager
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from cffi import FFI

from benchmarks.sides import BLOCKING, TIMEOUT, Run, Table, Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator

table = Table()

DATA = bytes(range(64))
BULK = bytes(64 * 1024)
LINES = 1000
LINE = b"a line of a text that is not long\r\n"
LOOPBACK = "127.0.0.1"
# Several, so that remembering the last one is not enough.
ADDRESSES = [f"192.0.2.{number}" for number in range(0, 256, 16)]
ADDRESSES_V6 = [f"2001:db8::8a2e:370:{number:x}" for number in range(256, 65536, 4096)]

# Answers what it reads from its standard input, until that ends.
ECHO = """
import os
while True:
    data = os.read(0, 64)
    if not data:
        break
    os.write(0, data)
"""


def expect(found: object, wanted: object) -> None:
    """Proves, before anything is timed, that the operation does what it says."""
    if found != wanted:
        raise AssertionError(f"{found!r}, not {wanted!r}")


@contextmanager
def pair(net: Any, timeout: float | None) -> Iterator[tuple[Any, Any]]:
    """Two sockets of this machine that are connected to each other."""
    left, right = net.socketpair()
    with left, right:
        left.settimeout(timeout)
        right.settimeout(timeout)
        yield left, right


@contextmanager
def tcp_pair(net: Any, timeout: float | None) -> Iterator[tuple[Any, Any]]:
    """Both ends of a TCP connection over loopback."""
    with net.create_server((LOOPBACK, 0)) as listener:
        left = net.create_connection(listener.getsockname(), 10)
        right, _ = listener.accept()
    with left, right:
        for end in left, right:
            end.settimeout(timeout)
            end.setsockopt(net.IPPROTO_TCP, net.TCP_NODELAY, 1)
        yield left, right


@table.add("send + recv 64 B", BLOCKING, TIMEOUT)
def send_recv(net: Any, timeout: float | None) -> Iterator[Run]:
    with pair(net, timeout) as (left, right):
        expect((left.send(DATA), right.recv(64)), (64, DATA))

        def run(count: int) -> None:
            for _ in range(count):
                left.send(DATA)
                right.recv(64)

        yield run


@table.add("sendall + recv_into 64 B", BLOCKING, TIMEOUT)
def send_recv_into(net: Any, timeout: float | None) -> Iterator[Run]:
    with pair(net, timeout) as (left, right):
        room = bytearray(64)
        expect((left.sendall(DATA), right.recv_into(room), room), (None, 64, DATA))

        def run(count: int) -> None:
            for _ in range(count):
                left.sendall(DATA)
                right.recv_into(room)

        yield run


@table.add("sendto + recvfrom 64 B, UDP", BLOCKING, TIMEOUT)
def sendto_recvfrom(net: Any, timeout: float | None) -> Iterator[Run]:
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as left, net.socket(net.AF_INET, net.SOCK_DGRAM) as right:
        for end in left, right:
            end.bind((LOOPBACK, 0))
            end.settimeout(timeout)
        there = right.getsockname()
        expect((left.sendto(DATA, there), right.recvfrom(64)), (64, (DATA, left.getsockname())))

        def run(count: int) -> None:
            for _ in range(count):
                left.sendto(DATA, there)
                right.recvfrom(64)

        yield run


def need_messages(net: Any) -> None:
    if not hasattr(net.socket, "sendmsg"):
        raise Unsupported("the own socket has no sendmsg()")


@table.add("sendmsg + recvmsg, one buffer", BLOCKING, TIMEOUT)
def sendmsg_recvmsg(net: Any, timeout: float | None) -> Iterator[Run]:
    need_messages(net)
    with pair(net, timeout) as (left, right):
        buffers = [DATA]
        expect((left.sendmsg(buffers), right.recvmsg(64)[:2]), (64, (DATA, [])))

        def run(count: int) -> None:
            for _ in range(count):
                left.sendmsg(buffers)
                right.recvmsg(64)

        yield run


@table.add("sendmsg + recvmsg_into, four buffers", BLOCKING, TIMEOUT)
def sendmsg_several(net: Any, timeout: float | None) -> Iterator[Run]:
    need_messages(net)
    with pair(net, timeout) as (left, right):
        buffers = [DATA[start : start + 16] for start in range(0, 64, 16)]
        rooms = [bytearray(16) for _ in buffers]
        expect((left.sendmsg(buffers), right.recvmsg_into(rooms)[0], b"".join(rooms)), (64, 64, DATA))

        def run(count: int) -> None:
            for _ in range(count):
                left.sendmsg(buffers)
                right.recvmsg_into(rooms)

        yield run


@table.add("TCP echo 64 B", BLOCKING, TIMEOUT)
def tcp_echo(net: Any, timeout: float | None) -> Iterator[Run]:
    with tcp_pair(net, timeout) as (left, right):

        def run(count: int) -> None:
            for _ in range(count):
                left.sendall(DATA)
                right.sendall(right.recv(64))
                left.recv(64)

        left.sendall(DATA)
        expect(right.recv(64), DATA)
        yield run


@table.add("bulk 64 KiB", BLOCKING, TIMEOUT)
def bulk(net: Any, timeout: float | None) -> Iterator[Run]:
    with pair(net, timeout) as (left, right):
        size = len(BULK)

        def run(count: int) -> None:
            for _ in range(count):
                left.sendall(BULK)
                missing = size
                while missing > 0:
                    received = len(right.recv(size))
                    if received == 0:
                        raise EOFError
                    missing -= received

        yield run


@table.add("recv that would block")
def would_block(net: Any) -> Iterator[Run]:
    with pair(net, 0) as (left, right):

        def run(count: int) -> None:
            for _ in range(count):
                try:
                    right.recv(64)
                except BlockingIOError:  # noqa: PERF203 - the exception is what is measured
                    pass

        left.send(DATA)
        expect(right.recv(64), DATA)
        yield run


@contextmanager
def one_processor() -> Iterator[None]:
    """Keeps this thread, and the processes that it starts, on one processor.

    Elsewhere a process that is waited for may find a processor asleep. How long that takes to wake counts as this
    thread's time on some machines: then the row is one of two numbers, forty times apart.
    """
    if sys.platform != "linux":
        yield
        return
    ffi = FFI()  # PyPy's os has not got these
    ffi.cdef("""
        int sched_getaffinity(int pid, size_t size, unsigned long *mask);
        int sched_setaffinity(int pid, size_t size, const unsigned long *mask);
    """)
    libc: Any = ffi.dlopen(None)
    before, one = ffi.new("unsigned long[16]"), ffi.new("unsigned long[16]")
    libc.sched_getaffinity(0, ffi.sizeof(before), before)
    place, bits = next((place, bits) for place, bits in enumerate(before) if bits)
    one[place] = bits & -bits
    libc.sched_setaffinity(0, ffi.sizeof(one), one)
    try:
        yield
    finally:
        libc.sched_setaffinity(0, ffi.sizeof(before), before)


# Another process answers, as soon as it gets to run. How long that takes says nothing about sockets.
@table.add("send + recv that waits", BLOCKING, TIMEOUT, waits=True)
def waiting_recv(net: Any, timeout: float | None) -> Iterator[Run]:
    if os.name != "posix":
        raise Unsupported("a socket cannot be another process's standard input here")
    with one_processor(), pair(net, timeout) as (left, right):
        command = [sys.executable, "-I", "-S", "-c", ECHO]
        right.settimeout(None)  # the descriptor shall block there, whatever it does here
        with subprocess.Popen(command, stdin=right.fileno()) as echo:
            right.close()
            try:
                left.sendall(DATA)
                expect(left.recv(64), DATA)

                def run(count: int) -> None:
                    for _ in range(count):
                        left.send(DATA)
                        left.recv(64)

                yield run
            finally:
                left.close()
                try:
                    echo.wait(10)
                except subprocess.TimeoutExpired:
                    echo.kill()


@table.add("TCP connect, accept, close", BLOCKING, TIMEOUT)
def connect_accept(net: Any, timeout: float | None) -> Iterator[Run]:
    with net.create_server((LOOPBACK, 0)) as listener:
        # The ends of thousands of connections would linger for a minute each. Accepted sockets inherit this: they are
        # closed with a reset.
        listener.setsockopt(net.SOL_SOCKET, net.SO_LINGER, struct.pack("ii", 1, 0))
        listener.settimeout(timeout)
        there = listener.getsockname()

        def run(count: int) -> None:
            for _ in range(count):
                client = net.socket()
                client.settimeout(timeout)
                client.connect(there)
                accepted, _ = listener.accept()
                accepted.close()
                client.close()

        yield run


@table.add("socket + close")
def socket_close(net: Any) -> Iterator[Run]:
    def run(count: int) -> None:
        for _ in range(count):
            net.socket(net.AF_INET, net.SOCK_DGRAM).close()

    yield run


@table.add("setsockopt + getsockopt")
def options(net: Any) -> Iterator[Run]:
    with net.socket(net.AF_INET, net.SOCK_STREAM) as sock:
        level, option = net.SOL_SOCKET, net.SO_KEEPALIVE

        def run(count: int) -> None:
            for _ in range(count):
                sock.setsockopt(level, option, 1)
                sock.getsockopt(level, option)

        run(1)
        expect(sock.getsockopt(level, option), 1)
        yield run


@table.add("getsockname")
def getsockname(net: Any) -> Iterator[Run]:
    with tcp_pair(net, None) as (left, right):
        expect(left.getsockname(), right.getpeername())

        def run(count: int) -> None:
            for _ in range(count):
                left.getsockname()

        yield run


@table.add("getpeername")
def getpeername(net: Any) -> Iterator[Run]:
    with tcp_pair(net, None) as (left, right):
        expect(left.getpeername(), right.getsockname())

        def run(count: int) -> None:
            for _ in range(count):
                left.getpeername()

        yield run


@table.add("settimeout, twice")
def settimeout(net: Any) -> Iterator[Run]:
    with net.socket() as sock:

        def run(count: int) -> None:
            for _ in range(count):
                sock.settimeout(1.5)
                sock.settimeout(None)

        yield run


@table.add("family, type, proto, timeout, fileno()")
def attributes(net: Any) -> Iterator[Run]:
    with net.socket() as sock:
        sock.settimeout(1.5)
        expect((sock.family, sock.type, sock.timeout), (net.AF_INET, net.SOCK_STREAM, 1.5))

        def run(count: int) -> None:
            for _ in range(count):
                sock.family  # noqa: B018 - reading it is what is measured
                sock.type  # noqa: B018 - reading it is what is measured
                sock.proto  # noqa: B018 - reading it is what is measured
                sock.timeout  # noqa: B018 - reading it is what is measured
                sock.fileno()

        yield run


@table.add("getaddrinfo, a number")
def getaddrinfo_number(net: Any) -> Iterator[Run]:
    expect(net.getaddrinfo(LOOPBACK, 80, 0, net.SOCK_STREAM)[0][4], (LOOPBACK, 80))

    def run(count: int) -> None:
        kind = net.SOCK_STREAM
        for _ in range(count):
            net.getaddrinfo(LOOPBACK, 80, 0, kind)

    yield run


@table.add("getaddrinfo, localhost")
def getaddrinfo_localhost(net: Any) -> Iterator[Run]:
    try:
        net.getaddrinfo("localhost", 80, 0, net.SOCK_STREAM)
    except net.gaierror as failure:
        raise Unsupported(f"localhost: {failure}") from failure

    def run(count: int) -> None:
        kind = net.SOCK_STREAM
        for _ in range(count):
            net.getaddrinfo("localhost", 80, 0, kind)

    yield run


@table.add("inet_aton + inet_ntoa")
def inet_aton_ntoa(net: Any) -> Iterator[Run]:
    expect([net.inet_ntoa(net.inet_aton(address)) for address in ADDRESSES], ADDRESSES)

    def run(count: int) -> None:
        for address in islice(cycle(ADDRESSES), count):
            net.inet_ntoa(net.inet_aton(address))

    yield run


@table.add("inet_pton + inet_ntop, IPv4")
def inet_pton_v4(net: Any) -> Iterator[Run]:
    family = net.AF_INET
    expect([net.inet_ntop(family, net.inet_pton(family, address)) for address in ADDRESSES], ADDRESSES)

    def run(count: int) -> None:
        for address in islice(cycle(ADDRESSES), count):
            net.inet_ntop(family, net.inet_pton(family, address))

    yield run


@table.add("inet_pton + inet_ntop, IPv6")
def inet_pton_v6(net: Any) -> Iterator[Run]:
    family = net.AF_INET6
    expect([net.inet_ntop(family, net.inet_pton(family, address)) for address in ADDRESSES_V6], ADDRESSES_V6)

    def run(count: int) -> None:
        for address in islice(cycle(ADDRESSES_V6), count):
            net.inet_ntop(family, net.inet_pton(family, address))

    yield run


@table.add("htons, ntohs, htonl, ntohl")
def byte_order(net: Any) -> Iterator[Run]:
    expect((net.ntohs(net.htons(8080)), net.ntohl(net.htonl(0x7F000001))), (8080, 0x7F000001))

    # A compiler would leave out what nobody uses, and calculate once what never changes. A thousand numbers are more
    # than most programs meet; whoever remembers fewer has to calculate.
    used = [0]

    def run(count: int) -> None:
        total = 0
        for number in range(count):
            number &= 0x3FF
            total ^= net.htons(number) ^ net.ntohs(number) ^ net.htonl(number) ^ net.ntohl(number)
        used[0] ^= total

    yield run


@table.add("send_fds + recv_fds + close")
def pass_descriptor(net: Any) -> Iterator[Run]:
    if not hasattr(net, "send_fds"):
        raise Unsupported("descriptors cannot be passed here")
    with pair(net, None) as (left, right):
        passed = [left.fileno()]

        def run(count: int) -> None:
            for _ in range(count):
                net.send_fds(left, [b"x"], passed)
                os.close(net.recv_fds(right, 1, 1)[1][0])

        yield run


@table.add("makefile: read 1000 lines", BLOCKING, TIMEOUT)
def read_lines(net: Any, timeout: float | None) -> Iterator[Run]:
    with pair(net, timeout) as (left, right), right.makefile("rb") as file:
        text = LINE * LINES

        def run(count: int) -> None:
            readline = file.readline
            for _ in range(count):
                left.sendall(text)
                for _ in range(LINES):
                    readline()

        run(1)
        left.sendall(LINE)
        expect(file.readline(), LINE)
        yield run


@table.add("makefile: write 1000 lines", BLOCKING, TIMEOUT)
def write_lines(net: Any, timeout: float | None) -> Iterator[Run]:
    with pair(net, timeout) as (left, right), left.makefile("wb") as file:
        size = len(LINE) * LINES
        room = bytearray(size)

        def run(count: int) -> None:
            write = file.write
            for _ in range(count):
                for _ in range(LINES):
                    write(LINE)
                file.flush()
                missing = size
                while missing > 0:
                    received = right.recv_into(room)
                    if received == 0:
                        raise EOFError
                    missing -= received

        run(1)
        yield run
