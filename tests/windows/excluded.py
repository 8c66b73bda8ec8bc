"""What is not tested on Windows, and why."""

from __future__ import annotations

# Modules of the tests, and what they need that Windows has not.
MODULES: dict[str, str] = {
    "conformance": "runs on Linux and starts Python there",
    "cross": "runs on Linux and compiles there",
    "vm": "runs on Linux and starts a kernel there",
    "test_interrupts.py": "POSIX signals",
}
# Tests of CPython that may do worse than on the own socket.
WORSE: dict[str, str] = {}
