"""What QEMU's emulation makes of tests, not cffisock: kept short, each with its reason."""

from __future__ import annotations

# Of this checkout's tests: not run.
DESELECTED: dict[str, str] = {}
# Of CPython's: may do worse than on the own socket; searched for in the test's name.
WORSE: dict[str, str] = {}
