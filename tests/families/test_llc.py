"""AF_LLC: service access points, and datagrams and connections between two Ethernet interfaces."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cffisock.families.llc import LlcAddress

bytes_8, words = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
macs = st.binary(min_size=6, max_size=6)


@settings(deadline=None, database=None)
@given(address=st.builds(LlcAddress, macs, bytes_8, words, bytes_8, bytes_8, bytes_8))
def test_round_trip(recode: Any, address: LlcAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_LLC", given_as)
        assert answer == address
        assert type(answer) is LlcAddress


def test_defaults(recode: Any) -> None:
    assert recode("AF_LLC", ()) == (bytes(6), 0, 1, 0, 0, 0)
    assert recode("AF_LLC", (bytearray(b"123456"), 4)) == (b"123456", 4, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (b"123456", TypeError, "bind(): AF_LLC address must be tuple, not bytes"),
        (
            (bytes(6), 0, 1, 0, 0, 0, 0),
            TypeError,
            "bind(): AF_LLC address must be a tuple (mac, sap, arphrd, ",
        ),
        (("01:02:03:04:05:06", 4), TypeError, "a bytes-like object is required, not 'str'"),
        ((bytes(5), 4), ValueError, "mac must be 6 bytes long, not 5"),
        ((bytes(7), 4), ValueError, "mac must be 6 bytes long, not 7"),
        ((bytes(6), 256), OverflowError, "sap must be 0-255."),
        ((bytes(6), -1), OverflowError, "sap must be 0-255."),
        ((bytes(6), "4"), TypeError, "sap must be int, not str"),
        ((bytes(6), 4, 65536), OverflowError, "arphrd must be 0-65535."),
        ((bytes(6), 4, 1, 2.5), TypeError, "test must be int, not float"),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_LLC", address)
    assert str(caught.value).startswith(message)
