"""Every public function and method says what it takes, what goes wrong with it, and by what it can be judged."""

from __future__ import annotations

import inspect
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock import aio, zerocopy

if TYPE_CHECKING:
    from collections.abc import Iterator

CLASSES = {
    "socket": cffisock.socket,
    "SocketIO": cffisock.SocketIO,
    "DatagramBatch": cffisock.DatagramBatch,
    "Datagram": cffisock.Datagram,
    "Token": zerocopy.Token,
    "BatchProtocol": aio.BatchProtocol,
    "BatchTransport": aio.BatchTransport,
}
# What is cffisock's own has no other source than what it says itself, unless it is a system's interface.
OWN = {
    *("capabilities", "explain", "has", "install", "uninstall", "to_stdlib", "from_stdlib"),
    "create_datagram_endpoint",
    *(f"SocketIO.{name}" for name in ("close", "fileno", "mode", "name", "readable", "seekable", "writable")),
}
OWN_CLASSES = ("DatagramBatch", "Datagram", "Token", "BatchProtocol", "BatchTransport")
# What takes something, and yet nothing can be wrong with it, or it is the caller's program that is called.
RAISES_NOTHING = {
    *("getfqdn", "has_dualstack_ipv6", "DatagramBatch.redirect"),
    *("BatchTransport.sendto", "BatchTransport.set_protocol"),
    *("BatchProtocol.connection_made", "BatchProtocol.connection_lost"),
    *("BatchProtocol.datagrams_received", "BatchProtocol.error_received"),
}
# What not every platform has.
SOMEWHERE = ("sethostname", "send_fds", "recv_fds", "socket.sendmsg_afalg", "socket.enable_gro", "socket.send_zerocopy")
if sys.platform == "win32":
    SOMEWHERE = ("fromshare", "socket.share", "socket.ioctl", "socket.enable_gro", "socket.send_zerocopy")


def public() -> Iterator[tuple[str, Any]]:
    """The functions, methods and properties of cffisock's own modules, by name."""
    for name in cffisock.__all__:
        value = getattr(cffisock, name)
        if inspect.isfunction(value):
            yield name, value
    for label, owner in CLASSES.items():
        for name in dir(owner):
            value = inspect.getattr_static(owner, name)
            value = value.fget if isinstance(value, property) else value
            if not name.startswith("_") and inspect.isfunction(value) and str(value.__module__).startswith("cffisock"):
                yield f"{label}.{name}", value
    yield "create_datagram_endpoint", aio.create_datagram_endpoint


PUBLIC = dict(public())


def documentation(name: str) -> str:
    text = inspect.getdoc(PUBLIC[name])
    assert text, f"{name} has no docstring"
    return text


def parameters(name: str) -> list[str]:
    return [parameter for parameter in inspect.signature(PUBLIC[name]).parameters if parameter != "self"]


def test_there_are_many() -> None:
    assert len(PUBLIC) > 120
    assert {"socket.recv", "create_server", "DatagramBatch.views", "BatchTransport.send_many"} <= set(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_parameters(name: str) -> None:
    text = documentation(name)
    missing = [one for one in parameters(name) if not re.search(rf"^    \*{{0,2}}{one}: ", text, flags=re.MULTILINE)]
    assert missing == []
    described = re.findall(
        r"^    (\w+):", re.split(r"^(?:Returns|Raises):$", text, flags=re.MULTILINE)[0], re.MULTILINE
    )
    assert sorted(set(described) - set(parameters(name))) == []


@pytest.mark.parametrize("name", [name for name in PUBLIC if parameters(name) and name not in RAISES_NOTHING])
def test_what_goes_wrong(name: str) -> None:
    raised = re.search(r"^Raises:\n((?:    .*\n?)+)", documentation(name), flags=re.MULTILINE)
    assert raised, f"{name} does not say what it raises"
    for exception in re.findall(r"^    (\w+): \w", raised[1], flags=re.MULTILINE):
        found = getattr(cffisock, exception, None) or getattr(__import__("builtins"), exception)
        assert issubclass(found, BaseException)


@pytest.mark.parametrize(
    "name", [name for name in PUBLIC if name not in OWN and name.partition(".")[0] not in OWN_CLASSES]
)
def test_source(name: str) -> None:
    text = documentation(name)
    assert re.search(r"\bSource: \S|\((?:send|recv)mmsg\(2\)\)", text), f"{name} does not say by what it can be judged"


@pytest.mark.parametrize("name", SOMEWHERE)
def test_platforms(name: str) -> None:
    assert re.search(r"^Platforms: \S", documentation(name), flags=re.MULTILINE)


@pytest.mark.parametrize("name", PUBLIC)
def test_examples_run(name: str) -> None:
    """A prompt that is not at the start of its line is nothing that a doctest would run; a platform is told once."""
    text = documentation(name)
    assert re.findall(r"^.*\S.*>>> .*", text, flags=re.MULTILINE) == []
    assert text.count("Platforms: ") <= 1


def test_units() -> None:
    """Times say in what they are counted."""
    for name in ("socket.settimeout", "socket.gettimeout", "setdefaulttimeout", "create_connection", "Token.wait"):
        assert "seconds" in documentation(name), name
    for name in ("socket.recv", "socket.recvmsg", "socket.send", "socket.sendfile", "socket.getsockopt", "recv_fds"):
        assert "bytes" in documentation(name), name
    assert "nanoseconds" in documentation("Datagram.timestamp")
