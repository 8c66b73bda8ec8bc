"""`families.register`: users' own forms of addresses."""

from __future__ import annotations

import os
import pathlib
import struct
import threading
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock import families
from cffisock.families import Custom, Family, RawAddress
from cffisock.families.inet import Inet
from cffisock.families.unix import Unix

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODYS = 99


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """Registers again what was there before."""
    before = dict(families.families)
    yield
    families.families.clear()
    families.families.update(before)


class Paths(Unix):
    """Paths of AF_UNIX as `pathlib.Path`."""

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        return super().encode(os.fspath(address), caller, fd, protocol)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        name = super().read(raw, size, fd, protocol)
        return pathlib.Path(name) if name and isinstance(name, str) else name


def test_a_subclass(tmp_path: Any) -> None:
    families.register(Paths())
    here, there = tmp_path / "here", tmp_path / "there"
    with (
        cffisock.socket(cffisock.AF_UNIX, cffisock.SOCK_DGRAM) as first,
        cffisock.socket(cffisock.AF_UNIX, cffisock.SOCK_DGRAM) as second,
    ):
        first.bind(here)
        second.bind(str(there))
        second.settimeout(5)
        for _ in range(2):  # the second time from memory
            first.sendto(b"x", there)
            assert second.recvfrom(10) == (b"x", here)
            first.sendto(b"x", str(there))
            data, _, _, address = second.recvmsg(10)
            assert (data, type(address)) == (b"x", type(here))
            assert first.getsockname() == here
        first.connect(there)
        assert first.getpeername() == there
        first.sendto(b"raw", RawAddress(cffisock.AF_UNIX, os.fsencode(there) + b"\0"))
        assert second.recv(10) == b"raw"


def test_two_functions() -> None:
    """Internet addresses as one number each, as Python's ipaddress has them."""
    layout = struct.Struct("!HI8x")
    families.register(
        Custom(
            cffisock.AF_INET,
            lambda number: layout.pack(number & 0xFFFF, number >> 16),
            lambda data: layout.unpack(data),
        )
    )
    with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        sock.bind(0x7F000001 << 16)
        sock.settimeout(5)
        port, host = sock.getsockname()
        assert host == 0x7F000001
        assert sock.sendto(b"to itself", host << 16 | port) == 9
        assert sock.recvfrom(100) == (b"to itself", (port, host))


def test_streams_accept_with_it() -> None:
    families.register(
        Custom(cffisock.AF_INET, lambda port: struct.pack("!HI8x", port, 0x7F000001), lambda data: data[:2])
    )
    with cffisock.socket() as listener, cffisock.socket() as client:
        listener.bind(0)
        listener.listen()
        client.connect(int.from_bytes(listener.getsockname(), "big"))
        server, peer = listener.accept()
        with server:
            assert peer == client.getsockname()
            assert server.getpeername() == peer


def test_new_sockets_have_it_and_old_ones_keep_what_they_have() -> None:
    with cffisock.socket(cffisock.AF_UNIX, cffisock.SOCK_DGRAM) as old:
        families.register(Custom(cffisock.AF_UNIX, lambda name: b"\0" + name, lambda data: data[1:]))
        with cffisock.socket(cffisock.AF_UNIX, cffisock.SOCK_DGRAM) as new:
            new.bind(b"test %d" % os.getpid())
            old.sendto(b"x", b"\0test %d" % os.getpid())
            assert new.recv(10) == b"x"
            assert new.getsockname() == b"test %d" % os.getpid()
            assert old.getsockname() == ""
            families.register(Unix())
            assert new.getsockname() == b"test %d" % os.getpid()
            with cffisock.socket(new.family, new.type, fileno=os.dup(new.fileno())) as again:
                assert again.getsockname() == b"\0test %d" % os.getpid()


def test_by_number() -> None:
    """A family without a name here; the descriptor is one that exists, since no kernel has it."""
    families.register(Custom(NOBODYS, lambda address: address, lambda data: data, "AF_NOBODYS"))
    assert families.find(NOBODYS).name == "AF_NOBODYS"
    first, second = cffisock.socketpair(cffisock.AF_UNIX, cffisock.SOCK_DGRAM)
    with first, second, cffisock.socket(NOBODYS, cffisock.SOCK_DGRAM, 0, fileno=first.detach()) as sock:
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind(b"the kernel sees family 99")
        with pytest.raises(OSError):
            sock.sendto(b"x", b"the kernel sees family 99")


@pytest.mark.parametrize("method", ["bind", "connect", "connect_ex", "sendto", "sendmsg"])
@pytest.mark.parametrize(
    ("nonsense", "exception"),
    [
        (None, TypeError),
        ("text", TypeError),
        (5, TypeError),
        ([1, 2], TypeError),
        (bytes(1000), ValueError),
        (bytes(10**7), ValueError),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_nonsense(method: str, nonsense: Any, exception: Any) -> None:
    class Nonsense(Family):
        name = "AF_NONSENSE"
        number = int(cffisock.AF_INET)

        def encode(self, address: Any, caller: str, fd: int, protocol: int) -> Any:
            return nonsense

    arguments = {"sendto": (b"x", "address"), "sendmsg": ([b"x"], [], 0, "address")}.get(method, ("address",))
    for family in (Nonsense(), Custom(cffisock.AF_INET, lambda address: nonsense, lambda data: nonsense)):
        families.register(family)
        with cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock, pytest.raises(exception):
            getattr(sock, method)(*arguments)


def test_functions_that_raise(listener: Any) -> None:
    def refuse(value: Any) -> Any:
        raise LookupError(f"cannot make anything of {value!r}")

    families.register(Custom(cffisock.AF_INET, refuse, refuse))
    with cffisock.socket() as sock:
        with pytest.raises(LookupError):
            sock.bind("x")
        with pytest.raises(LookupError):
            sock.getsockname()
    with cffisock.socket(fileno=os.dup(listener.fileno())) as again, cffisock.socket() as client:
        client.connect(RawAddress(cffisock.AF_INET, struct.pack("!HI8x", listener.getsockname()[1], 0x7F000001)))
        with pytest.raises(LookupError):
            again.accept()  # and closes the descriptor


@pytest.mark.parametrize("value", [None, 5, "AF_INET", Family, lambda: None])
def test_what_is_no_family(value: Any) -> None:
    with pytest.raises(TypeError, match=r"register\(\) takes a Family"):
        families.register(value)


@pytest.mark.parametrize("arguments", [(None, len, len), ("2", len, len), (2, None, len), (2, len, 5)])
def test_what_is_no_custom_family(arguments: Any) -> None:
    with pytest.raises(TypeError):
        Custom(*arguments)


def test_a_family_that_the_platform_lacks() -> None:
    before = dict(families.families)
    families.register(Family())
    assert families.families == before


def test_a_subclass_that_changes_addresses_is_asked_every_time() -> None:
    """Inet remembers what it encodes; what it is given by a subclass is not what the user gave."""

    class Swapped(Inet):
        def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
            host, port = address
            return super().encode(
                ({"127.0.0.1": "127.0.0.2", "127.0.0.2": "127.0.0.1"}[host], port), caller, fd, protocol
            )

    families.register(Swapped())
    for _ in range(3):
        for host, swapped in (("127.0.0.1", "127.0.0.2"), ("127.0.0.2", "127.0.0.1")):
            with cffisock.socket() as sock:
                sock.bind((host, 0))
                assert sock.getsockname()[0] == swapped


def test_from_several_threads() -> None:
    """Sockets that are made while families are registered have one or the other."""
    stop = threading.Event()
    choices = [Custom(cffisock.AF_UNIX, bytes, lambda data: 0), Custom(cffisock.AF_UNIX, bytes, lambda data: 1)]

    def register() -> None:
        while not stop.is_set():
            for family in choices:
                families.register(family)

    families.register(choices[0])
    threads = [threading.Thread(target=register) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(300):
            with cffisock.socket(cffisock.AF_UNIX, cffisock.SOCK_DGRAM) as sock:
                first = sock.getsockname()
                assert first in (0, 1)
                assert sock.getsockname() == first
    finally:
        stop.set()
        for thread in threads:
            thread.join()
