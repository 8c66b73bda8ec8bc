"""Classes of users, made from cffisock's."""

from __future__ import annotations

import gc
import os
import warnings
import weakref
from typing import Any

import pytest


def test_with_attributes(net: Any) -> None:
    class Named(net.socket):
        pass

    with Named() as sock:
        sock.name = "mine"
        assert sock.name == "mine"
        assert sock.__dict__["name"] == "mine"
        assert isinstance(sock, net.socket)
        assert weakref.ref(sock)() is sock


def test_with_slots(net: Any) -> None:
    class Slotted(net.socket):
        __slots__ = ("name",)

    with Slotted() as sock:
        sock.name = "mine"
        assert sock.name == "mine"
        assert not hasattr(sock, "__dict__")
        with pytest.raises(AttributeError):
            sock.other = 1


def test_the_class_itself_has_no_dict(net: Any) -> None:
    with net.socket() as sock, pytest.raises(AttributeError):
        sock.name = "mine"


def test_with_arguments_of_its_own(net: Any) -> None:
    class Connected(net.socket):
        def __init__(self, address: Any, *, label: str) -> None:
            super().__init__(net.AF_INET, net.SOCK_STREAM)
            self.label = label
            self.connect(address)

    with net.create_server(("127.0.0.1", 0)) as server, Connected(server.getsockname(), label="x") as sock:
        assert sock.label == "x"
        assert sock.getpeername() == server.getsockname()


def test_without_calling_init(net: Any) -> None:
    class Lazy(net.socket):
        def __init__(self) -> None:
            pass

    sock = Lazy()
    assert sock.fileno() == -1
    with pytest.raises(OSError, match=r"Bad file descriptor|10038"):
        sock.recv(1)
    del sock
    made = net.socket.__new__(net.socket)
    assert made.fileno() == -1


def test_overridden_methods_are_called(net: Any) -> None:
    calls: list[str] = []

    class Watched(net.socket):
        def send(self, data: Any, flags: int = 0) -> int:
            calls.append("send")
            return super().send(data, flags)

        def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
            calls.append("recv_into")
            return super().recv_into(buffer, nbytes, flags)

        def close(self) -> None:
            calls.append("close")
            super().close()

    first, second = net.socketpair()
    with Watched(fileno=first.detach()) as sock, second:
        with sock.makefile("rwb", 0) as file:
            file.write(b"out")
            second.send(b"in")
            assert file.read(2) == b"in"
        assert second.recv(10) == b"out"
    assert calls == ["send", "recv_into", "close"]


def test_real_close_is_what_libraries_override(net: Any) -> None:
    calls: list[str] = []

    class Watched(net.socket):
        def _real_close(self) -> None:
            calls.append("_real_close")
            super()._real_close()

    sock = Watched()
    file = sock.makefile("rb")
    sock.close()
    assert calls == []
    file.close()
    assert calls == ["_real_close"]
    assert sock.fileno() == -1


def test_accept_gives_the_plain_class(net: Any) -> None:
    """As in the standard library: a subclass that wants its own overrides accept()."""

    class Server(net.socket):
        def accept(self) -> tuple[Any, Any]:
            fd, address = self._accept()
            return type(self)(self.family, self.type, self.proto, fileno=fd), address

    class Plain(net.socket):
        pass

    for kind, expected in ((Server, Server), (Plain, net.socket)):
        with kind() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            with net.create_connection(server.getsockname()):
                connection, _ = server.accept()
                with connection:
                    assert type(connection) is expected


def test_dup_gives_the_same_class(net: Any) -> None:
    class Mine(net.socket):
        pass

    with Mine() as sock, sock.dup() as copy:
        assert type(copy) is Mine


def test_properties_can_be_overridden(net: Any) -> None:
    class Mine(net.socket):
        @property
        def family(self) -> Any:
            return "mine"

        def fileno(self) -> int:
            return int(super().fileno())

    with Mine() as sock:
        assert sock.family == "mine"
        assert sock.fileno() > 0
        sock.bind(("127.0.0.1", 0))


def test_more_than_one_base(net: Any) -> None:
    class Mixin:
        def hello(self) -> str:
            return "hello"

    class Both(Mixin, net.socket):
        pass

    with Both() as sock:
        assert sock.hello() == "hello"


def test_a_failing_init_leaks_nothing(net: Any) -> None:
    class Failing(net.socket):
        def __init__(self) -> None:
            super().__init__()
            self.close()
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        Failing()


def test_init_twice(net: Any) -> None:
    """The old descriptor is the caller's business, as in the standard library: nothing crashes."""
    sock = net.socket()
    old = sock.fileno()
    sock.__init__(net.AF_INET, net.SOCK_DGRAM)
    assert sock.type == net.SOCK_DGRAM
    new = sock.fileno()
    sock.close()
    if old != new:
        try:
            net.close(old)
        except OSError:
            pass


def test_the_low_level_class(net: Any) -> None:
    with net.socket() as sock:
        assert isinstance(sock, net.SocketType)
        assert issubclass(net.socket, net.SocketType)
        assert net.SocketType is not net.socket


@pytest.fixture(params=["subclass", "wrapper"])
def replaced(net: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """The module with a class of somebody else's in the place of its own, as PySocks and eventlet put one there."""
    genuine: Any = net.socket

    class Subclass(genuine):
        def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
            super().__init__(family, type, proto, fileno)
            self.notes = "mine"

    class Wrapper:
        def __init__(self, family: int = -1, type: int = -1, proto: int = -1, fileno: int | None = None) -> None:
            self.wrapped, self.notes = genuine(family, type, proto, fileno), "mine"

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *args: object) -> None:
            self.wrapped.close()

        def __getattr__(self, name: str) -> Any:
            return getattr(self.wrapped, name)

    monkeypatch.setattr(net, "socket", Subclass if request.param == "subclass" else Wrapper)
    return net


def test_a_class_in_the_place_of_the_modules_own(replaced: Any) -> None:
    server = replaced.create_server(("127.0.0.1", 0))
    with server, replaced.create_connection(server.getsockname()) as client:
        connection, _ = server.accept()
        with connection, replaced.fromfd(client.fileno(), replaced.AF_INET, replaced.SOCK_STREAM) as copy:
            assert client.notes == connection.notes == copy.notes == "mine"
            connection.sendall(b"hello")
            assert client.recv(5) == b"hello"
    for sock in replaced.socketpair():
        with sock:
            assert sock.notes == "mine"


def test_a_copy_whose_init_fails_is_closed_only_once(net: Any) -> None:
    class Failing(net.socket):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if "fileno" in kwargs:
                raise RuntimeError("no")

    with Failing() as sock:
        with pytest.raises(RuntimeError) as caught:
            sock.dup()
        other = os.open(os.devnull, os.O_RDONLY)  # it has the copy's number, if that was closed by now
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del caught  # and with it the copy
            for _ in range(3):
                gc.collect()
        os.close(other)


def test_accepting_for_a_socket_of_the_own_type(net: Any, own: Any) -> None:
    """As eventlet does for those of ssl, which stay what they are."""
    with own.create_server(("127.0.0.1", 0)) as server, net.create_connection(server.getsockname()) as client:
        connection, address = net.socket.accept(server)
        with connection:
            assert type(connection) is net.socket
            assert address == client.getsockname()
            assert (connection.family, connection.type) == (client.family, client.type)
