"""What every test gets: no descriptor left behind, no test without an end, and a few things to test with.

With ``--own-socket`` the tests that take `net` run on the interpreter's own socket: so a test shows that it asks for
what the standard library does.
"""

from __future__ import annotations

import errno
import faulthandler
import gc
import os
import signal
import socket as own_socket
import subprocess
import sys
import textwrap
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock.families import find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

# Only what hangs may meet it, however slow and busy the machine is; the virtual machine's processor is emulated.
LIMIT = 300 if "CFFISOCK_VM" in os.environ else 120
PYPY = sys.implementation.name == "pypy"
WINDOWS = sys.platform == "win32"
# More handles than that no test opens.
HANDLES = 2048


if WINDOWS:
    from tests.windows import lacking

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup() -> Any:
        return (yield from skip_what_windows_lacks())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call() -> Any:
        return (yield from skip_what_windows_lacks())

    def skip_what_windows_lacks() -> Any:
        try:
            return (yield)
        except Exception as failure:
            reason = lacking.reason(failure)
            if reason:
                pytest.skip(reason)
            raise


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--own-socket", action="store_true", help="test the interpreter's own socket instead")


def open_descriptors() -> dict[int, str]:
    return open_sockets() if WINDOWS else open_files()


def open_sockets() -> dict[int, str]:
    """The handles of this process that are sockets; Windows lists them to nobody, but numbers them from 4 on by 4."""
    import ctypes

    winsock: Any = ctypes.WinDLL("ws2_32")  # type: ignore[attr-defined,unused-ignore]  # Windows only
    level, name = own_socket.SOL_SOCKET, own_socket.SO_TYPE
    kind, size = ctypes.c_int(), ctypes.c_int(4)
    found = {}
    for handle in range(4, HANDLES, 4):
        if winsock.getsockopt(handle, level, name, ctypes.byref(kind), ctypes.byref(size)) == 0:
            found[handle] = f"socket of type {kind.value}"
    return found


def open_files() -> dict[int, str]:
    found = {}
    for name in os.listdir("/proc/self/fd"):
        try:
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue  # the descriptor of the listing itself
    return found


def left_open(before: dict[int, str]) -> dict[int, str]:
    return {fd: name for fd, name in open_descriptors().items() if before.get(fd) != name}


@pytest.fixture(autouse=True)
def no_descriptor_is_left(terminal: int) -> Iterator[None]:
    """Fails a test that leaves descriptors open, and one that closes those of others."""
    assert terminal >= 0, "opened before they are counted"
    before = open_descriptors()
    yield
    if not left_open(before):
        after = open_descriptors()
    else:
        for _ in range(3):
            gc.collect()
        after = open_descriptors()
    left = {fd: name for fd, name in after.items() if before.get(fd) != name}
    lost = {fd: name for fd, name in before.items() if fd not in after}
    assert not left, f"descriptors left open: {left}"
    assert not lost, f"descriptors closed that were not the test's: {lost}"


@pytest.fixture(scope="session")
def terminal(pytestconfig: pytest.Config) -> Iterator[int]:
    """The descriptor of the real standard error, where a last message is not captured and lost."""
    manager: Any = pytestconfig.pluginmanager.getplugin("capturemanager")
    with manager.global_and_fixture_disabled():
        fd = os.dup(2)
    yield fd
    os.close(fd)


@pytest.fixture(autouse=True)
def time_limit(terminal: int) -> Iterator[None]:
    """Ends a test that hangs: by an exception, and if that does not help by ending the process."""

    if WINDOWS:  # which has no alarms
        faulthandler.dump_traceback_later(LIMIT, exit=True, file=terminal)
        yield
        faulthandler.cancel_dump_traceback_later()
        return

    def too_long(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"took longer than {LIMIT} seconds")

    previous = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    faulthandler.dump_traceback_later(3 * LIMIT, exit=True, file=terminal)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


@pytest.fixture
def net(pytestconfig: pytest.Config) -> Any:
    """The module under test."""
    return own_socket if pytestconfig.getoption("--own-socket") else cffisock


@pytest.fixture
def own() -> Any:
    """The interpreter's own module."""
    return own_socket


@pytest.fixture
def pair(net: Any) -> Iterator[tuple[Any, Any]]:
    """Two stream sockets, connected to each other."""
    first, second = net.socketpair()
    with first, second:
        yield first, second


@pytest.fixture
def datagram_pair(net: Any) -> Iterator[tuple[Any, Any]]:
    """Two datagram sockets, connected to each other."""
    first, second = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
    with first, second:
        yield first, second


@pytest.fixture
def listener(net: Any) -> Iterator[Any]:
    """A TCP socket that listens on loopback."""
    with net.create_server(("127.0.0.1", 0)) as sock:
        yield sock


@pytest.fixture
def tcp_pair(net: Any, listener: Any) -> Iterator[tuple[Any, Any]]:
    """Two TCP sockets, connected to each other over loopback: the client, the server."""
    with net.socket() as client:
        client.connect(listener.getsockname())
        server, _ = listener.accept()
        with server:
            yield client, server


@pytest.fixture
def udp_pair(net: Any) -> Iterator[tuple[Any, Any]]:
    """Two UDP sockets bound to loopback, not connected."""
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as first, net.socket(net.AF_INET, net.SOCK_DGRAM) as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        yield first, second


class Outcome:
    """What a call did: its result, or its exception."""

    def __init__(self, call: Callable[[Any], Any], module: Any) -> None:
        self.result: Any = None
        self.exception: BaseException | None = None
        try:
            self.result = call(module)
        except Exception as raised:
            self.exception = raised.with_traceback(None)

    def seen(self, text: bool) -> tuple[Any, ...]:
        if self.exception is None:
            return ("returned", self.result)
        kind, number = type(self.exception), getattr(self.exception, "errno", None)
        if issubclass(kind, OSError) and number == errno.EWOULDBLOCK:
            number = errno.EAGAIN
        seen: tuple[Any, ...] = ("raised", kind.__name__, number)
        message = str(self.exception)
        # What does not fit a C integer is told in other words by every version, and every way to convert it.
        if kind is OverflowError and "must be" not in message:
            text = False
        # Python 3.9 has several messages for what is no integer.
        if kind is TypeError and sys.version_info < (3, 10):
            text = False
        return (*seen, message) if text else seen


@pytest.fixture
def same() -> Callable[..., Any]:
    """Makes a call on the interpreter's own module and on cffisock: both have to do the same.

    ``text=False`` for messages that differ between the versions of Python.  PyPy's own module checks less, lacks some
    forms, and raises other exceptions: there, what both take has to have the same result.
    """

    def check(call: Callable[[Any], Any], *, text: bool = True, raises: Any = None) -> Any:
        expected, actual = Outcome(call, own_socket), Outcome(call, cffisock)
        if (
            WINDOWS
            and isinstance(expected.exception, AttributeError)
            and not isinstance(actual.exception, AttributeError)
        ):
            pytest.skip("Windows' own socket has not got that")
        if WINDOWS and actual.exception is not None and lacking.reason(actual.exception):
            raise actual.exception
        if not PYPY:
            assert actual.seen(text) == expected.seen(text)
        elif actual.exception is not None:
            refusals = (TypeError, ValueError, OverflowError, OSError, MemoryError, AttributeError)
            assert isinstance(actual.exception, refusals)
        elif not isinstance(expected.exception, (TypeError, AttributeError)):
            assert actual.seen(False) == expected.seen(False)
        if raises is not None:
            assert isinstance(actual.exception, raises)
        return actual.exception if actual.exception is not None else actual.result

    return check


@pytest.fixture
def pretend() -> Callable[..., Any]:
    """Makes a UDP socket of a module that takes itself for one of another family.

    So the addresses of a family can be tried without a kernel that has it: one that is accepted goes as far as the
    kernel, which wonders.
    """

    def make(module: Any, family: str, protocol: int = 0) -> Any:
        number = getattr(module, family)
        fd = module.socket(module.AF_INET, module.SOCK_DGRAM).detach()
        return module.socket(number, module.SOCK_DGRAM, protocol, fileno=fd)

    return make


@pytest.fixture(scope="session")
def recode() -> Callable[..., Any]:
    """Encodes an address and decodes the outcome, as if the kernel had said it again, filled up to ``size`` bytes."""

    def there_and_back(family: str, address: Any, protocol: int = 0, size: int = 128) -> Any:
        codec = find(getattr(cffisock, family))
        with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
            sockaddr = codec.encode(address, "bind", sock.fileno(), protocol)
            raw = min(size, len(sockaddr)).to_bytes(4, sys.byteorder) + sockaddr[:size].ljust(128, b"\0")
            return codec.decode(raw[: codec.span], sock.fileno(), protocol)

    return there_and_back


@pytest.fixture
def python(tmp_path: Any) -> Callable[..., str]:
    """Runs a program in an interpreter of its own, which has to end well; returns what it printed."""

    def run(program: str, *arguments: str, options: tuple[str, ...] = (), status: int = 0) -> str:
        script = tmp_path / "program.py"
        script.write_text(textwrap.dedent(program), encoding="utf-8")
        command = [sys.executable, "-W", "error", *options, str(script), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT - 5, cwd=tmp_path, check=False)
        assert done.returncode == status, f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert status or not done.stderr, done.stderr
        return done.stdout

    return run


@pytest.fixture
def execute(tmp_path: Any) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs ``python -m cffisock`` outside the checkout, whose folder need not hold the compiled half."""

    def run(*arguments: str, cwd: Any = tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cffisock", *arguments]
        env = {**os.environ, **environment}
        return subprocess.run(command, capture_output=True, text=True, timeout=LIMIT - 5, cwd=cwd, env=env, check=False)

    return run


@pytest.fixture
def after() -> Iterator[Callable[..., None]]:
    """Raises SIGALRM after some seconds, and again and again if told so; calls ``handler`` for it.

    A signal that comes just before a call begins to wait does not end that wait, here as in the standard library; so
    the alarm is repeated until the handler is called.  After a handler that raises there is no other signal: it would
    find the test, or pytest itself, anywhere.  Nor is garbage collected meanwhile: what a handler raises in a callback
    of the collector, and hypothesis has one, is lost.
    """
    gc.disable()
    previous = signal.getsignal(signal.SIGALRM)
    started = time.monotonic()

    def left() -> float:
        return max(0.1, LIMIT - (time.monotonic() - started))

    def start(seconds: float, handler: Callable[[], Any], interval: float = 0.0) -> None:
        called = False

        def handle(number: int, frame: Any) -> None:
            nonlocal called
            signal.setitimer(signal.ITIMER_REAL, left())
            if time.monotonic() - started > LIMIT:
                pytest.fail(f"took longer than {LIMIT} seconds")
            if not called:
                called = True
                handler()
                if interval:
                    start(interval, handler, interval)

        signal.signal(signal.SIGALRM, handle)
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)

    yield start
    try:
        signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, previous)
        signal.setitimer(signal.ITIMER_REAL, left())
        gc.enable()
