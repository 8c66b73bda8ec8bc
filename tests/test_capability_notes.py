"""The note on an OSError from ``socket()``: it says why, changes nothing else, and costs nothing before."""

from __future__ import annotations

import errno
import pickle
import sys
import time
import traceback
from typing import Any

import pytest

import cffisock
from cffisock.capability import notes, reasons

NOTES = sys.version_info >= (3, 11)
MISSING = int(cffisock.AF_IPX), int(cffisock.SOCK_DGRAM), 0


def refused(*asked: int, make: Any = cffisock.socket) -> OSError:
    with pytest.raises(OSError) as failure:
        make(*asked)
    return failure.value


def test_it_is_the_same_exception(own: Any) -> None:
    ours, theirs = refused(*MISSING), refused(*MISSING, make=own.socket)
    assert type(ours) is type(theirs) is OSError
    assert ours.errno == theirs.errno == errno.EAFNOSUPPORT
    assert ours.args == theirs.args
    assert str(ours) == str(theirs)
    assert repr(ours) == repr(theirs)
    assert ours.__cause__ is None
    assert ours.__context__ is None


def test_it_says_why() -> None:
    error: Any = refused(*MISSING)
    assert len(error.__notes__) == 1
    assert error.__notes__[0].startswith("AF_IPX: ")
    assert "CONFIG_IPX" in error.__notes__[0]
    assert cffisock.explain(error) == error.__notes__[0]


@pytest.mark.skipif(not NOTES, reason="older Pythons do not print notes")
def test_the_traceback_shows_it() -> None:
    shown = "".join(traceback.format_exception(refused(*MISSING)))
    assert shown.splitlines()[-1] == cffisock.explain(refused(*MISSING))


def test_pairs_too() -> None:
    assert "AF_IPX" in cffisock.explain(refused(*MISSING, make=cffisock.socketpair))


def test_flags_of_the_type_make_no_difference() -> None:
    family, kind, protocol = MISSING
    flagged = kind | int(cffisock.SOCK_NONBLOCK) | int(cffisock.SOCK_CLOEXEC)
    assert cffisock.explain(refused(family, flagged, protocol)) == cffisock.explain(refused(*MISSING))


def test_a_protocol_that_is_not_there() -> None:
    error = refused(cffisock.AF_INET, cffisock.SOCK_STREAM, 250)
    assert error.errno == errno.EPROTONOSUPPORT
    assert "explain AF_INET" in cffisock.explain(error)


@pytest.mark.parametrize("asked", [(12345, 1, 0), (-1 - 1, 1, 0), (int(cffisock.AF_UNSPEC), 1, 0)])
def test_a_family_that_nobody_knows(asked: tuple[int, int, int]) -> None:
    error = refused(*asked)
    assert not hasattr(error, "__notes__")
    assert str(error) in cffisock.explain(error)


def test_what_says_nothing_of_the_family_has_no_note(python: Any) -> None:
    python("""
        import errno, resource
        import cffisock
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        try:
            cffisock.socket()
        except OSError as error:
            assert error.errno == errno.EMFILE
            assert not hasattr(error, "__notes__")
        else:
            raise AssertionError
        """)


def test_an_exception_of_others() -> None:
    error = OSError(errno.ECONNREFUSED, "Connection refused")
    assert "Connection refused" in cffisock.explain(error)
    assert "boom" in cffisock.explain(ValueError("boom"))  # type: ignore[arg-type]


def test_it_survives_pickling() -> None:
    error: Any = refused(*MISSING)
    again = pickle.loads(pickle.dumps(error))
    assert again.args == error.args
    assert again.__notes__ == error.__notes__


def test_a_failure_to_explain_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> None:
        raise RuntimeError("no explanation")

    monkeypatch.setattr(notes, "add", fail)
    error = refused(*MISSING)
    assert error.errno == errno.EAFNOSUPPORT
    assert error.__context__ is None


def test_no_cost_before(python: Any) -> None:
    python("""
        import sys
        import cffisock
        for _ in range(10):
            cffisock.socket().close()
        assert not any(name.startswith("cffisock.capability") for name in sys.modules)
        try:
            cffisock.socket(cffisock.AF_IPX, cffisock.SOCK_DGRAM)
        except OSError:
            pass
        assert "cffisock.capability.notes" in sys.modules
        assert "cffisock.capability.report" not in sys.modules
        """)


def test_again_and_again() -> None:
    """A program that tries in a loop is not slowed down by what it is told."""
    refused(*MISSING)
    started = time.perf_counter()
    for _ in range(1000):
        refused(*MISSING)
    assert time.perf_counter() - started < 10


def test_what_is_remembered_is_bounded() -> None:
    for protocol in range(5000):
        refused(cffisock.AF_IPX, cffisock.SOCK_DGRAM, protocol)
    assert len(notes._said) <= 4096


def test_a_note_does_not_outlive_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """What helps is done, and something else is wrong: a second later the note says that."""
    monkeypatch.setattr(notes, "_HOLDS", 3600.0)
    first = cffisock.explain(refused(*MISSING))
    monkeypatch.setattr(notes, "explained", lambda *arguments: reasons.no_device("CAN"))
    assert cffisock.explain(refused(*MISSING)) == first
    monkeypatch.setattr(notes, "_HOLDS", -1.0)  # Windows' clock may stand still between two calls
    assert "CAN" in cffisock.explain(refused(*MISSING))
    notes._said.clear()
