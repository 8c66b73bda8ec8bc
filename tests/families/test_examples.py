"""The programs in ``examples/`` that need a family which few kernels have, run as a reader would run them."""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SECONDS = 250
CAN, ALG, VSOCK = 29, 38, 40


@contextlib.contextmanager
def started(tmp_path: Path, name: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Runs an example that says when it is ready; it is ended if it has not ended by itself."""
    command = [sys.executable, str(EXAMPLES / name), *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, **pipes, text=True, cwd=tmp_path) as program:  # type: ignore[call-overload]
        try:
            yield program
        finally:
            program.terminate()


def ready(program: subprocess.Popen[str]) -> list[str]:
    """What stands behind "listening on"."""
    assert program.stdout is not None
    said = program.stdout.readline()
    assert said.startswith("listening on"), said + program.stdout.read()
    return said.split()[2:]


def run(tmp_path: Path, name: str, *arguments: str) -> str:
    command = [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.needs(socket=(CAN, 3, 1), device="vcan0")
def test_can_echo(tmp_path: Path) -> None:
    with started(tmp_path, "can_echo.py", "vcan0", "1") as program:
        assert ready(program) == ["vcan0"]
        with cffisock.socket(cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW) as sock:
            sock.settimeout(SECONDS)
            sock.bind(("vcan0",))
            sock.send(b"\x23\x01\0\0\x03\0\0\0abc\0\0\0\0\0")
            assert sock.recv(16) == b"\x24\x01\0\0\x03\0\0\0abc\0\0\0\0\0"
        assert program.communicate(timeout=SECONDS)[0] == "vcan0 123 61 62 63\n"


@pytest.mark.needs(socket=(CAN, 3, 1), device="vcan0")
def test_can_log(tmp_path: Path) -> None:
    with started(tmp_path, "can_log.py", "vcan0", "3") as program:
        assert ready(program) == ["vcan0"]
        with cffisock.socket(cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW) as sock:
            sock.setsockopt(cffisock.SOL_CAN_RAW, cffisock.CAN_RAW_FD_FRAMES, 1)
            sock.bind(("vcan0",))
            sock.send(b"\x23\x01\0\0\x03\0\0\0abc\0\0\0\0\0")
            sock.send(b"\x56\x34\x12\x80\0\0\0\0" + bytes(8))
            sock.send(b"\x01\0\0\0\x0c\x01\0\0" + b"twelve bytes".ljust(64, b"\0"))
        lines = program.communicate(timeout=SECONDS)[0].splitlines()
        assert [line.split()[1:] for line in lines] == [
            ["vcan0", "123#616263"],
            ["vcan0", "00123456#"],
            ["vcan0", "001##5" + b"twelve bytes".hex().upper()],  # CANFD_BRS, and CANFD_FDF by the kernel
        ]
        assert all(float(line.split()[0].strip("()")) > 1e9 for line in lines)


@pytest.mark.needs(socket=(ALG, 5, 0))
def test_hash_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    (tmp_path / "file").write_bytes(content)
    assert run(tmp_path, "hash_file.py", "file").strip() == hashlib.sha256(content).hexdigest()
    assert run(tmp_path, "hash_file.py", "file", "sha1").strip() == hashlib.sha1(content).hexdigest()
    (tmp_path / "empty").write_bytes(b"")
    assert run(tmp_path, "hash_file.py", "empty").strip() == hashlib.sha256().hexdigest()


@pytest.mark.needs(socket=(VSOCK, 1, 0), module="vsock_loopback")
def test_vsock_echo(tmp_path: Path) -> None:
    with started(tmp_path, "vsock_echo.py", "serve", "5000") as program:
        assert ready(program)[1] == "5000"
        assert run(tmp_path, "vsock_echo.py", "ask", "1", "5000", "to", "myself") == "to myself\n"


@pytest.mark.needs(socket=(CAN, 3, 1), device="vcan0")
def test_python_can(tmp_path: Path) -> None:
    pytest.importorskip("can", reason="python-can is not installed")
    command = [sys.executable, "-m", "cffisock", "run", str(EXAMPLES / "with_python_can.py"), "vcan0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path, check=False)
    assert done.stdout == "123 010203 cffisock\n", done.stderr
