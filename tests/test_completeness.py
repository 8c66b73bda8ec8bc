"""Everything that the interpreter's own modules have is here, in the same form."""

from __future__ import annotations

import enum
import inspect
import sys
from typing import Any

import pytest

import cffisock

PYPY = sys.implementation.name == "pypy"

# Modules that socket.py imports, which are no part of it.
IMPORTED = {"os", "sys", "io", "selectors", "errno", "array", "_socket"}


# What the interpreter's own module has beside what is documented: leaked helpers, the capsule for other C modules, and
# on PyPy the constants of select().
OF_ITS_OWN = {"CAPI", "IntEnum", "IntFlag", "FD_SETSIZE", "partial", "sslerror"}
if PYPY:
    import _socket
    import _ssl
    import select

    OF_ITS_OWN |= set(dir(_ssl))  # PyPy's socket shows some of these once ssl was imported
    OF_ITS_OWN |= {name for name in dir(_socket) if name.startswith("POLL")} | set(dir(select))


def names_of(module: Any) -> list[str]:
    return sorted(name for name in dir(module) if not name.startswith("__") and name not in IMPORTED)


def test_public_names(own: Any) -> None:
    missing = [name for name in names_of(own) if not name.startswith("_") and not hasattr(cffisock, name)]
    assert sorted(set(missing) - OF_ITS_OWN) == []


def test_what_a_star_import_gives(own: Any) -> None:
    missing = sorted(set(own.__all__) - set(cffisock.__all__) - OF_ITS_OWN)
    assert missing == []
    names: dict[str, Any] = {}
    exec("from cffisock import *", names)
    assert set(cffisock.__all__) <= set(names)
    assert len(set(cffisock.__all__)) == len(cffisock.__all__)


def test_low_level_names(python: Any) -> None:
    missing = python("""
        import cffisock
        names = dir(__import__("_socket"))
        cffisock.install()
        import _socket
        missing = [name for name in names if not name.startswith("_") and not hasattr(_socket, name)]
        print(*missing)
        """).split()
    assert sorted(set(missing) - OF_ITS_OWN) == []


def test_members_of_the_class(own: Any) -> None:
    skipped = {"__getnewargs__", "__dict__", "__doc__"}
    missing = [name for name in dir(own.socket) if not hasattr(cffisock.socket, name) and name not in skipped]
    # Helpers that nobody but socket.py itself knows.
    assert set(missing) <= {"_check_sendfile_params", "_drop", "_reuse", "_sendfile_zerocopy"}
    assert [name for name in dir(own.SocketIO) if not hasattr(cffisock.SocketIO, name)] == []


def test_constants_have_the_same_values(own: Any) -> None:
    wrong = []
    for name in names_of(own):
        value = getattr(own, name)
        if isinstance(value, int) and name.isupper() and hasattr(cffisock, name):
            ours = getattr(cffisock, name)
            if int(ours) != int(value) or type(ours).__name__ != type(value).__name__:
                wrong.append((name, ours, value))
    # PyPy has numbers and plain ints of its own here and there.
    assert wrong == [] or PYPY, wrong


@pytest.mark.parametrize("name", ["AddressFamily", "SocketKind", "MsgFlag", "AddressInfo"])
def test_enums(own: Any, name: str) -> None:
    theirs, ours = getattr(own, name), getattr(cffisock, name)
    assert issubclass(ours, enum.IntEnum if issubclass(theirs, enum.IntEnum) else enum.IntFlag)
    missing = [member for member in theirs.__members__ if member not in ours.__members__]
    assert missing == []
    for member in theirs:
        assert int(ours[member.name]) == int(member)
        assert getattr(cffisock, member.name) is ours[member.name]
    assert ours.__module__ == "cffisock"


def test_flags_combine() -> None:
    both = cffisock.MSG_PEEK | cffisock.MSG_DONTWAIT
    assert isinstance(both, cffisock.MsgFlag)
    assert int(both) == int(cffisock.MSG_PEEK) | int(cffisock.MSG_DONTWAIT)


def callables(own: Any) -> list[str]:
    import socket

    assert own is None
    members = [f"socket.{name}" for name in dir(socket.socket) if not name.startswith("_")]
    functions = [name for name in dir(socket) if inspect.isroutine(getattr(socket, name)) and not name.startswith("_")]
    return members + [name for name in functions if name not in OF_ITS_OWN]


def find(module: Any, name: str) -> Any:
    for part in name.split("."):
        module = getattr(module, part)
    return module


@pytest.mark.parametrize("name", callables(None))
def test_signatures(own: Any, name: str) -> None:
    """Where both can be inspected, every way to call the one is a way to call the other."""
    theirs, ours = find(own, name), find(cffisock, name)
    try:
        expected, actual = inspect.signature(theirs), inspect.signature(ours)
    except (TypeError, ValueError):
        assert callable(ours) == callable(theirs)
        return
    if PYPY:
        return
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = list(actual.parameters.values())
    takes_any = any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters)
    wanted = [parameter for parameter in expected.parameters.values() if parameter.kind in positional]
    offered = [parameter for parameter in parameters if parameter.kind in positional]
    assert takes_any or len(offered) >= len(wanted)
    for parameter in expected.parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            assert parameter.name in actual.parameters
        elif parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
            assert parameter.name in actual.parameters
            assert actual.parameters[parameter.name].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert [p.name for p in offered if p.default is p.empty][len(wanted) :] == []


def test_names_of_newer_pythons() -> None:
    for name in (
        "send_fds",
        "recv_fds",
        "create_server",
        "has_dualstack_ipv6",
        "CMSG_LEN",
        "if_nameindex",
        "sethostname",
    ):
        assert hasattr(cffisock, name)
    assert callable(cffisock.socket.sendmsg_afalg)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        cffisock.no_such_name  # type: ignore[attr-defined]  # noqa: B018 - reading it has to raise
    assert not hasattr(cffisock, "ssl")


def test_importing_is_modest(python: Any) -> None:
    """What is heavy, or opens sockets, is left until it is asked for."""
    loaded = python("""
        import sys
        import cffisock
        heavy = ("ssl", "asyncio", "ctypes", "subprocess", "inspect", "typing")
        print(*[name for name in heavy if name in sys.modules])
        """).split()
    assert set(loaded) <= {"typing"}
