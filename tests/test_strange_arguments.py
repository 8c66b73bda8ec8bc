"""One strange argument among good ones, in every place of every method and function: both modules do the same."""

from __future__ import annotations

import array
import decimal
import enum
import fractions
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Same = Callable[..., Any]


class Index:
    """What can stand for an int."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


class BadIndex:
    def __index__(self) -> int:
        raise ZeroDivisionError


class OnlyInt:
    def __int__(self) -> int:
        return 1


class Text(str):
    __slots__ = ()


class Bytes(bytes):
    __slots__ = ()


class Number(int):
    pass


class Member(enum.IntEnum):
    ONE = 1


def released() -> memoryview:
    view = memoryview(bytearray(4))
    view.release()
    return view


# Made anew for each call.
STRANGE: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "0": lambda: 0,
    "-1": lambda: -1,
    "2**31": lambda: 2**31,
    "-2**31-1": lambda: -(2**31) - 1,
    "2**63": lambda: 2**63,
    "-2**63-1": lambda: -(2**63) - 1,
    "2**200": lambda: 2**200,
    "0.0": lambda: 0.0,
    "1.5": lambda: 1.5,
    "nan": lambda: float("nan"),
    "an index": lambda: Index(1),
    "a large index": lambda: Index(2**70),
    "a bad index": BadIndex,
    "only __int__": OnlyInt,
    "Decimal": lambda: decimal.Decimal(1),
    "Fraction": lambda: fractions.Fraction(1, 2),
    "an int's subclass": lambda: Number(1),
    "an enum": lambda: Member.ONE,
    "''": str,
    "a text": lambda: "text",
    "a number's text": lambda: "1",
    "a surrogate": lambda: "\udc80",
    "a text's subclass": lambda: Text("127.0.0.1"),
    "b''": bytes,
    "bytes": lambda: b"bytes",
    "4 bytes": lambda: b"\1\2\3\4",
    "bytes' subclass": lambda: Bytes(b"\1\2\3\4"),
    "bytearray": lambda: bytearray(4),
    "memoryview": lambda: memoryview(b"view"),
    "strided": lambda: memoryview(bytearray(8))[::2],
    "array": lambda: array.array("i", [1]),
    "()": tuple,
    "[]": list,
    "[b'']": lambda: [b"x"],
    "[1]": lambda: [1],
    "{}": dict,
    "an iterator": lambda: iter([b"x"]),
    "a class": lambda: object,
    "an object": object,
}
# Flags are the kernel's matter if they fit an int.
FLAGS = [name for name in STRANGE if name not in ("True", "-1", "an index", "an int's subclass", "an enum")]
# The interpreter's own module cuts descriptors to an int, some only with the help of the system.
NO_FD = [name for name in STRANGE if "2**" not in name and "large" not in name and name not in ("True", "0")]
NO_FD = [name for name in NO_FD if "int's" not in name and "enum" not in name and name != "an index"]
# It takes no ports but of the very class int, which is an oversight; and versions differ about those that are none.
NO_PORT = [name for name in STRANGE if name in NO_FD and "index" not in name]

METHODS: dict[str, tuple[Any, ...]] = {
    "listen": (1,),
    "shutdown": (1,),
    "getsockopt": (1, 3, 4),
    "setsockopt": (1, 2, 1),
    "settimeout": (1.0,),
    "setblocking": (True,),
    "recv": (4, 0),
    "recv_into": (bytearray(4), 4, 0),
    "recvfrom": (4, 0),
    "recvfrom_into": (bytearray(4), 4, 0),
    "recvmsg": (4, 0, 0),
    "recvmsg_into": ([bytearray(4)], 0, 0),
    "send": (b"data", 0),
    "sendall": (b"data", 0),
    "sendmsg": ([b"data"], [], 0),
    "makefile": ("rb", 0),
    "set_inheritable": (False,),
}
FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "getaddrinfo": ("127.0.0.1", 80, 0, 1, 0, 0),
    "getnameinfo": (("127.0.0.1", 80), 3),
    "getservbyname": ("http", "tcp"),
    "getservbyport": (80, "tcp"),
    "getprotobyname": ("tcp",),
    "inet_aton": ("127.0.0.1",),
    "inet_ntoa": (b"\1\2\3\4",),
    "inet_pton": (2, "127.0.0.1"),
    "inet_ntop": (2, b"\1\2\3\4"),
    "htons": (1,),
    "htonl": (1,),
    "ntohs": (1,),
    "ntohl": (1,),
    "if_nametoindex": ("lo",),
    "if_indextoname": (1,),
    "CMSG_LEN": (4,),
    "CMSG_SPACE": (4,),
    "setdefaulttimeout": (None,),
    "socket": (2, 1, 0),
    "socketpair": (1, 1, 0),
    "close": (-1,),
    "dup": (-1,),
}
LEFT_OUT: dict[tuple[str, int], list[str]] = {
    **{(name, len(METHODS[name]) - 1): FLAGS for name in METHODS if name.startswith(("recv", "send"))},
    ("close", 0): NO_FD,
    ("dup", 0): NO_FD,
    ("getaddrinfo", 1): NO_PORT,
    # Anything that is no int is taken for bytes there.
    ("setsockopt", 2): [name for name in STRANGE if name != "a bad index"],
    # Newer versions take what has an __index__ here as well.
    **{(name, 0): [name for name in STRANGE if "index" not in name] for name in ("htonl", "ntohl")},
    ("if_indextoname", 0): [name for name in STRANGE if "index" not in name and "2**" not in name],
}
PLACES = [(name, place) for table in (METHODS, FUNCTIONS) for name, good in table.items() for place in range(len(good))]


def comparable(found: Any, module: Any) -> Any:
    """What a call returned, without what is never the same twice."""
    if isinstance(found, tuple) and found and isinstance(found[0], module.socket):
        found = found[0]
    if isinstance(found, module.socket):
        return found.family, found.type, found.proto, found.gettimeout()
    return found if isinstance(found, (int, float, str, bytes, tuple, list, type(None))) else type(found).__name__


def call(module: Any, name: str, arguments: list[Any]) -> Any:
    if name in FUNCTIONS:
        found = getattr(module, name)(*arguments)
        module.setdefaulttimeout(None)
        try:
            return comparable(found, module)
        finally:
            for each in found if isinstance(found, tuple) else (found,):
                if isinstance(each, module.socket):
                    each.close()
    first, second = module.socketpair()
    with first, second:
        first.settimeout(0.05)
        second.send(b"data")
        found = getattr(first, name)(*arguments)
        state = [first.gettimeout()]
        if name.startswith("send"):
            state.append(second.recv(9, module.MSG_DONTWAIT))
        if hasattr(found, "close"):
            found.close()
        return comparable(found, module), state


@pytest.mark.skipif(sys.platform != "linux", reason="what the other systems say of bad values differs more")
@pytest.mark.skipif(sys.implementation.name == "pypy", reason="PyPy's own module checks less, and leaves files open")
@pytest.mark.skipif(sys.version_info < (3, 10), reason="Python 3.9 cuts numbers to ints, with a warning")
@pytest.mark.parametrize(("name", "place"), PLACES, ids=[f"{name}-{place}" for name, place in PLACES])
def test_one_strange_argument(same: Same, name: str, place: int) -> None:
    wrong = {}
    for strange in LEFT_OUT.get((name, place), STRANGE):

        def attempt(module: Any, strange: str = strange) -> Any:
            arguments = list((METHODS.get(name) or FUNCTIONS[name])[:])
            arguments[place] = STRANGE[strange]()
            return call(module, name, arguments)

        before = len(os.listdir("/proc/self/fd"))
        try:
            same(attempt, text=False)
        except AssertionError as difference:
            wrong[strange] = str(difference).partition("\n")[0]
        if len(os.listdir("/proc/self/fd")) != before:
            wrong[strange] = "a descriptor is left open"
    assert not wrong
