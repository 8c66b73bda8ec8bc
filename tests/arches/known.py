"""What QEMU's emulation of system calls makes of this checkout's tests, and not cffisock: those are not run there.

CPython's own tests need no such list: there the own socket fares likewise.
"""

from __future__ import annotations

# By the first part of the name, with the reason.
DESELECTED = {
    "tests/test_ancillary.py::test_no_room_for_descriptors": "it does not say that control messages were cut",
    "tests/test_ancillary.py::test_room_for_some_descriptors": "it does not say that control messages were cut",
    "tests/test_ancillary.py::test_what_udp_tells_of_a_datagram": "it knows no control messages of IP to be sent",
    "tests/test_batches.py::test_control_messages_without_room": "it does not say that control messages were cut",
    "tests/test_batches.py::test_timestamps[SO_TIMESTAMPNS]": "it does not know the option",
    "tests/test_batches.py::test_timestamps[SO_TIMESTAMP_NEW]": "it does not know the option",
    "tests/test_batches.py::test_timestamps[SO_TIMESTAMPNS_NEW]": "it does not know the option",
    "tests/test_batches.py::test_timestamps_of_several_clocks": "it does not know SO_TIMESTAMPING",
    "tests/test_options.py::test_a_negative_int": "it does not know IPV6_MULTICAST_IF",
    "tests/test_options.py::test_bytes": "it writes all of SO_LINGER's 8 bytes, however few were asked for",
    "tests/test_options.py::test_options_of_a_type_that_is_no_int": "it does not return what SO_RCVTIMEO is",
}

# On a processor with the other order of bytes than this machine's, these too: what it does not know it does not turn.
TURNED = {
    "tests/test_batches.py::test_batches_of_more_than_one_system_call_takes": "UDP_SEGMENT is sent with each",
    "tests/test_batches.py::test_what_is_sent_is_what_is_received": "UDP_SEGMENT is sent with each",
    "tests/test_batches.py::test_wrong_input_behind_what_was_sent": "UDP_SEGMENT is sent with each",
    "tests/test_batches.py::test_control_messages_both_ways": "IP_TTL is sent with some",
}

# Of CPython's tests, where the kernel has Bluetooth and the interpreter too.
EXCUSED = {
    "test.test_socket.BasicBluetoothTest.testBadL2capAddr [3.13]": (
        "expects that an address of three parts is refused, which Python takes since 3.14; cffisock does everywhere"
    ),
}
