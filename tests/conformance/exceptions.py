"""The tests of CPython that may do worse on cffisock than on the interpreter's own socket: at most five, with reasons.

A key is the test's full name, `test.test_socket.Class.test_method`, alone or followed by a condition in brackets, all
of whose words must hold: `[cpython]`, `[pypy]`, `[3.12]` (that version only), `[3.12+]` (that version and later),
`[pypy 3.9]`. The value says why it can never pass. Only details of the implementation belong here, such as the type
being an immutable one made in C, or the C API capsule; whatever a program could notice is a bug to mend. An entry that
is no longer needed is reported as stale: remove it.
"""

from __future__ import annotations

EXCEPTIONS: dict[str, str] = {
    "test.test_socket.GeneralModuleTests.test_socket_type [cpython 3.12+]": (
        "expects a type made in C, which cannot be changed; cffisock's is a Python class"
    ),
    "test.test_socket.GeneralModuleTests.testSendtoErrors [pypy 3.11]": (
        "expects PyPy's words for a str where bytes should be, 'not str'; cffisock has CPython's, \"not 'str'\""
    ),
    "test.test_asyncio.test_base_events.BaseEventLoopWithSelectorTests.test_create_connection_ipv6_scope [pypy]": (
        "PyPy's getaddrinfo leaves the scope in the host, 'fe80::1%lo'; cffisock's does as CPython's has since 3.7"
    ),
}
