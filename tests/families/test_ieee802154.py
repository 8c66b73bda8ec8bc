"""AF_IEEE802154: stations, and frames between two simulated radios."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cffisock.families.ieee802154 import Ieee802154Address

words = st.integers(0, 0xFFFF)
stations = st.none() | words | st.binary(min_size=8, max_size=8)


@settings(deadline=None, database=None)
@given(address=st.builds(Ieee802154Address, words, stations))
def test_round_trip(recode: Any, address: Ieee802154Address) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_IEEE802154", given_as)
        assert answer == address
        assert type(answer) is Ieee802154Address


def test_forms(recode: Any) -> None:
    assert recode("AF_IEEE802154", ()) == (0xFFFF, None)
    assert recode("AF_IEEE802154", (1, bytearray(b"12345678"))) == (1, b"12345678")
    assert recode("AF_IEEE802154", (1, memoryview(b"12345678"))) == (1, b"12345678")
    assert recode("AF_IEEE802154", (1, True)) == (1, 1)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("wpan0", TypeError, "bind(): AF_IEEE802154 address must be tuple, not str"),
        ((1, 2, 3), TypeError, "bind(): AF_IEEE802154 address must be a tuple (pan_id, addr)"),
        ((None, 1), TypeError, "pan_id must be int, not None"),
        ((-1, 1), OverflowError, "pan_id must be 0-65535."),
        ((1, 65536), OverflowError, "addr must be 0-65535."),
        ((1, b"1234567"), ValueError, "addr must be 8 bytes long, not 7"),
        ((1, b"123456789"), ValueError, "addr must be 8 bytes long, not 9"),
        ((1, "12345678"), TypeError, "a bytes-like object is required, not 'str'"),
        ((1, 1.5), TypeError, "a bytes-like object is required, not 'float'"),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_IEEE802154", address)
    assert str(caught.value).startswith(message)
