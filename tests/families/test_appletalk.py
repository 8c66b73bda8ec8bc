"""AF_APPLETALK: sockets of nodes, and datagrams between two Ethernet interfaces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families import find
from cffisock.families.appletalk import AppleTalkAddress

bytes_8, words = st.integers(0, 0xFF), st.integers(0, 0xFFFF)


@settings(deadline=None, database=None)
@given(address=st.builds(AppleTalkAddress, words, bytes_8, bytes_8))
def test_round_trip(recode: Any, address: AppleTalkAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_APPLETALK", given_as)
        assert answer == address
        assert type(answer) is AppleTalkAddress


def test_what_the_kernel_gets(recode: Any) -> None:
    sockaddr = find(cffisock.AF_APPLETALK).encode((0x1234, 5, 6), "bind", -1, 0)
    assert sockaddr[2:] == b"\x06\0\x12\x34\x05" + bytes(9)
    assert recode("AF_APPLETALK", ()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ([1, 2, 3], TypeError, "bind(): AF_APPLETALK address must be tuple, not list"),
        ((1, 2, 3, 4), TypeError, "bind(): AF_APPLETALK address must be a tuple (net, node, port)"),
        (("1", 2, 3), TypeError, "net must be int, not str"),
        ((65536, 2, 3), OverflowError, "net must be 0-65535."),
        ((1, 256, 3), OverflowError, "node must be 0-255."),
        ((1, 2, -3), OverflowError, "port must be 0-255."),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_APPLETALK", address)
    assert str(caught.value).startswith(message)
