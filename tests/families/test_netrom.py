"""AF_NETROM: nodes and users."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock.families.ax25 import Ax25Address, pack_call

names = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6)
calls = st.builds(lambda name, ssid: f"{name}-{ssid}" if ssid else name, names, st.integers(0, 15)) | st.just("")


@settings(deadline=None, database=None)
@given(address=st.builds(Ax25Address, calls, st.lists(calls, max_size=8).map(tuple)))
def test_round_trip(recode: Any, address: Ax25Address) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_NETROM", given_as)
        assert answer == address
        assert type(answer) is Ax25Address


ARPHRD_NETROM = 0


@pytest.mark.needs(socket=(6, 5, 0), device=["nr0", "nr1"], root=True)
def test_a_connection(address_interface: Any) -> None:
    for name, call in (("nr0", "NODEA-1"), ("nr1", "NODEB-2")):
        address_interface(name, bytes((ARPHRD_NETROM, 0)) + bytes(pack_call(call)))
    listener, client = (cffisock.socket(cffisock.AF_NETROM, cffisock.SOCK_SEQPACKET) for _ in range(2))
    with listener, client:
        for sock in (listener, client):
            sock.settimeout(25)
        with pytest.raises(OSError, match="Cannot assign"):
            client.bind(("NOBODY",))
        listener.bind(("NODEB-2",))
        assert listener.getsockname() == ("NODEB-2", ())
        listener.listen(1)
        client.bind(Ax25Address("NODEA-1"))
        client.connect(("NODEB-2",))
        assert client.getpeername() == ("NODEA-1", ("NODEB-2",))  # the user, then the node
        server, address = listener.accept()
        with server:
            server.settimeout(25)
            assert address == server.getpeername() == ("NODEA-1", ("NODEA-1",))
            client.send(b"question")
            assert server.recv(100) == b"question"
            server.send(b"answer")
            assert client.recv(100) == b"answer"
