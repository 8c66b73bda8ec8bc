"""What QEMU's emulation of system calls makes of this checkout's tests, and not cffisock: those are not run there.

CPython's own tests need no such list: there the own socket fares likewise.
"""

from __future__ import annotations

# By the first part of the name, with the reason.
DESELECTED = {
    "tests/test_ancillary.py::test_no_room_for_descriptors": "it does not say that control messages were cut",
    "tests/test_ancillary.py::test_room_for_some_descriptors": "it does not say that control messages were cut",
    "tests/test_ancillary.py::test_what_udp_tells_of_a_datagram": "it knows no control messages of IP to be sent",
}
