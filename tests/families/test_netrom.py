"""AF_NETROM: nodes and users."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cffisock.families.ax25 import Ax25Address

calls = st.from_regex(r"[0-9A-Z]{1,6}(-([1-9]|1[0-5]))?", fullmatch=True) | st.just("")


@settings(deadline=None, database=None)
@given(address=st.builds(Ax25Address, calls, st.lists(calls, max_size=8).map(tuple)))
def test_round_trip(recode: Any, address: Ax25Address) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_NETROM", given_as)
        assert answer == address
        assert type(answer) is Ax25Address
