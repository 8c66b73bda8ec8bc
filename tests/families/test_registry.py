"""The registry: a family is loaded when the first of its sockets is made, once, and never where it is not needed."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

import cffisock
from cffisock.families import Family, base, families, find, register


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> int:
    """The number of AF_NETLINK, as if nobody had asked for it yet."""
    number = int(cffisock.AF_NETLINK)
    monkeypatch.setitem(families, number, base.UNKNOWN)
    del families[number]
    return number


def test_loaded_when_needed(python: Any) -> None:
    program = """
import sys
import cffisock
from cffisock.families.base import waiting
places = [place.partition(".")[0] for place in waiting.values()]
assert places
for name in places:
    assert f"cffisock.families.{name}" not in sys.modules, name
with cffisock.socket(cffisock.AF_INET) as sock:
    sock.bind(("127.0.0.1", 0))
for name in places:
    assert f"cffisock.families.{name}" not in sys.modules, name
with cffisock.socket(cffisock.AF_NETLINK, cffisock.SOCK_RAW) as sock:
    sock.bind((0, 0))
assert "cffisock.families.netlink" in sys.modules
"""
    python(program)


@pytest.mark.parametrize("key", sorted(base.waiting, key=str), ids=str)
def test_every_family_of_the_table(key: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "families", {})
    number, protocol = key if isinstance(key, tuple) else (key, 0)
    family = find(number, protocol)
    assert family is not base.UNKNOWN
    assert family.number == number
    assert family.protocol == (protocol or None)
    assert family.name == cffisock.AddressFamily(number).name
    assert find(number, protocol) is family


def test_one_object_for_all_threads(unloaded: int) -> None:
    """All of them ask at once; what the first gets, all get."""
    found: list[Family] = []
    barrier = threading.Barrier(8)

    def ask() -> None:
        barrier.wait(5)
        found.append(find(unloaded))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    finally:
        sys.setswitchinterval(interval)
    assert len(found) == 8
    assert all(family is families[unloaded] for family in found)


def test_a_codec_of_ones_own_comes_first(unloaded: int) -> None:
    class Mine(Family):
        name = "AF_NETLINK"
        number = unloaded

    mine = Mine()
    register(mine)
    assert find(unloaded) is mine


def test_a_platform_whose_backend_has_no_such_sockaddr(unloaded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number exists (FreeBSD has an AF_NETLINK, too), the struct does not: addresses are raw bytes."""
    from cffisock.families.netlink import Netlink

    monkeypatch.setattr(Netlink, "struct", "struct cs_sockaddr_of_nobody")
    assert find(unloaded) is base.UNKNOWN
    assert unloaded not in families


def test_a_family_that_nobody_knows() -> None:
    assert find(12345) is base.UNKNOWN
