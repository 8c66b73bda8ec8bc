"""What is not tested on Windows, and why.  Names of tests stand for all their parameters, unless these follow."""

from __future__ import annotations

# Modules of tests.
LEFT_OUT = {
    "tests/test_bad_addresses.py": "of families that Windows has not",
    "tests/test_batch_memory.py": "counts by RLIMIT_AS and /proc",
    "tests/test_capabilities.py": "what Linux has; tests/windows/test_addresses.py asks what Windows has",
    "tests/test_capability_files.py": "reads what Linux' kernel has in files",
    "tests/test_capability_statuses.py": "namespaces and seccomp",
    "tests/test_codecs.py": "of families that Windows has not",
    "tests/test_examples.py": "of Linux, with AF_UNIX and AF_PACKET",
    "tests/test_interrupts.py": "POSIX signals; tests/windows/test_winsock.py has Ctrl-C",
    "tests/test_multiprocessing.py": "hands descriptors over AF_UNIX",
    "tests/test_sizes.py": "limits of Linux",
    "tests/test_zerocopy.py": "MSG_ZEROCOPY",
}
HANDLE = "a socket is no file descriptor on Windows"
NAMELESS = "a socket that is not bound has no name on Windows, by which it could be identified"
OWN_NUMBER = "the own function has no number of Windows for its error"
# Single tests in the others.
DESELECTED = {
    "tests/families/test_inet6.py::test_a_scope_in_the_host_counts": "Windows' own socket forgets a scope in the host",
    "tests/families/test_inet6.py::test_forms_of_addresses[('::1%1', 0)]": "the same",
    "tests/families/test_inet6.py::test_the_hop_limit_comes_as_a_message": "IPV6_RECVHOPLIMIT",
    "tests/test_aio.py::test_errors_do_not_end_it": "Wine does not tell of a port that nobody has",
    "tests/test_ancillary.py::test_what_udp_tells_of_a_datagram": "Windows has a TOS of 4 bytes, and Wine sets none",
    "tests/test_arguments.py::test_keywords": "compares with methods that Windows' own socket has not",
    "tests/test_arguments.py::test_positional_arguments": "the same",
    "tests/test_arguments.py::test_what_can_be_an_index_is_an_int": "a pair of AF_UNIX sockets",
    "tests/test_asyncio.py::test_signals_and_subprocesses": "SIGUSR1",
    "tests/test_asyncio.py::test_sock_methods[beside]": "Windows' own loop accepts sockets of its own type",
    "tests/test_asyncio.py::test_unix_sockets": "AF_UNIX",
    "tests/test_audit.py::test_the_same_events": "Windows Python tells of fewer: not of sockets made of a handle",
    "tests/test_bad_values.py::test_functions_of_more_arguments": OWN_NUMBER,
    "tests/test_bad_values.py::test_functions_of_one_argument[if_indextoname-values9]": OWN_NUMBER,
    "tests/test_bad_values.py::test_the_descriptor_of_a_new_socket[int--5]": "is a ValueError here, as elsewhere",
    "tests/test_batches.py::test_control_messages_both_ways": "Wine sets no TTL",
    "tests/test_capability_notes.py::test_pairs_too": "AF_UNIX",
    "tests/test_capability_notes.py::test_what_says_nothing_of_the_family_has_no_note": "RLIMIT_NOFILE",
    "tests/test_closed.py::test_closing_a_descriptor_that_is_gone": HANDLE,
    "tests/test_closed.py::test_closing_twice_closes_nobody_else": HANDLE,
    "tests/test_completeness.py::test_names_of_newer_pythons": "names of Linux",
    "tests/test_constants.py::test_enums_have_the_members_that_the_standard_library_would_give_them": "counts Linux'",
    "tests/test_constants.py::test_has_every_constant_of_the_interpreter_with_its_value": "counts Linux'",
    "tests/test_creation.py::test_a_server": "SO_REUSEADDR, which would let others take the address on Windows",
    "tests/test_creation.py::test_reuse_port": "SO_REUSEPORT",
    "tests/test_custom_families.py::test_a_subclass": "AF_UNIX",
    "tests/test_custom_families.py::test_functions_that_raise": NAMELESS,
    "tests/test_inheritable.py::test_fileno_keeps_the_flag": NAMELESS,
    "tests/test_install.py::test_import_gives_cffisock": "has a pair by _socket, which Windows has not",
    "tests/test_install.py::test_selectors_and_select": "poll()",
    "tests/test_libraries.py::test_socketserver": "AF_UNIX",
    "tests/test_lifetime.py::test_a_descriptor_is_identified": NAMELESS,
    "tests/test_lifetime.py::test_no_signal_for_a_broken_pipe": "is a reset connection on Windows",
    "tests/test_makefile.py::test_end_of_stream": "the same",
    "tests/test_options.py::test_bytes": "struct linger has 4 bytes on Windows",
    "tests/test_options.py::test_multicast_membership": "another error on Windows",
    "tests/test_options.py::test_the_kernel_decides_on_short_values": "Wine takes them",
    "tests/test_raw_addresses.py::test_every_size_reaches_the_kernel": "other errors on Windows",
    "tests/test_resolver.py::test_answers_have_enums": "Windows has answers without a type",
    "tests/test_resolver.py::test_small_functions[inet_pton-(10, '::1')]": OWN_NUMBER,
    "tests/test_resolver.py::test_small_functions[inet_pton-(10, '2001:db8::ffff:1.2.3.4')]": OWN_NUMBER,
    "tests/test_segments.py::test_a_closed_socket": "Wine looks at the option before the socket",
    "tests/test_segments.py::test_a_receiver_without_room_for_joined_datagrams": "UDP_GRO",
    "tests/test_segments.py::test_a_socket_whose_sends_are_not_checked": "SO_NO_CHECK",
    "tests/test_segments.py::test_equal_messages_are_sent_as_segments": "UDP_GRO",
    "tests/test_segments.py::test_joining": "UDP_GRO",
    "tests/test_segments.py::test_segments_that_are_too_large_for_the_path": "network namespaces",
    "tests/test_segments.py::test_sending_joined_datagrams_on": "UDP_GRO",
    "tests/test_segments.py::test_views_of_segments_of_changing_sizes": "UDP_GRO",
    "tests/test_sendfile.py::test_timed_out": "Windows takes any amount at once",
    "tests/test_sending.py::test_a_blocking_receive_waits_for_all": "MSG_WAITALL, which Wine ignores",
    "tests/test_sending.py::test_a_blocking_receive_waits_for_the_low_water_mark": "SO_RCVLOWAT, which Wine has not",
    "tests/test_timeouts.py::test_sendall_is_limited_as_a_whole": "Windows takes any amount at once",
    "tests/test_timeouts.py::test_the_default": "one end of a pair blocks, as of the own socket",
    "tests/test_timeouts.py::test_what_is_set_is_read[1000000000]": "the own socket takes no more than 24 days",
}
# Tests of CPython that may do worse than on the own socket.
WORSE = {
    "test.test_socket.GeneralModuleTests.test_socket_type": "wants a type made in C; cffisock's is a Python class",
    "test.test_socket.TestMSWindowsTCPFlags.test_new_tcp_flags": "wants no more TCP_* than Python has; cffisock has",
}
