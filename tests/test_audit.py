"""Audit events are those of the interpreter's own module, and a hook that raises leaves nothing behind.

Hooks cannot be taken away again, so each of these runs in an interpreter of its own.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PYPY = sys.implementation.name == "pypy"
CALLS = """
    calls = {
        "socket": lambda net: net.socket().close(),
        "socket of more": lambda net: net.socket(net.AF_UNIX, net.SOCK_DGRAM, 0).close(),
        "socket of a descriptor": lambda net: adopting(net),
        "bad socket": lambda net: net.socket(99, 99, 99),
        "socketpair": lambda net: [end.close() for end in net.socketpair()],
        "fromfd": lambda net: net.fromfd(inet.fileno(), net.AF_INET, net.SOCK_STREAM).close(),
        "dup": lambda net: closing(net, net.socket(), lambda sock: sock.dup().close()),
        "bind": lambda net: closing(net, net.socket(), lambda sock: sock.bind(("127.0.0.1", 0))),
        "bind a path": lambda net: closing(net, net.socket(net.AF_UNIX), lambda sock: sock.bind("")),
        "bad bind": lambda net: closing(net, net.socket(), lambda sock: sock.bind(5)),
        "connect": lambda net: closing(net, net.socket(), lambda sock: sock.connect(inet.getsockname())),
        "connect by name": lambda net: closing(net, net.socket(), lambda sock: sock.connect(("localhost", 1))),
        "connect_ex": lambda net: closing(net, net.socket(), lambda sock: sock.connect_ex(inet.getsockname())),
        "bad connect": lambda net: closing(net, net.socket(), lambda sock: sock.connect(("127.0.0.1", -1))),
        "accept": lambda net: closing(net, net.create_server(("127.0.0.1", 0)), accepting(net)),
        "sendto": lambda net: closing(
            net, net.socket(net.AF_INET, net.SOCK_DGRAM), lambda sock: sock.sendto(b"x", ("127.0.0.1", 9))
        ),
        "sendto with flags": lambda net: closing(
            net, net.socket(net.AF_INET, net.SOCK_DGRAM), lambda sock: sock.sendto(b"x", 0, ("127.0.0.1", 9))
        ),
        "sendmsg": lambda net: closing(
            net, net.socket(net.AF_INET, net.SOCK_DGRAM), lambda sock: sock.sendmsg([b"x"], [], 0, ("127.0.0.1", 9))
        ),
        "sendmsg without": lambda net: closing(net, net.socket(), lambda sock: sock.sendmsg([b"x"])),
        "send": lambda net: closing(net, net.socket(), lambda sock: sock.send(b"x")),
        "create_server": lambda net: net.create_server(("127.0.0.1", 0)).close(),
        "create_connection": lambda net: net.create_connection(inet.getsockname()).close(),
        "getaddrinfo": lambda net: net.getaddrinfo("127.0.0.1", 80, 0, net.SOCK_STREAM, 6, 0),
        "getaddrinfo of bytes": lambda net: net.getaddrinfo(b"127.0.0.1", b"80"),
        "getaddrinfo of nothing": lambda net: net.getaddrinfo(None, "80"),
        "bad getaddrinfo": lambda net: net.getaddrinfo(5, 5),
        "getnameinfo": lambda net: net.getnameinfo(("127.0.0.1", 80), net.NI_NUMERICHOST | net.NI_NUMERICSERV),
        "gethostbyname": lambda net: net.gethostbyname("127.0.0.1"),
        "gethostbyname of bytes": lambda net: net.gethostbyname(b"127.0.0.1"),
        "gethostbyname_ex": lambda net: net.gethostbyname_ex("127.0.0.1"),
        "gethostbyaddr": lambda net: net.gethostbyaddr("127.0.0.1"),
        "getfqdn": lambda net: net.getfqdn(),
        "gethostname": lambda net: net.gethostname(),
        "getservbyname": lambda net: net.getservbyname("http"),
        "getservbyname with a protocol": lambda net: net.getservbyname("http", "tcp"),
        "getservbyport": lambda net: net.getservbyport(80),
        "getservbyport with a protocol": lambda net: net.getservbyport(80, "tcp"),
        "bad getservbyport": lambda net: net.getservbyport(70000),
        "sethostname": lambda net: net.sethostname(1.5),
        "inet_pton": lambda net: net.inet_pton(2, "1.2.3.4"),
        "getprotobyname": lambda net: net.getprotobyname("tcp"),
        "if_nametoindex": lambda net: net.if_nametoindex("lo"),
    }
"""
PRELUDE = """
    import contextlib, gc, os, socket, sys
    import encodings.idna
    import cffisock
    from cffisock import interop

    def closing(net, sock, use):
        with sock:
            return use(sock)

    def accepting(net):
        def use(sock):
            with own_class(net.AF_INET) as client:
                client.connect_ex(sock.getsockname())
                sock.accept()[0].close()
        return use

    def adopting(net):
        # What is refused stays the caller's.
        fd = os.dup(inet.fileno())
        try:
            sock = net.socket(fileno=fd)
        except BaseException:
            os.close(fd)
            raise
        sock.close()

    own_class = socket.socket
    inet = socket.create_server(("127.0.0.1", 0), backlog=100)
"""
COMPARE = """
    seen = []
    active = False

    def shown(value):
        # Ports and descriptors are never the same twice.
        if isinstance(value, (socket.socket, cffisock.socket)):
            return "socket"
        if isinstance(value, tuple) and len(value) >= 2 and isinstance(value[1], int):
            return (value[0], "port")
        return value, type(value).__name__

    def hook(event, arguments):
        if active and event.startswith("socket."):
            seen.append((event, [shown(argument) for argument in arguments]))

    sys.addaudithook(hook)
    wrong = []
    for name, call in calls.items():
        heard = []
        for net in (socket, cffisock):
            seen.clear()
            active = True
            try:
                call(net)
            except Exception:
                pass
            active = False
            heard.append(list(seen))
        if heard[0] != heard[1]:
            wrong.append(f"{name}: {heard[0]}, not {heard[1]}")
    inet.close()
    print("\\n".join(wrong))
"""
REFUSE = """
    class RefusedError(Exception):
        pass

    seen = []
    refused = -1

    def hook(event, arguments):
        if refused >= -1 and event.startswith("socket."):
            seen.append(event)
            if len(seen) == refused + 1:
                raise RefusedError

    sys.addaudithook(hook)
    wrong = []
    for name, call in calls.items():
        refused = -1
        seen.clear()
        try:
            call(cffisock)
        except Exception:
            pass
        events = len(seen)
        for refused in range(events):
            gc.collect()
            before = sorted(os.listdir("/proc/self/fd"))
            seen.clear()
            try:
                call(cffisock)
            except RefusedError:
                pass
            else:
                wrong.append(f"{name}: what the hook of {seen[refused]} raised was lost")
            gc.collect()
            after = sorted(os.listdir("/proc/self/fd"))
            if before != after:
                wrong.append(f"{name}: {seen[refused]} refused: {before} {after}")
    refused = -2
    inet.close()
    print("\\n".join(wrong))
"""


@pytest.mark.skipif(PYPY, reason="PyPy's own socket raises no such events")
def test_the_same_events(python: Callable[..., str]) -> None:
    wrong = python(PRELUDE + CALLS + COMPARE).strip()
    assert not wrong, wrong


def test_a_hook_that_raises(python: Callable[..., str]) -> None:
    wrong = python(PRELUDE + CALLS + REFUSE).strip()
    assert not wrong, wrong


def test_a_refused_socket_is_closed(python: Callable[..., str]) -> None:
    printed = python("""
        import sys
        import cffisock

        made = []

        def hook(event, arguments):
            if event == "socket.__new__":
                made.append(arguments)
                raise PermissionError("no sockets here")

        sys.addaudithook(hook)
        try:
            cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM)
        except PermissionError as raised:
            print(raised)
        (sock, family, kind, proto), = made
        print(int(family), int(kind), proto, sock.fileno(), type(sock).__name__)
        """)
    assert printed == "no sockets here\n2 2 0 -1 socket\n"


def test_events_tell_what_was_asked_for(python: Callable[..., str]) -> None:
    printed: Any = python("""
        import sys
        import cffisock

        seen = []
        sys.addaudithook(lambda event, arguments: seen.append((event, arguments[1:])) if event.startswith("socket.")
                         and event != "socket.__new__" else None)
        with cffisock.create_server(("127.0.0.1", 0)) as server:
            address = server.getsockname()
            with cffisock.socket() as client:
                client.connect(address)
        assert seen == [("socket.bind", (("127.0.0.1", 0),)), ("socket.connect", (address,))], seen
        """)
    assert printed == ""
