"""cffisock in the place of ``socket``: install() and uninstall(), each in an interpreter of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Python = Callable[..., str]


def test_import_gives_cffisock(python: Python) -> None:
    python("""
        import sys
        import cffisock
        cffisock.install()
        import socket, _socket
        assert socket is cffisock
        assert sys.modules["socket"] is cffisock
        assert _socket is sys.modules["_socket"]
        assert issubclass(cffisock.socket, _socket.socket)
        assert _socket.SocketType is _socket.socket
        assert _socket.gaierror is cffisock.gaierror
        assert type(_socket.AF_INET) is int
        assert _socket.AF_INET == cffisock.AF_INET
        from socket import socket as kind, AF_INET, timeout
        assert kind is cffisock.socket
        first, second = _socket.socketpair()
        first.send(b"x")
        assert second.recv(1) == b"x"
        first.close()
        second.close()
        """)


def test_uninstall_takes_it_back(python: Python) -> None:
    python("""
        import sys
        import cffisock
        before = list(sys.meta_path)
        own_low = sys.modules["_socket"].__name__, id(sys.modules["_socket"])
        cffisock.install()
        cffisock.uninstall()
        import socket, _socket
        assert socket is not cffisock
        assert socket.__file__ != cffisock.__file__
        assert (_socket.__name__, id(_socket)) == own_low
        del socket, _socket
        assert sys.meta_path == before
        cffisock.uninstall()
        cffisock.install()
        import socket
        assert socket is cffisock
        cffisock.uninstall()
        """)


def test_twice_is_harmless(python: Python) -> None:
    python("""
        import sys
        import cffisock
        cffisock.install()
        low, finders = sys.modules["_socket"], list(sys.meta_path)
        cffisock.install()
        assert sys.modules["_socket"] is low
        assert sys.meta_path == finders
        cffisock.uninstall()
        import socket
        assert socket is not cffisock
        """)


@pytest.mark.parametrize("module", ["socketserver", "http.client", "asyncio", "multiprocessing.connection"])
def test_modules_imported_before_are_named(python: Python, module: str) -> None:
    printed = python(f"""
        import warnings
        import {module}
        import cffisock
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            cffisock.install()
            cffisock.install()
        (warning,) = caught
        assert warning.category is RuntimeWarning
        assert warning.filename == __file__, warning.filename
        print(warning.message)
        """)
    assert module.partition(".")[0] in printed


def test_no_warning_when_nothing_was_imported(python: Python) -> None:
    assert (
        python("""
        import os, sys, json, threading
        import cffisock
        cffisock.install()
        """)
        == ""
    )


def test_a_class_imported_before_is_named(python: Python) -> None:
    printed = python("""
        import sys, types, warnings
        import socket
        library = types.ModuleType("some_library")
        library.kind = socket.socket
        sys.modules["some_library"] = library
        import cffisock
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            cffisock.install()
        print(*[warning.message for warning in caught])
        """)
    assert "some_library" in printed


def test_classes_work_together(python: Python) -> None:
    """What was imported before keeps the own socket, and exceptions are caught on both sides."""
    python("""
        import socket as own
        import cffisock
        import warnings
        warnings.simplefilter("ignore")
        cffisock.install()
        import socket
        first, second = socket.socketpair()
        first.settimeout(0.01)
        try:
            first.recv(1)
        except own.timeout:
            pass
        try:
            own.getaddrinfo("256.256.256.256", 1, flags=own.AI_NUMERICHOST)
        except socket.gaierror:
            pass
        first.close()
        second.close()
        """)


def test_capi(python: Python) -> None:
    python("""
        import sys
        import cffisock
        cffisock.install()
        import _socket
        if sys.implementation.name == "cpython":
            assert type(_socket.CAPI).__name__ == "PyCapsule"
        """)


def test_reloading_and_submodules(python: Python) -> None:
    python("""
        import cffisock
        cffisock.install()
        import importlib.util
        assert importlib.import_module("socket") is cffisock
        assert importlib.util.find_spec("socket") is not None
        """)


def test_selectors_and_select(python: Python) -> None:
    python("""
        import cffisock
        cffisock.install()
        import select, selectors, socket
        first, second = socket.socketpair()
        with first, second:
            for kind in ("SelectSelector", "PollSelector", "EpollSelector"):
                with getattr(selectors, kind)() as selector:
                    selector.register(first, selectors.EVENT_READ, "mine")
                    assert selector.select(0) == []
                    second.send(b"x")
                    ((key, events),) = selector.select(5)
                    assert (key.fileobj, key.data, events) == (first, "mine", selectors.EVENT_READ)
                    assert first.recv(1) == b"x"
            assert select.select([first], [first], [], 0)[1] == [first]
        """)
