"""What is said of the families here, and that it is so."""

from __future__ import annotations

import errno
import subprocess
import sys
from typing import Any

import pytest

import cffisock
from cffisock.probe import Status


def test_says_what_a_socket_of_the_family_says() -> None:
    found = cffisock.capabilities()
    assert len(found) >= 30
    assert list(found) == sorted(found)
    for name in ("AF_INET", "AF_UNIX", "AF_NETLINK"):
        assert found[name].status is Status.AVAILABLE
        assert found[name].number == getattr(cffisock, name)
    for capability in found.values():
        assert bool(capability.reason) == (capability.status is not Status.AVAILABLE)
        if capability.status is Status.MISSING and capability.number is not None:
            with pytest.raises(OSError) as failure:
                cffisock.socket(capability.number, cffisock.SOCK_SEQPACKET)
            assert failure.value.errno in (errno.EAFNOSUPPORT, errno.ESOCKTNOSUPPORT, errno.EPROTONOSUPPORT)


def execute(*arguments: str, cwd: Any) -> subprocess.CompletedProcess[str]:
    """Runs ``python -m cffisock`` outside the checkout, whose folder need not hold the compiled half."""
    command = [sys.executable, "-m", "cffisock", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=25, cwd=cwd, check=False)


def test_asks_again_each_time() -> None:
    assert cffisock.capabilities() == cffisock.capabilities()


def test_nothing_is_tried_at_import(python: Any) -> None:
    program = """
import sys
made = []
sys.addaudithook(lambda event, arguments: made.append(event) if event.startswith("socket.") else None)
import cffisock
assert made == [], made
assert "cffisock.probe" not in sys.modules
"""
    python(program)


def test_the_report(tmp_path: Any) -> None:
    done = execute(cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert sum(line.startswith("AF_") for line in lines) == len(cffisock.capabilities())
    assert "TCP over AF_INET: there and back" in lines
    assert done.stderr == ""


def test_bad_commands(tmp_path: Any) -> None:
    for arguments in (["nonsense"], ["run"], ["run", "-m"], ["run", "/no/such/file.py"]):
        done = execute(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr
