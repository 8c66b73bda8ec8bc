"""What only Windows has: errors with winerror, ioctl, share, handles, and Ctrl-C while waiting."""

from __future__ import annotations

import _thread
import errno
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable


def same_error(call: Callable[[Any], Any], own: Any) -> OSError:
    """Makes a call on both sockets, which have to fail alike."""
    failures = []
    for module in (own, cffisock):
        with pytest.raises(OSError) as raised:
            call(module)
        failures.append(raised.value)
    expected, actual = failures
    assert type(actual) is type(expected)
    assert (actual.errno, actual.winerror) == (expected.errno, expected.winerror)  # type: ignore[attr-defined,unused-ignore]
    assert len(actual.args) == len(expected.args)
    return actual


def with_socket(module: Any, call: Callable[[Any], Any], *arguments: Any) -> Any:
    with module.socket(*arguments) as sock:
        return call(sock)


# What Wine says of a send on a socket that is not connected is its own; 0 asks for no number.
@pytest.mark.parametrize(
    ("call", "number"),
    [
        (lambda sock: sock.connect(("127.0.0.1", 1)), 10061),
        (lambda sock: sock.recv(1), 10057),
        (lambda sock: sock.send(b"x"), 0),
        (lambda sock: sock.getpeername(), 10057),
        (lambda sock: sock.getsockname(), 10022),
        (lambda sock: sock.accept(), 10022),
        (lambda sock: sock.listen(), 10022),
        (lambda sock: sock.bind(("192.0.2.1", 0)), 10049),
        (lambda sock: sock.getsockopt(cffisock.SOL_SOCKET, 12345), 10042),
        (lambda sock: (sock.settimeout(5), sock.connect(("127.0.0.1", 1))), 10061),
    ],
)
def test_errors_are_those_of_windows(call: Callable[[Any], Any], number: int, own: Any) -> None:
    failure: Any = same_error(lambda module: with_socket(module, call), own)
    assert failure.winerror == number or number == 0


def test_a_family_that_is_not_there(own: Any) -> None:
    same_error(lambda module: module.socket(99), own)


def test_a_closed_socket(own: Any) -> None:
    def call(module: Any) -> None:
        sock = module.socket()
        sock.close()
        sock.send(b"x")

    same_error(call, own)


def test_what_would_block_and_what_lasts_too_long(tcp_pair: Any) -> None:
    client, _ = tcp_pair
    client.setblocking(False)
    with pytest.raises(BlockingIOError) as raised:
        client.recv(1)
    assert raised.value.errno == errno.EWOULDBLOCK == raised.value.winerror  # type: ignore[attr-defined,unused-ignore]
    client.settimeout(0.2)
    began = time.monotonic()
    with pytest.raises(cffisock.timeout, match="timed out"):
        client.recv(1)
    assert 0.19 < time.monotonic() - began < 10


def test_sockets_that_are_closed_are_not_handed_over(own: Any) -> None:
    for module, convert in ((cffisock, cffisock.to_stdlib), (own, cffisock.from_stdlib)):
        sock = module.socket()
        sock.close()
        with pytest.raises(OSError) as raised:
            convert(sock)
        assert raised.value.errno == errno.EBADF


def test_no_handle_is_lost_where_it_fails(own: Any) -> None:
    """Of every way to fail a hundred times: a handle that was lost each time would show in the numbers."""
    with cffisock.socket() as sock:
        first = sock.fileno()
    ways: list[Callable[[], Any]] = [
        lambda: cffisock.create_connection(("127.0.0.1", 1), 1),
        lambda: cffisock.create_server(("192.0.2.1", 0)),
        lambda: cffisock.fromshare(bytes(cffisock.socket.share(own_one, os.getpid())[:-8] + b"notright")),
        lambda: cffisock.socket(fileno=0x7FFFFFF0),
        lambda: cffisock.socket(cffisock.AF_INET, 99),
        lambda: cffisock.fromfd(0x7FFFFFF0, cffisock.AF_INET, cffisock.SOCK_STREAM),
    ]
    with cffisock.socket() as own_one:
        for way in ways:
            for _ in range(10 if way is ways[0] else 100):
                try:
                    way().close()
                except OSError:
                    pass
    with cffisock.socket() as sock:
        assert sock.fileno() <= first + 16


def test_receives_that_are_interrupted_lose_no_handle() -> None:
    """Each waits by an event of its own."""
    import ctypes

    count = ctypes.c_ulong()
    kernel32: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]  # Windows only

    def handles() -> int:
        kernel32.GetProcessHandleCount.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_ulong)]
        assert kernel32.GetProcessHandleCount(ctypes.c_void_p(-1), ctypes.byref(count))
        return count.value

    first, second = cffisock.socketpair()
    with first, second:
        before = handles()
        for _ in range(50):
            second.send(b"x")
            first.recv(1)
            first.settimeout(0)
            with pytest.raises(BlockingIOError):
                first.recvmsg(1)
            first.settimeout(0.001)
            with pytest.raises(cffisock.timeout):
                first.recvmsg_into([bytearray(1)])
            first.settimeout(None)
        assert handles() <= before + 5


def test_names_for_errors(own: Any) -> None:
    assert set(cffisock.errorTab) >= set(own.errorTab)
    assert all(isinstance(text, str) and text for text in cffisock.errorTab.values())


def wait_for_data(sock: Any) -> None:
    sock.recv(1)


def wait_for_datagram(sock: Any) -> None:
    sock.recvfrom(1)


def wait_for_message(sock: Any) -> None:
    sock.recvmsg(1, 100)


def wait_for_connection(sock: Any) -> None:
    with cffisock.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(sock.gettimeout())
        listener.accept()


@pytest.mark.parametrize("timeout", [None, 20])
@pytest.mark.parametrize("wait", [wait_for_data, wait_for_datagram, wait_for_message, wait_for_connection])
def test_ctrl_c_gets_through_while_waiting(wait: Callable[[Any], None], timeout: Any) -> None:
    kind = cffisock.SOCK_STREAM if wait is wait_for_data else cffisock.SOCK_DGRAM
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        first, second = cffisock.socketpair()
        with first, second:
            waiting = first if kind == cffisock.SOCK_STREAM else sock
            waiting.settimeout(timeout)
            timer = threading.Timer(0.3, _thread.interrupt_main)
            timer.start()
            began = time.monotonic()
            with pytest.raises(KeyboardInterrupt):
                wait(waiting)
            assert time.monotonic() - began < 15
            timer.join()


def test_nothing_is_lost_when_a_wait_is_cut_into_slices() -> None:
    total, moved = 400, bytearray()
    first, second = cffisock.socketpair()
    with first, second:

        def send() -> None:
            for number in range(total):
                first.sendall(number.to_bytes(4, "big"))
                if number % 40 == 0:
                    time.sleep(0.097)  # as long as a slice, so that both end at once
            first.shutdown(cffisock.SHUT_WR)

        sender = threading.Thread(target=send)
        sender.start()
        while True:
            data = second.recv(7)
            if not data:
                break
            moved += data
        sender.join()
    assert bytes(moved) == b"".join(number.to_bytes(4, "big") for number in range(total))


def test_closing_ends_the_wait_of_another_thread() -> None:
    first, second = cffisock.socketpair()
    failures: list[BaseException] = []

    def wait() -> None:
        try:
            first.recv(1)
        except OSError as failure:
            failures.append(failure)

    thread = threading.Thread(target=wait)
    with second:
        thread.start()
        time.sleep(0.25)
        cffisock.close(first.detach())
        thread.join(10)
    assert not thread.is_alive()
    assert [getattr(failure, "winerror", None) for failure in failures] == [10038]


def test_handles_are_not_inherited(tcp_pair: Any) -> None:
    client, server = tcp_pair
    with client.dup() as copy:
        for sock in (client, server, copy):
            assert sock.get_inheritable() is False
            assert os.get_handle_inheritable(sock.fileno()) is False  # type: ignore[attr-defined,unused-ignore]
            sock.set_inheritable(True)
            assert sock.get_inheritable() is True


def test_accepted_sockets_block_whatever_the_listening_one_does(net: Any) -> None:
    with net.create_server(("127.0.0.1", 0)) as listener, net.socket() as client:
        listener.settimeout(5)
        client.connect(listener.getsockname())
        server, _ = listener.accept()
        with server:
            assert server.gettimeout() is None
            threading.Timer(0.3, client.sendall, [b"late"]).start()
            assert server.recv(10) == b"late"


def test_keepalive_times(tcp_pair: Any) -> None:
    client, _ = tcp_pair
    assert client.ioctl(cffisock.SIO_KEEPALIVE_VALS, (1, 10000, 1000)) == 0
    for wrong in (1, (1, 2), "abc"):
        with pytest.raises(TypeError):
            client.ioctl(cffisock.SIO_KEEPALIVE_VALS, wrong)


def test_requests_that_are_unknown(net: Any, own: Any) -> None:
    for module in (own, net):
        with module.socket() as sock, pytest.raises(ValueError, match="invalid ioctl command"):
            sock.ioctl(-1, None)


def receive_from_nobody(sock: Any) -> Any:
    """What a receive says after a datagram to a port that nobody has."""
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        nobody = gone.getsockname()
    sock.sendto(b"x", nobody)
    sock.settimeout(0.5)
    try:
        return sock.recvfrom(10)
    except OSError as failure:
        return failure


def test_a_port_that_nobody_has_is_no_error_if_so_asked() -> None:
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        try:
            assert sock.ioctl(cffisock.SIO_UDP_CONNRESET, False) == 0
        except OSError as failure:
            pytest.skip(f"this Windows does not know the request: {failure}")
        assert isinstance(receive_from_nobody(sock), cffisock.timeout)


def test_share_with_this_process(tcp_pair: Any, own: Any) -> None:
    client, server = tcp_pair
    shared = client.share(os.getpid())
    assert isinstance(shared, bytes)
    with cffisock.fromshare(shared) as copy:
        assert (copy.family, copy.type, copy.proto) == (client.family, client.type, client.proto) or copy.proto == 6
        copy.sendall(b"shared")
        assert server.recv(10) == b"shared"
    with pytest.raises(ValueError, match="wrong size"):
        cffisock.fromshare(shared[:-1])
    taken = own.fromshare(client.share(os.getpid()))
    taken.close()


def test_hooks_hear_of_what_is_shared(python: Callable[..., str]) -> None:
    """With what it is, as of the own socket; one that raises leaves no handle."""
    told = python("""
        import os, sys, _socket
        import socket as own
        import cffisock
        events, refused = [], False

        def hook(event, arguments):
            if event == "socket.__new__":
                events.append(tuple(map(int, arguments[1:])))
                if refused:
                    raise ZeroDivisionError

        sock = cffisock.socket(cffisock.AF_INET6, cffisock.SOCK_DGRAM)
        shared = [sock.share(os.getpid()) for _ in range(6)]
        sys.addaudithook(hook)
        for module in own, cffisock:
            module.fromshare(shared.pop()).close()
        print(*events)
        cffisock.socket().close()
        handle = cffisock.socket().detach()
        cffisock.close(handle)
        refused = True
        for _ in range(3):
            try:
                cffisock.fromshare(shared.pop())
            except ZeroDivisionError:
                continue
            raise AssertionError
        refused = False
        again = cffisock.socket()
        print(again.fileno() == handle)
        again.close()
        sock.close()
    """)
    events, reused = told.strip().split("\n")
    first, second = events.split(") (")
    assert first.strip("()") == second.strip("()")
    assert first.startswith("(23, 2, ")
    assert reused == "True"


def test_names_of_later_windows(python: Callable[..., str]) -> None:
    """Those that came with a later build are not there, as on the own socket."""
    for build, wanted in ((10240, []), (14393, ["TCP_FASTOPEN"]), (15063, ["TCP_FASTOPEN", "TCP_KEEPCNT"])):
        told = python(f"""
            import sys
            from types import SimpleNamespace
            sys.getwindowsversion = lambda: SimpleNamespace(build={build})
            import cffisock
            names = "TCP_FASTOPEN", "TCP_KEEPCNT", "TCP_KEEPIDLE", "TCP_KEEPINTVL"
            print(*(name for name in names if hasattr(cffisock, name)))
            assert all(name in cffisock.__all__ for name in names if hasattr(cffisock, name))
        """)
        assert told.split() == wanted


def test_share_with_another_process(tcp_pair: Any) -> None:
    client, server = tcp_pair
    program = (
        "import sys, cffisock\n"
        "with cffisock.fromshare(bytes.fromhex(sys.stdin.readline())) as sock: sock.sendall(b'from a child')\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, text=True) as child:
        child.communicate(client.share(child.pid).hex() + "\n", timeout=100)
    assert child.returncode == 0
    assert server.recv(20) == b"from a child"


def test_every_name_of_the_own_module_is_here_with_its_value(own: Any) -> None:
    modules = {"enum", "io", "os", "selectors", "sys", "array", "errno", "IntEnum", "IntFlag"}
    names = [name for name in dir(own) if not name.startswith("_") and name not in modules]
    assert [name for name in names if not hasattr(cffisock, name)] == []
    numbers = [name for name in names if isinstance(getattr(own, name), int)]
    assert len(numbers) > 100
    assert {name: getattr(cffisock, name) for name in numbers} == {name: getattr(own, name) for name in numbers}
    texts = [name for name in names if isinstance(getattr(own, name), str) and name.isupper()]
    assert {name: getattr(cffisock, name) for name in texts} == {name: getattr(own, name) for name in texts}


def test_what_windows_cannot_do_has_no_name() -> None:
    for name in ("sethostname", "send_fds", "recv_fds", "SO_REUSEPORT", "SCM_RIGHTS", "MSG_DONTWAIT"):
        assert not hasattr(cffisock, name)
        assert name not in cffisock.__all__


def test_interfaces(own: Any) -> None:
    assert cffisock.if_nameindex() == own.if_nameindex()
    for index, name in cffisock.if_nameindex():
        assert cffisock.if_indextoname(index) == name
        assert cffisock.if_nametoindex(name) == index
    same_error(lambda module: module.if_nametoindex("no such interface"), own)


def test_names_of_hosts(own: Any) -> None:
    assert cffisock.gethostname() == own.gethostname()
    assert cffisock.getaddrinfo("127.0.0.1", 80) == own.getaddrinfo("127.0.0.1", 80)
    assert cffisock.getservbyname("http", "tcp") == 80
    failures = []
    for module in (own, cffisock):
        with pytest.raises(own.gaierror) as raised:
            module.getaddrinfo("127.0.0.1", "no such service")
        failures.append(raised.value.errno)
    assert failures[0] == failures[1]


def test_quick_acknowledgements(tcp_pair: Any) -> None:
    client, _ = tcp_pair
    try:
        client.setsockopt(cffisock.IPPROTO_TCP, cffisock.TCP_QUICKACK, 1)
    except OSError as failure:
        pytest.skip(f"this Windows does not know the request: {failure}")
