"""``python -m cffisock``: the report, for people and for programs; explain; what a bad command gets."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

import cffisock
from cffisock.capability import as_json, report
from cffisock.capability.names import KNOWN

COLOUR = re.compile(r"\033\[\d+m")


def on_a_terminal(folder: Any, **environment: str) -> str:
    """What the report looks like on a terminal, started outside the checkout."""
    main, side = os.openpty()
    env = {**os.environ, "TERM": "xterm", **environment}
    command = [sys.executable, "-m", "cffisock", "--no-sockets"]
    seen = b""
    with subprocess.Popen(command, stdout=side, stdin=subprocess.DEVNULL, env=env, cwd=folder) as child:
        os.close(side)
        try:
            while True:
                try:
                    chunk = os.read(main, 65536)
                except OSError:  # EIO: the other side was closed
                    break
                if not chunk:
                    break
                seen += chunk
        finally:
            os.close(main)
    assert child.returncode == 0
    return seen.decode().replace("\r\n", "\n")


def test_the_report(execute: Any) -> None:
    done = execute()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    found = cffisock.capabilities()
    starts = [line[:20].strip() for line in lines]
    assert [name for name in starts if name in found] == list(found)
    for name in KNOWN:
        assert name in done.stdout
    words = " ".join(done.stdout.split())
    for one in found.values():
        assert one.reason in words
        assert one.hint in words
    assert "TCP over AF_INET: there and back" in lines


def test_a_reader_that_has_had_enough(tmp_path: Any) -> None:
    command = [sys.executable, "-u", "-m", "cffisock", "--no-sockets"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, **pipes) as child:  # type: ignore[call-overload]
        child.stdout.readline()
        child.stdout.close()
        said = child.stderr.read()
    assert (child.returncode, said) == (0, b"")


def test_it_is_quick(execute: Any) -> None:
    """A fraction of a second of the processor's time, on a fast one; several would be another order."""
    execute()
    before = os.times()
    execute()
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    assert spent < (30 if "CFFISOCK_VM" in os.environ else 5)


def test_colours_only_on_a_terminal(execute: Any, tmp_path: Any) -> None:
    plain = execute("--no-sockets").stdout
    coloured = on_a_terminal(tmp_path, NO_COLOR="")
    assert COLOUR.search(coloured)
    assert not COLOUR.search(plain)
    assert COLOUR.sub("", coloured) == plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": ""}])
def test_no_colours(tmp_path: Any, environment: dict[str, str]) -> None:
    assert "\033" not in on_a_terminal(tmp_path, **environment)


def test_for_programs(execute: Any) -> None:
    done = execute("--json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["cffisock"] == cffisock.__version__
    assert as_json.loads(done.stdout) == dict(cffisock.capabilities())
    assert [one["name"] for one in (*data["families"], *data["features"])] == list(cffisock.capabilities())


def test_reading_only(execute: Any) -> None:
    done = execute("--no-sockets", "--json")
    assert as_json.loads(done.stdout) == dict(cffisock.capabilities(sockets=False))
    assert "there and back" not in execute("--no-sockets").stdout


@pytest.mark.parametrize("name", ["AF_CAN", "can_isotp", "UDP_GRO", "dual-stack", "abstract UNIX names"])
def test_explain(execute: Any, name: str) -> None:
    done = execute("explain", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == cffisock.explain(name) + "\n"


def test_explain_a_name_that_is_none(execute: Any) -> None:
    done = execute("explain", "AF_CNA")
    assert (done.returncode, done.stdout) == (2, "")
    assert "AF_CAN" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        *(["nonsense"], ["run"], ["run", "-m"], ["run", "/no/such/file.py"], ["--nonsense"], ["-x"], [""]),
        *(["explain"], ["explain", "AF_CAN", "AF_ALG"], ["explain", "AF_CAN", "--json"], ["--json", "AF_CAN"]),
        ["--load", "--no-sockets"],
    ],
)
def test_bad_commands(execute: Any, arguments: list[str]) -> None:
    done = execute(*arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_long_name_still_fits() -> None:
    """Lines are broken between words only, so that a command can be copied; no word is as long as a line."""
    for one in cffisock.capabilities().values():
        assert all(len(word) < 70 for word in f"{one.reason} {one.hint}".split())
    assert all(len(line) <= report.WIDTH for line in report.lines(cffisock.capabilities()))
