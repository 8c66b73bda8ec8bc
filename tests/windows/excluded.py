"""What is tested on Windows, and what of that is not, and why."""

from __future__ import annotations

# The modules of the tests that say nothing of POSIX.
MODULES = (
    "tests/windows",
    "tests/families/test_inet.py",
    "tests/families/test_inet6.py",
    "tests/test_buffers.py",
    "tests/test_completeness.py",
    "tests/test_creation.py",
    "tests/test_makefile.py",
)
TEXT = "looks for a text of Linux, and Wine has none for errors"
SCOPE = "Windows' own socket forgets a scope in the host, or the interface is called otherwise"
# Single tests in them.
DESELECTED: dict[str, str] = {
    "tests/families/test_inet.py::test_an_address_in_use": TEXT,
    "tests/families/test_inet.py::test_not_connected": TEXT,
    "tests/families/test_inet6.py::test_a_scope_in_the_host_counts": SCOPE,
    "tests/families/test_inet6.py::test_forms_of_addresses[('::1%1', 0)]": SCOPE,
    "tests/families/test_inet6.py::test_forms_of_addresses[('::1%lo', 0)]": SCOPE,
    "tests/families/test_inet6.py::test_the_hop_limit_comes_as_a_message": "IPV6_RECVHOPLIMIT",
    "tests/test_buffers.py::test_an_address_in_a_buffer_is_free_after_use": "AF_UNIX, which Wine lacks",
    "tests/test_buffers.py::test_the_buffer_is_held_while_the_call_waits": "POSIX signals",
    "tests/test_completeness.py::test_flags_combine": "MSG_DONTWAIT",
    "tests/test_completeness.py::test_names_of_newer_pythons": "names of Linux",
    "tests/test_creation.py::test_a_server": "SO_REUSEADDR, which would let others take the address on Windows",
    "tests/test_creation.py::test_an_address_in_use": TEXT,
    "tests/test_creation.py::test_reuse_port": "SO_REUSEPORT",
    "tests/test_makefile.py::test_end_of_stream": "a broken pipe is another error on Windows",
}
# Tests of CPython that may do worse than on the own socket.
WORSE: dict[str, str] = {
    "test.test_socket.GeneralModuleTests.test_socket_type": "wants a type made in C; cffisock's is a Python class",
    "test.test_socket.TestMSWindowsTCPFlags.test_new_tcp_flags": "wants no more TCP_* than Python has; cffisock has",
}
