"""What is said of families, protocols and features as a whole: records, their order, names, and that all are there."""

from __future__ import annotations

import resource
import sys
import threading
from typing import Any

import pytest

import cffisock
from cffisock.capability import Capability, Kind, Status
from cffisock.capability.features import FEATURES
from cffisock.capability.names import KNOWN
from cffisock.capability.table import FAMILIES
from cffisock.constants import numbers
from cffisock.families import families
from cffisock.families.base import waiting

# Numbers for which no kernel that can be met makes sockets: dropped long ago, or never more than a number.
NO_SOCKETS = {
    *("AF_UNSPEC", "AF_ASH", "AF_BRIDGE", "AF_DECnet", "AF_ECONET", "AF_IB", "AF_IRDA", "AF_MPLS", "AF_NETBEUI"),
    *("AF_ROUTE", "AF_SECURITY", "AF_SNA", "AF_WANPIPE"),
}


def everything() -> list[Capability]:
    found = cffisock.capabilities().values()
    return [*found, *(protocol for one in found for protocol in one.protocols)]


def test_every_family_has_a_row() -> None:
    """The table has what the registry of addresses has, and whatever else the platform has a number for."""
    rows = {row.name for row in FAMILIES}
    assert len(rows) == len(FAMILIES)
    assert {key for key in (*families, *waiting) if isinstance(key, int)} <= {numbers.get(name) for name in rows}
    assert {name for name in numbers if name.startswith("AF_")} - NO_SOCKETS <= rows
    assert not rows & NO_SOCKETS


def test_every_protocol_has_a_number() -> None:
    """On this platform, but for those of others."""
    for row in FAMILIES:
        for protocol in row.protocols:
            if row.name in numbers:
                assert protocol.type in numbers, protocol
                assert not protocol.name or protocol.name in numbers, protocol
            assert protocol.privilege in ("", "CAP_NET_RAW")
            assert row.privilege in ("", "CAP_NET_RAW", "CAP_NET_ADMIN", "CAP_SYS_ADMIN")
    assert len(set(KNOWN)) == len(KNOWN)


def test_order_and_form() -> None:
    found = cffisock.capabilities()
    kinds = [one.kind for one in found.values()]
    assert kinds == [Kind.FAMILY] * len(FAMILIES) + [Kind.FEATURE] * len(FEATURES)
    assert list(found) == [*sorted(row.name for row in FAMILIES), *sorted(feature.name for feature in FEATURES)]
    for one in everything():
        assert bool(one.reason) == (one.status is not Status.AVAILABLE)
        assert one.number == (None if one.kind is Kind.FEATURE else numbers.get(one.name))
        assert one.purpose
        hash(one)


def test_frozen() -> None:
    found: Any = cffisock.capabilities()
    with pytest.raises(TypeError):
        found["AF_INET"] = None
    with pytest.raises(AttributeError):
        found["AF_INET"].status = Status.MISSING


def test_what_works_opens_and_what_does_not_does_not() -> None:
    for row in FAMILIES:
        found = {protocol.name: protocol for protocol in cffisock.capabilities()[row.name].protocols}
        for protocol in row.protocols:
            status = found[protocol.name].status if protocol.name else cffisock.capabilities()[row.name].status
            if row.name not in numbers or status is Status.LOADABLE:
                continue
            asked = numbers[row.name], numbers[protocol.type], numbers.get(protocol.name, protocol.number)
            if status in (Status.AVAILABLE, Status.NO_DEVICE) and (protocol.name or protocol is row.protocols[0]):
                cffisock.socket(*asked).close()
            elif protocol.name:
                with pytest.raises(OSError):
                    cffisock.socket(*asked)


def test_asked_once() -> None:
    first = cffisock.capabilities()
    assert all(cffisock.capabilities()[name] is one for name, one in first.items())
    again = cffisock.capabilities(refresh=True)
    assert again == first
    assert again["AF_INET"] is not first["AF_INET"]
    assert cffisock.capabilities()["AF_INET"] is again["AF_INET"]


def test_only_what_is_asked_for(python: Any) -> None:
    program = """
import cffisock
from cffisock.capability.survey import survey
assert cffisock.has("UDP_GRO") in (True, False)
assert cffisock.has("IPPROTO_TCP")
assert list(survey()._found) == ["UDP_GRO", "AF_INET"]
"""
    python(program)


@pytest.mark.parametrize("name", ["AF_UNIX", "af_unix", "unix", cffisock.AF_UNIX, 1, "IPPROTO_UDP", "SO_REUSEPORT"])
def test_has(name: Any) -> None:
    assert cffisock.has(name)
    assert cffisock.has(name, refresh=True)


def test_has_not() -> None:
    for name in ("AF_HYPERV", "HV_PROTOCOL_RAW"):
        assert not cffisock.has(name)


@pytest.mark.parametrize("function", [cffisock.has, cffisock.explain])
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("AF_CNA", "AF_CAN"),
        ("isotp", "CAN_ISOTP"),
        ("AF_INET4", "AF_INET"),
        ("zerocopy", "MSG_ZEROCOPY"),
        ("ALGO", "AF_ALG"),
    ],
)
def test_unknown_names(function: Any, name: str, near: str) -> None:
    with pytest.raises(ValueError, match=f"{name}.* near it: .*{near}"):
        function(name)


@pytest.mark.parametrize("name", ["", "qqqqqqqq", -1, 65536, cffisock.AF_UNSPEC, "AF_CAN\0", "é" * 10000])
def test_names_of_nothing(name: Any) -> None:
    with pytest.raises(ValueError):
        cffisock.has(name)


@pytest.mark.parametrize("name", [None, b"AF_CAN", 1.5, ["AF_CAN"]])
def test_what_is_no_name(name: Any) -> None:
    with pytest.raises(TypeError, match=type(name).__name__):
        cffisock.has(name)


def test_loading_takes_sockets() -> None:
    with pytest.raises(ValueError, match="sockets=True"):
        cffisock.capabilities(sockets=False, load=True)


def test_explaining() -> None:
    for name in KNOWN:
        text = cffisock.explain(name)
        assert text.splitlines()[0].startswith(name)
        assert all(len(line) <= 80 for line in text.splitlines())
    found = cffisock.capabilities()["AF_INET"]
    text = cffisock.explain(cffisock.AF_INET)
    assert all(protocol.name in text and protocol.status.value in text for protocol in found.protocols)
    assert "CAP_NET_RAW" in cffisock.explain("AF_PACKET")


def test_nothing_is_loaded_or_tried_at_import(python: Any) -> None:
    program = """
import sys
made = []
sys.addaudithook(lambda event, arguments: made.append(event) if event.startswith("socket.") else None)
import cffisock
cffisock.socket().close()
assert made == ["socket.__new__"], made
assert not any(name.startswith("cffisock.capability") for name in sys.modules)
"""
    python(program)


def test_many_threads_at_once() -> None:
    cffisock.capabilities(refresh=True)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(dict(cffisock.capabilities()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 8
    assert all(one == found[0] for one in found)


def test_no_descriptors_left() -> None:
    """It says so, and claims nothing of the kernel."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limits[1]))
    try:
        found = cffisock.capabilities(refresh=True)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        cffisock.capabilities(refresh=True)
    assert found["AF_INET"].status is Status.FAILED
    assert "EMFILE" in found["AF_INET"].reason
    assert found["UDP_GRO"].status is Status.FAILED


def test_the_own_socket() -> None:
    """What has a constant there need not have addresses: the own module of CPython refuses those of AF_KEY."""
    found = {one.name: one for one in everything()}
    assert found["AF_INET"].own
    assert found["AF_UNIX"].own
    assert not found["recvmmsg"].own
    assert not found["AF_KEY"].own
    assert not found["AF_XDP"].own
    if sys.implementation.name == "pypy":
        assert not found["AF_CAN"].own
        assert not found["AF_TIPC"].own


def test_own_sockets_without_a_constant(own: Any) -> None:
    for one in everything():
        if one.own and one.kind is not Kind.FEATURE:
            assert hasattr(own, one.name)


def test_reading_opens_no_socket(python: Any) -> None:
    """Nor does it make any other call of the seam."""
    program = """
import cffisock
before = cffisock.capabilities(sockets=False)
from cffisock.native import lib
asked = []
class Watched:
    def __getattr__(self, name):
        asked.append(name)
        return getattr(lib, name)
import cffisock.capability.survey as survey, cffisock.capability.features as features
import cffisock.capability.devices as devices
survey.lib = features.lib = devices.lib = Watched()
assert cffisock.capabilities(refresh=True, sockets=False) == before
assert asked == [], asked
cffisock.capabilities(refresh=True)
assert "cs_open" in asked
"""
    python(program)


def test_reading_agrees_with_asking() -> None:
    """As far as files tell anything at all."""
    asked, read = cffisock.capabilities(), cffisock.capabilities(sockets=False)
    assert list(asked) == list(read)
    for name, one in read.items():
        if one.status is not Status.NOT_KNOWN:
            assert (name, one.status) == (name, asked[name].status)
    assert read["AF_INET"].status is Status.AVAILABLE
    assert read["UDP_GRO"].status is Status.NOT_KNOWN
