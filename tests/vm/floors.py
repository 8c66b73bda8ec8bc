"""How many tests have to pass in the virtual machine, at least, by proof and group: so no loss goes unseen.

A number is for every interpreter; a pair is for CPython and for PyPy.  Raise them when tests are added.
"""

from __future__ import annotations

FLOORS: dict[str, dict[str, int | tuple[int, int]]] = {
    "families": {},
    "test_socket": {},
    "python-can": {},
}

# Why a test of ours, or of python-can's, may be skipped: words of the reason.
SKIPS = ("PyPy's own module", "built without Bluetooth")
