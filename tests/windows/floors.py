"""How many tests have to pass, at least, on each Windows Python: so no loss goes unseen.

Of this checkout's own tests, of CPython's ``test_socket``, and of what of that needs sendmsg or recvmsg.  Raise them
when tests are added.
"""

from __future__ import annotations

FLOORS = {
    "3.9": {"tests": 1550, "code pages": 57, "test_socket": 325, "messages": 113},
    "3.11": {"tests": 1550, "code pages": 57, "test_socket": 332, "messages": 113},
    "3.13": {"tests": 1700, "code pages": 57, "test_socket": 338, "messages": 113},
}
