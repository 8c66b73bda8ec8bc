"""From the making of a socket to its end: what it is, shows, gives away and leaves."""

from __future__ import annotations

import copy
import errno
import gc
import os
import pickle
import sys
import warnings
import weakref
from typing import Any

import pytest

import cffisock

PYPY = sys.implementation.name == "pypy"


def test_what_it_was_made_with(net: Any) -> None:
    with net.socket() as sock:
        assert (sock.family, sock.type, sock.proto) == (net.AF_INET, net.SOCK_STREAM, 0)
        assert isinstance(sock.family, net.AddressFamily)
        assert isinstance(sock.type, net.SocketKind)
        assert sock.fileno() >= 0
        assert sock.timeout is None
    with net.socket(net.AF_INET6, net.SOCK_DGRAM, net.IPPROTO_UDP) as sock:
        assert (sock.family, sock.type, sock.proto) == (net.AF_INET6, net.SOCK_DGRAM, net.IPPROTO_UDP)


@pytest.mark.parametrize("name", ["family", "type", "proto", "timeout"])
def test_attributes_are_read_only(same: Any, name: str) -> None:
    def call(net: Any) -> None:
        with net.socket() as sock:
            setattr(sock, name, 1)

    same(call, text=False, raises=AttributeError)


@pytest.mark.parametrize(
    ("family", "kind"), [("AF_INET", "SOCK_DGRAM"), ("AF_INET6", "SOCK_STREAM"), ("AF_UNIX", "SOCK_SEQPACKET")]
)
def test_a_descriptor_is_identified(net: Any, family: str, kind: str) -> None:
    with net.socket(getattr(net, family), getattr(net, kind)) as sock:
        with net.socket(fileno=net.dup(sock.fileno())) as taken:
            assert taken.family == sock.family
            assert taken.type == sock.type
            assert taken.proto in (sock.proto, net.IPPROTO_UDP, net.IPPROTO_TCP)
        with net.socket(net.AF_INET, -1, 17, fileno=net.dup(sock.fileno())) as taken:
            assert taken.family == net.AF_INET
            assert taken.type == sock.type
            assert taken.proto == 17


@pytest.mark.parametrize(
    "state", ["new", "bound", "connected", "unix", "abstract", "closed", "detached", "subclass", "odd"]
)
def test_repr(net: Any, own: Any, state: str) -> None:
    def shown(module: Any) -> str:
        first, second = module.socketpair()
        with first, second, module.socket() as sock, module.socket(module.AF_UNIX) as unix:
            name = f"{module.socket.__module__}.{module.socket.__qualname__}"
            fd = sock.fileno()
            if state == "bound":
                sock.bind(("127.0.0.1", 0))
            elif state == "connected":
                sock.connect(server.getsockname())
            elif state == "unix":
                sock, fd = first, first.fileno()
            elif state == "abstract":
                unix.bind(b"\0cffisock-test-" + str(os.getpid()).encode())
                sock, fd = unix, unix.fileno()
            elif state == "closed":
                sock.close()
            elif state == "detached":
                module.close(sock.detach())
            elif state == "subclass":

                class Mine(module.socket):
                    pass

                sock = Mine(fileno=sock.detach())
                name = f"{Mine.__module__}.{Mine.__qualname__}"
            elif state == "odd":
                with module.socket(99, 77, 5, fileno=sock.detach()) as odd:
                    text = repr(odd).replace(name, "NAME").replace(f"fd={odd.fileno()}", "FD")
                    return text.partition(", laddr=")[0].rstrip(">")
            text = repr(sock).replace(name, "NAME").replace(f"fd={fd}", "FD")
            if state in ("bound", "connected"):
                text = text.replace(str(sock.getsockname()[1]), "PORT")
            if state == "subclass":
                sock.close()
            return text

    with own.create_server(("127.0.0.1", 0)) as server:
        assert shown(net) == shown(own)


def test_the_repr_names_the_module(net: Any) -> None:
    with net.socket() as sock:
        assert repr(sock).startswith(f"<{net.__name__}.socket fd={sock.fileno()}, family=")


def test_str_of_enums(net: Any, own: Any) -> None:
    for name in ("AF_INET", "SOCK_STREAM", "MSG_PEEK", "AI_PASSIVE"):
        ours, theirs = getattr(net, name), getattr(own, name)
        assert str(ours) == str(theirs)
        assert repr(ours) == repr(theirs)
        assert format(ours) == format(theirs)
        assert type(ours).__name__ == type(theirs).__name__


def test_weak_references(net: Any) -> None:
    owner = [net.socket()]
    reference: Any = weakref.ref(owner[0])
    assert reference() is owner[0]
    owner.pop().close()
    for _ in range(3):
        gc.collect()
    assert reference() is None


@pytest.mark.parametrize("kind", ["plain", "subclass", "bound"])
def test_collected_open(net: Any, kind: str) -> None:
    class Mine(net.socket):
        pass

    sock = Mine() if kind == "subclass" else net.socket()
    if kind == "bound":
        sock.bind(("127.0.0.1", 0))
    fd = sock.fileno()
    shown = repr(sock)
    owner = [sock]
    del sock
    with pytest.warns(ResourceWarning) as caught:  # noqa: PT031 - the object has to die inside
        owner.clear()
        for _ in range(3):
            gc.collect()
    assert [str(warning.message) for warning in caught] == [f"unclosed {shown}"]
    with pytest.raises(OSError, match=r"Bad file descriptor|WinError 6"):
        os.fstat(fd)


@pytest.mark.parametrize("how", ["closed", "detached", "never opened"])
def test_collected_closed(net: Any, how: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sock = net.socket.__new__(net.socket) if how == "never opened" else net.socket()
        if how == "closed":
            sock.close()
        elif how == "detached":
            net.close(sock.detach())
        del sock
        gc.collect()


def test_a_failed_socket_says_nothing_when_collected(net: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(OSError, match=r"not supported|10047"):
            net.socket(99)
        gc.collect()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling(net: Any, protocol: int) -> None:
    with net.socket() as sock, pytest.raises(TypeError):
        pickle.dumps(sock, protocol)


def test_copying(net: Any, same: Any) -> None:
    for copier in (copy.copy, copy.deepcopy):

        def call(module: Any, copier: Any = copier) -> Any:
            with module.socket() as sock:
                return copier(sock)

        same(call, text=sys.version_info >= (3, 10), raises=TypeError)


def test_context_manager(net: Any) -> None:
    with net.socket() as sock:
        assert sock.fileno() >= 0
    assert sock.fileno() == -1
    with pytest.raises(KeyError), net.socket() as sock:
        raise KeyError
    assert sock.fileno() == -1


def test_detach(net: Any) -> None:
    sock = net.socket()
    fd = sock.fileno()
    assert sock.detach() == fd
    assert sock.fileno() == -1
    assert sock.detach() == -1
    sock.close()
    net.close(fd)


def test_dup(net: Any) -> None:
    with net.socket(net.AF_INET, net.SOCK_DGRAM, net.IPPROTO_UDP) as sock:
        sock.settimeout(3)
        with sock.dup() as twin:
            assert twin.fileno() != sock.fileno()
            assert (twin.family, twin.type, twin.proto, twin.gettimeout()) == (sock.family, sock.type, sock.proto, 3)
            sock.bind(("127.0.0.1", 0))
            assert twin.getsockname() == sock.getsockname()
            sock.close()
            twin.getsockname()


def test_fromfd(net: Any, pair: tuple[Any, Any]) -> None:
    with net.fromfd(pair[0].fileno(), net.AF_UNIX, net.SOCK_STREAM) as copy_of_first:
        pair[1].send(b"data")
        assert copy_of_first.recv(4) == b"data"
    assert pair[0].fileno() >= 0


def test_fromfd_with_another_family() -> None:
    """Its addresses are what they are, whatever the socket was told."""
    with cffisock.socket(cffisock.AF_INET6, cffisock.SOCK_DGRAM) as sock:
        sock.bind(("::1", 0))
        with cffisock.fromfd(sock.fileno(), cffisock.AF_INET, cffisock.SOCK_DGRAM) as misled:
            assert misled.getsockname() == sock.getsockname()


def test_equality_is_identity(net: Any) -> None:
    with net.socket() as first, net.socket() as second:
        assert first == first
        assert first != second
        assert len({first, second}) == 2


def test_shutdown(net: Any, pair: tuple[Any, Any]) -> None:
    first, second = pair
    first.shutdown(net.SHUT_WR)
    assert second.recv(1) == b""
    with pytest.raises(BrokenPipeError):
        first.send(b"x")
    second.send(b"x")
    assert first.recv(1) == b"x"
    first.shutdown(net.SHUT_RD)
    first.shutdown(net.SHUT_RDWR)
    with net.socket() as sock, pytest.raises(OSError, match=r"not connected|10057") as caught:
        sock.shutdown(net.SHUT_RDWR)
    assert caught.value.errno == errno.ENOTCONN


def test_socketpair(net: Any) -> None:
    for arguments in ((), (net.AF_UNIX,), (net.AF_UNIX, net.SOCK_DGRAM), (None, net.SOCK_SEQPACKET, 0)):
        first, second = net.socketpair(*arguments)
        with first, second:
            assert first.family == second.family == net.AF_UNIX
            assert type(first) is net.socket
            first.send(b"data")
            assert second.recv(10) == b"data"


def test_no_signal_for_a_broken_pipe(net: Any) -> None:
    first, second = net.socketpair()
    with first:
        second.close()
        with pytest.raises(BrokenPipeError):
            first.sendall(b"x")
        with pytest.raises(BrokenPipeError):
            first.sendmsg([b"x"])


def test_running_out_of_descriptors(net: Any) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    kept = []
    server = net.create_server(("127.0.0.1", 0))
    client = net.create_connection(server.getsockname())
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 8, hard))
    try:
        with pytest.raises(OSError, match=r"Too many open files|No file descriptors"):
            while True:
                kept.append(net.socket())
        kept.pop().close()
        for fails in (net.socketpair,):
            with pytest.raises(OSError, match=r"Too many open files|No file descriptors"):
                fails()
        kept.append(net.socket())
        for refused in (server.accept, server.dup, lambda: net.fromfd(server.fileno(), 2, 1)):
            with pytest.raises(OSError, match=r"Too many open files|No file descriptors"):
                refused()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for sock in (*kept, client, server):
            sock.close()
