"""The programs in ``examples/`` that need nothing but this machine, run as a reader would run them."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
SECONDS = 100


@contextlib.contextmanager
def serving(tmp_path: Path, name: str, *arguments: str) -> Iterator[list[list[str]]]:
    """Runs a server; gives the addresses that it says it listens on."""
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        try:
            assert server.stdout is not None
            addresses = [server.stdout.readline().split()[2:]]
            if name.startswith("any_version") and addresses[0][0] in ("0.0.0.0", "::"):
                addresses.append(server.stdout.readline().split()[2:])
            yield addresses
        finally:
            server.terminate()


def run(tmp_path: Path, name: str, *arguments: str, status: int = 0) -> str:
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def test_tcp_echo(tmp_path: Path) -> None:
    with serving(tmp_path, "tcp_echo_server.py") as [[host, port]]:
        assert run(tmp_path, "tcp_echo_client.py", host, port) == "Hello, world\n"
        assert run(tmp_path, "tcp_echo_client.py", host, port, "a", "second", "one") == "a second one\n"
        assert run(tmp_path, "tcp_echo_client.py", host, port, "x" * 100000) == "x" * 100000 + "\n"


def test_tcp_echo_over_any_version(tmp_path: Path) -> None:
    with serving(tmp_path, "any_version_server.py", "localhost") as [[_, port], *_]:
        assert run(tmp_path, "any_version_client.py", "localhost", port, "over", "any") == "over any\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_tcp_echo_over_this_version(tmp_path: Path, host: str) -> None:
    with serving(tmp_path, "any_version_server.py", host) as [[listening, port]]:
        assert listening == host
        assert run(tmp_path, "any_version_client.py", host, port, "this") == "this\n"
        assert run(tmp_path, "tcp_echo_client.py", host, port, "this") == "this\n"


def test_nobody_listens(tmp_path: Path) -> None:
    with serving(tmp_path, "tcp_echo_server.py") as [[host, port]]:
        pass
    assert "refused" in run(tmp_path, "any_version_client.py", host, port, status=1)


def test_udp_echo(tmp_path: Path) -> None:
    with serving(tmp_path, "udp_echo.py", "serve") as [[host, port]]:
        assert run(tmp_path, "udp_echo.py", "ask", host, port) == "Hello, world\n"
    assert "refused" in run(tmp_path, "udp_echo.py", "ask", host, port, status=1)


def test_udp_in_batches(tmp_path: Path) -> None:
    with serving(tmp_path, "udp_batches.py", "echo") as [[host, port]]:
        assert run(tmp_path, "udp_echo.py", "ask", host, port) == "Hello, world\n"
        with serving(tmp_path, "udp_batches.py", "relay", host, port) as [[relay_host, relay_port]]:
            for _ in range(2):
                answer = run(tmp_path, "udp_echo.py", "ask", relay_host, relay_port, "over", "there")
                assert answer == "over there\n"


def test_checked_send(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 1000)
    with serving(tmp_path, "checked_send.py", "receive") as [[host, port]]:
        assert run(tmp_path, "checked_send.py", "send", host, port, "file") == "received: 256000 bytes\n"


def test_pass_descriptors(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("the first line\nthe second\n")
    assert run(tmp_path, "pass_descriptors.py", "file") == "the first line\n"


def test_scatter(tmp_path: Path) -> None:
    checksum = sum(b"in one message") % 256
    assert run(tmp_path, "scatter.py") == f"(7, b'in one message', {checksum})\n"


@pytest.mark.skipif(sys.platform == "win32", reason="it would sniff")
def test_says_where_it_belongs(tmp_path: Path) -> None:
    assert "this is for Windows" in run(tmp_path, "sniff_windows.py", status=1)
