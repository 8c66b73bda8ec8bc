"""``examples/sniff_windows.py``, run as a reader would run it."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import cffisock

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sniff_windows.py"
NOBODY = ("192.0.2.1", 9)  # an address that is for documentation only (RFC 5737)
SECONDS = 20
windll: Any = ctypes.windll  # type: ignore[attr-defined,unused-ignore]  # Windows only


@pytest.mark.skipif(hasattr(windll.ntdll, "wine_get_version"), reason="Wine has no SIO_RCVALL")
@pytest.mark.skipif(not windll.shell32.IsUserAnAdmin(), reason="only an administrator may sniff")
def test_packets() -> None:
    program = subprocess.Popen([sys.executable, str(EXAMPLE), "3"], stdout=subprocess.PIPE, text=True)
    with program, cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM) as sock:
        deadline = time.monotonic() + SECONDS
        while program.poll() is None and time.monotonic() < deadline:
            sock.sendto(b"to be seen", NOBODY)
            time.sleep(0.1)
        program.kill()
        lines = program.communicate()[0].splitlines()
    assert len(lines) == 3
    assert any(f"-> {NOBODY[0]}: 38 bytes" in line for line in lines), lines
