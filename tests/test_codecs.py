"""Every family's addresses, whatever the family: what comes from below is always told, what comes from above is taken
or refused with an ordinary exception, and what was taken comes back.
"""

from __future__ import annotations

import random
import socket as own_socket
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import Family, RawAddress, base, families, find
from cffisock.families.base import START

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = sorted({*base.waiting, *families, 99}, key=str)
# The last is the interpreters' own, for memory that is not contiguous.
REFUSALS = (TypeError, ValueError, OverflowError, OSError, BufferError)
# All that any family tells apart; -1 is what none has.
PROTOCOLS = (0, 1, 2, 3, 4, 5, 6, 7, 8, int(cffisock.AF_INET6), -1)
LONGEST = 128


def family_of(key: Any) -> Family:
    return find(*key) if isinstance(key, tuple) else find(key)


def name_of(key: Any) -> str:
    return family_of(key).name + (f"-{key[1]}" if isinstance(key, tuple) else "" if key in families else f"-{key}")


@pytest.fixture
def fd() -> Iterator[int]:
    """The descriptor of a socket that can tell of interfaces."""
    with own_socket.socket(own_socket.AF_INET, own_socket.SOCK_DGRAM) as sock:
        yield sock.fileno()


def as_the_kernel_writes_it(codec: Family, sockaddr: bytes, size: int = -1) -> bytes:
    """The bytes that a socket passes to `Family.decode`; ``size`` may say more than there is room for."""
    said = len(sockaddr) if size < 0 else size
    return (said.to_bytes(START, sys.byteorder) + sockaddr[:LONGEST].ljust(LONGEST, b"\0"))[: codec.span]


@pytest.mark.parametrize("key", KEYS, ids=name_of)
def test_whatever_comes_from_below_is_told(key: Any, fd: int) -> None:
    codec = family_of(key)
    number = key[0] if isinstance(key, tuple) else key
    head = number.to_bytes(2, sys.byteorder)
    dice = random.Random(1)
    for size in range(257):
        fills = (b"", b"\0" * size, b"\xff" * size, b"\x7f" * size, dice.randbytes(size))
        bodies = [(head + fill.ljust(size, b"a"))[:size] for fill in fills]
        bodies.append(dice.randbytes(size))  # of any family
        for protocol in PROTOCOLS:
            for body in bodies:
                raw = as_the_kernel_writes_it(codec, body, size)
                for descriptor in (fd, -1):
                    address = codec.decode(raw, descriptor, protocol)
                    assert (address is None) == (size == 0)
                    repr(address)


@pytest.mark.parametrize("key", KEYS, ids=name_of)
def test_addresses_of_other_families(key: Any, fd: int) -> None:
    """A socket can be told of an address of another family: that one's way of telling it counts."""
    codec = family_of(key)
    head = cffisock.AF_INET6.to_bytes(2, sys.byteorder)
    loopback = head + (80).to_bytes(2, "big") + bytes(19) + b"\1" + bytes(4)
    if codec.number != cffisock.AF_INET6:
        assert codec.decode(as_the_kernel_writes_it(codec, loopback), fd, 0) == ("::1", 80, 0, 0)
    nobodys = (250).to_bytes(2, sys.byteorder) + b"23456789"
    assert codec.decode(as_the_kernel_writes_it(codec, nobodys), fd, 0) == RawAddress(250, b"23456789")
    assert codec.decode(as_the_kernel_writes_it(codec, b""), fd, 0) is None


JUNK: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 255, 256, 65536, 2**31, 2**32, 2**64, -(2**31) - 1, -(2**64), 1.5, float("nan"), 1j),
    *("", "lo", "127.0.0.1", "::1", "\0", "l\0o", "\ud800", "x" * 300, b"", b"lo", b"\0", bytes(6), bytes(300)),
    *(bytearray(3), memoryview(b"abc"), (), (1,), ("127.0.0.1", 1), [], [1, 2], {}, {1: 2}, object(), type, len),
    *(memoryview(bytes(24))[::3], range(5), RawAddress(-1, b""), RawAddress(1, None), RawAddress(1, bytes(200))),
)


def attempt(codec: Family, address: Any, fd: int, protocol: int) -> None:
    try:
        sockaddr = codec.sockaddr(address, "bind", fd, protocol)
    except REFUSALS:
        return
    assert type(sockaddr) is bytes
    assert len(sockaddr) <= LONGEST


@pytest.fixture
def no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name is looked up: it would take its time, and say nothing of a codec."""

    def resolve(host: bytes, family: int) -> bytes:
        raise cffisock.gaierror(cffisock.EAI_NONAME, "not looked up")

    for module in ("hosts", "inet"):
        monkeypatch.setattr(f"cffisock.families.{module}.resolve", resolve)


@pytest.mark.parametrize("key", KEYS, ids=name_of)
def test_what_is_refused(key: Any, fd: int, no_resolver: None) -> None:
    codec = family_of(key)
    dice = random.Random(3)
    for protocol in PROTOCOLS:
        for junk in JUNK:
            attempt(codec, junk, fd, protocol)
            attempt(codec, junk, -1, protocol)
            for length in range(1, 9):
                attempt(codec, (junk,) * length, fd, protocol)
        for _ in range(300):
            attempt(codec, tuple(dice.choices(JUNK, k=dice.randrange(1, 11))), fd, protocol)


def bits(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, 2**count - 1)


def signed(count: int) -> st.SearchStrategy[int]:
    return st.integers(-(2 ** (count - 1)), 2 ** (count - 1) - 1)


def octets(least: int, most: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=least, max_size=most)


def digits(most: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", max_size=most)


hosts, hosts6 = st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str).filter(lambda host: ":ffff:" not in host)
inet, inet6 = st.tuples(hosts, bits(16)), st.tuples(hosts6, bits(16), bits(20), bits(32))
names = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=8)
paths = st.text(st.characters(min_codepoint=1, max_codepoint=126), min_size=1, max_size=100)
L2TP = 115
SESSION_IDS = (*(bits(16) for _ in range(4)),)
LONG_SESSION_IDS = (*(bits(32) for _ in range(4)),)

# By family and protocol: addresses in all their parts, which come back as they were given.
ADDRESSES: dict[tuple[str, int], st.SearchStrategy[Any]] = {
    ("AF_ATMPVC", 0): st.tuples(signed(16), signed(16), signed(32)),
    ("AF_ATMSVC", 0): st.tuples(octets(20, 20), digits(12), bits(8), bits(32)),
    ("AF_CAIF", int(cffisock.CAIFPROTO_AT)): st.tuples(bits(8)),
    ("AF_CAIF", int(cffisock.CAIFPROTO_DATAGRAM)): st.tuples(bits(32)),
    ("AF_CAIF", int(cffisock.CAIFPROTO_UTIL)): st.tuples(names),
    ("AF_CAIF", int(cffisock.CAIFPROTO_RFM)): st.tuples(bits(32), names),
    ("AF_CAIF", int(cffisock.CAIFPROTO_DEBUG)): st.tuples(bits(8), bits(8)),
    ("AF_INET", 0): inet,
    ("AF_INET", L2TP): st.tuples(hosts, bits(32)),
    ("AF_INET6", 0): inet6,
    ("AF_INET6", L2TP): st.tuples(hosts6, bits(32), bits(20), bits(32)),
    ("AF_IUCV", 0): st.tuples(names, names),
    ("AF_MCTP", 0): st.one_of(
        st.tuples(bits(32), bits(8), bits(8), bits(8), st.just(""), st.just(b"")),
        st.tuples(bits(32), bits(8), bits(8), bits(8), st.just("lo"), octets(0, 32)),
    ),
    ("AF_NETLINK", 0): st.tuples(bits(32), bits(32)),
    ("AF_PACKET", 0): st.tuples(st.just("lo"), bits(16), bits(8), bits(16), octets(0, 8)),
    ("AF_PPPOX", 0): st.tuples(bits(16), octets(6, 6), names),
    ("AF_PPPOX", 1): st.one_of(
        st.tuples(signed(32), *SESSION_IDS, st.one_of(inet, inet6), st.just(2), signed(32)),
        st.tuples(signed(32), *LONG_SESSION_IDS, st.one_of(inet, inet6), st.just(3), signed(32)),
    ),
    ("AF_PPPOX", 2): st.tuples(bits(16), hosts),
    ("AF_RXRPC", int(cffisock.AF_INET)): st.tuples(bits(16), inet, bits(16)),
    ("AF_RXRPC", int(cffisock.AF_INET6)): st.tuples(bits(16), inet6, bits(16)),
    ("AF_SMC", 0): inet,
    ("AF_SMC", 1): inet6,
    ("AF_UNIX", 0): st.one_of(paths, octets(0, 100).map(lambda name: b"\0" + name)),
    ("AF_X25", 0): digits(15),
    ("AF_XDP", 0): st.tuples(st.just("lo"), bits(32), bits(16), bits(32)),
}


@pytest.mark.parametrize(("family", "protocol"), ADDRESSES, ids=str)
def test_round_trip(family: str, protocol: int) -> None:
    codec = find(getattr(cffisock, family), protocol)

    @settings(deadline=None, database=None, max_examples=100)
    @given(ADDRESSES[family, protocol])
    def there_and_back(address: Any) -> None:
        sockaddr = codec.sockaddr(address, "bind", descriptor, protocol)
        raw = as_the_kernel_writes_it(codec, sockaddr)
        for _ in range(2):
            assert codec.decode(raw, descriptor, protocol) == address
        assert codec.sockaddr(codec.decode(raw, descriptor, protocol), "bind", descriptor, protocol) == sockaddr
        assert codec.sockaddr(RawAddress(codec.number, sockaddr[2:]), "bind", descriptor, protocol)[2:] == sockaddr[2:]

    with own_socket.socket(own_socket.AF_INET, own_socket.SOCK_DGRAM) as sock:
        descriptor = sock.fileno()
        there_and_back()
