"""The programs of the how-to guides: other people's libraries on cffisock's sockets, and what the guides say of them.

They are installed by ``tox -e libraries``.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
RUN = ("-m", "cffisock", "run")
SECONDS = 100
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the examples are for POSIX")


def needs(*modules: str) -> pytest.MarkDecorator:
    """Skips a test if a library is not installed, but for where all of them should be."""
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    missing = [] if "CFFISOCK_LIBRARIES" in os.environ else missing
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed: see tox -e libraries")


def run(folder: Path, *arguments: str, first: tuple[str, ...] = (), wrapper: tuple[str, ...] = ()) -> list[str]:
    """What a program prints, in lines."""
    command = [*wrapper, sys.executable, *first, str(EXAMPLES / arguments[0]), *arguments[1:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


@needs("_ssl")
def test_ssl(tmp_path: Path) -> None:
    certificate = Path(__file__).with_name("localhost.pem")
    (said,) = run(tmp_path, "with_ssl.py", str(certificate), str(certificate))
    assert said.startswith("Hello, world TLSv1")


def test_asyncio(tmp_path: Path) -> None:
    assert run(tmp_path, "with_asyncio.py") == ["by streams", "by calls", "by add_reader"]
    assert run(tmp_path, "with_asyncio.py", first=RUN) == ["by streams", "by calls", "by add_reader"]


@needs("uvloop")
def test_uvloop(tmp_path: Path) -> None:
    assert run(tmp_path, "with_asyncio.py", "uvloop") == ["by streams", "by calls", "by add_reader"]
    assert run(tmp_path, "with_asyncio.py", "uvloop", first=RUN) == ["by streams", "by calls", "by add_reader"]


@needs("trio")
def test_trio(tmp_path: Path) -> None:
    assert run(tmp_path, "with_trio.py") == ["handed over", "waited for"]


@needs("trio")
def test_trio_wants_the_type() -> None:
    import trio

    first, second = cffisock.socketpair()
    with first, second, pytest.raises(TypeError, match=r"socket\.socket"):
        trio.socket.from_stdlib_socket(first)


@needs("trio")
def test_trio_on_cffisock(python: Callable[..., str]) -> None:
    python("""
        import cffisock
        cffisock.install()
        import trio

        async def main():
            first, second = (trio.socket.from_stdlib_socket(sock) for sock in cffisock.socketpair())
            with first, second, trio.fail_after(10):
                await first.send(b"x")
                assert await second.recv(1) == b"x"
            listener, = await trio.open_tcp_listeners(0, host="127.0.0.1")
            async with listener:
                assert isinstance(listener.socket._sock, cffisock.socket)
                assert trio.socket.AF_CAN == cffisock.AF_CAN

        trio.run(main)
        """)


@needs("anyio", "trio")
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_anyio(python: Callable[..., str], backend: str) -> None:
    program = """
        import sys
        import cffisock
        if sys.argv[2] == "installed":
            cffisock.install()
        import anyio

        async def main():
            first, second = cffisock.socketpair()
            with first, second:
                second.setblocking(False)
                first.send(b"x")
                await anyio.wait_readable(second)
                assert second.recv(1) == b"x"
            listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
            sock = cffisock.create_connection(listener.listeners[0].extra(anyio.abc.SocketAttribute.local_address))
            try:
                stream = await anyio.abc.SocketStream.from_socket(sock)
            except TypeError:
                print("wants the type")
                sock.close()
            else:
                await stream.aclose()
            await listener.aclose()

        anyio.run(main, backend=sys.argv[1])
        """
    # anyio leaves to the garbage collector what waits in a listener that is closed.
    options = ("-W", "ignore::ResourceWarning")
    assert python(program, backend, "", options=options) == "wants the type\n"
    assert python(program, backend, "installed", options=options) == ""


@needs("gevent")
def test_gevent(tmp_path: Path) -> None:
    assert run(tmp_path, "with_gevent.py") == ["tick tick tick answered", "on cffisock: True"]


@needs("gevent")
def test_gevent_patched_first(python: Callable[..., str]) -> None:
    """A socket of cffisock's own stops all greenlets while it waits, unless gevent waits in its place."""
    python("""
        from gevent import monkey
        monkey.patch_all()
        import gevent
        import gevent.socket
        import cffisock

        first, second = cffisock.socketpair()
        order = []

        def tick():
            for _ in range(3):
                order.append("tick")
                gevent.sleep(0.01)
            first.send(b"x")

        def read():
            gevent.socket.wait_read(second.fileno())
            order.append(second.recv(1))

        with first, second:
            gevent.joinall([gevent.spawn(tick), gevent.spawn(read)], timeout=10, raise_error=True)
        assert order == ["tick"] * 3 + [b"x"], order
        with cffisock.to_stdlib(cffisock.socket()) as taken:
            assert type(taken).__module__ == "gevent._socket3"
        """)


@needs("gevent")
def test_gevent_and_what_it_knows_nothing_of(python: Callable[..., str]) -> None:
    """The methods of its own do not wait on gevent's sockets; and install() has to come first."""
    python("""
        import cffisock
        cffisock.install()
        from gevent import monkey
        monkey.patch_all()
        import gevent.socket
        import socket

        batch = cffisock.DatagramBatch(4, 100)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            try:
                sock.recv_many(batch)
            except BlockingIOError:
                pass
            else:
                raise AssertionError
            sock.sendto(b"x", sock.getsockname())
            gevent.socket.wait_read(sock.fileno())
            assert sock.recv_many(batch) == 1
        """)
    python("""
        from gevent import monkey
        monkey.patch_all()
        import warnings
        import cffisock
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            cffisock.install()
        assert "gevent" in str(caught[0].message)
        import socket
        assert socket.socket is cffisock.socket
        """)


@needs("scapy")
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="sniffing needs root, on Linux")
def test_scapy(tmp_path: Path) -> None:
    apart = ("unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    summary, on, packet = run(tmp_path, "with_scapy.py", first=RUN, wrapper=apart)
    assert "echo-reply" in summary
    assert (on, packet) == ("on cffisock", "packet")


@needs("pyroute2")
@pytest.mark.skipif(sys.platform != "linux", reason="netlink is Linux's")
def test_pyroute2(tmp_path: Path) -> None:
    assert f"{cffisock.if_nametoindex('lo')} lo" in run(tmp_path, "with_pyroute2.py", first=RUN)


@needs("pyroute2")
@pytest.mark.skipif(sys.platform != "linux", reason="netlink is Linux's")
def test_pyroute2_is_on_cffisock(python: Callable[..., str]) -> None:
    python("""
        import cffisock
        cffisock.install()
        from pyroute2.netlink.core import NoClose
        assert issubclass(NoClose, cffisock.socket)
        """)


@needs("can")
@pytest.mark.skipif(sys.platform != "linux", reason="SocketCAN is Linux's")
def test_python_can_says_what_is_missing(python: Callable[..., str]) -> None:
    """With a kernel that has CAN, `tests/families/test_examples.py` sends a frame."""
    if cffisock.has("AF_CAN"):
        pytest.skip("this kernel has CAN")
    said = python("""
        import cffisock
        cffisock.install()
        import can
        try:
            can.Bus(interface="socketcan", channel="vcan0")
        except OSError as error:
            print(cffisock.explain(error))
        """)
    assert "AF_CAN" in said


def test_every_guide_is_tested() -> None:
    tested: Any = Path(__file__).read_text(encoding="utf-8")
    tested += (Path(__file__).parent / "families" / "test_examples.py").read_text(encoding="utf-8")
    assert [path.name for path in EXAMPLES.glob("with_*.py") if f'"{path.name}"' not in tested] == []
