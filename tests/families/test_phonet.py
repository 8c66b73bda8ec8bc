"""AF_PHONET: objects of devices, and datagrams over the loopback interface."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cffisock.families.phonet import PhonetAddress

bytes_8 = st.integers(0, 0xFF)


@settings(deadline=None, database=None)
@given(address=st.builds(PhonetAddress, bytes_8, bytes_8, bytes_8))
def test_round_trip(recode: Any, address: PhonetAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_PHONET", given_as)
        assert answer == address
        assert type(answer) is PhonetAddress


def test_defaults(recode: Any) -> None:
    assert recode("AF_PHONET", ()) == (0, 0, 0)
    assert recode("AF_PHONET", PhonetAddress(resource=9)) == (0, 0, 9)


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        (None, TypeError, "bind(): AF_PHONET address must be tuple, not NoneType"),
        ((1, 2, 3, 4), TypeError, "bind(): AF_PHONET address must be a tuple (dev, obj, resource), of which 0 are"),
        (("1",), TypeError, "dev must be int, not str"),
        ((1, 2.5), TypeError, "obj must be int, not float"),
        ((256,), OverflowError, "dev must be 0-255."),
        ((1, -1), OverflowError, "obj must be 0-255."),
        ((1, 1, 2**64), OverflowError, "resource must be 0-255."),
    ],
)
def test_refused(recode: Any, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_PHONET", address)
    assert str(caught.value).startswith(message)
