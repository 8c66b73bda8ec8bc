"""AF_QIPCRTR: datagrams between ports of this node."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

in_the_kernel = pytest.mark.needs(socket=(cffisock.AF_QIPCRTR, cffisock.SOCK_DGRAM, 0), root=True)

NUMBERS = st.integers(0, 2**32 - 1)


def test_addresses_there_and_back(recode: Callable[..., Any]) -> None:
    @given(address=st.tuples(NUMBERS, NUMBERS))
    def check(address: Any) -> None:
        assert recode("AF_QIPCRTR", address) == address

    check()
    assert recode("AF_QIPCRTR", (-1, 2**32 + 7)) == (cffisock.QRTR_NODE_BCAST, 7)
    assert recode("AF_QIPCRTR", (3, 4), 0, 8) == (3, 0)  # cut off after the node


MALFORMED: list[Any] = [None, 5, "text", [1, 2], (), (1,), (1, 2, 3), ("1", 2), (1, "2"), (None, 1), (1.5, 1), ([], 1)]


@pytest.mark.parametrize("address", MALFORMED, ids=ascii)
def test_malformed_addresses(same: Any, pretend: Callable[..., Any], address: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_QIPCRTR") as sock:
            sock.bind(address)

    same(call, raises=TypeError)


@pytest.fixture
def ports(net: Any) -> Iterator[tuple[Any, Any]]:
    """Two sockets with ports that the kernel chose."""
    with net.socket(net.AF_QIPCRTR, net.SOCK_DGRAM) as first, net.socket(net.AF_QIPCRTR, net.SOCK_DGRAM) as second:
        for sock in (first, second):
            node, port = sock.getsockname()
            assert port == 0
            sock.bind((node, 0))
            assert sock.getsockname()[0] == node
            assert sock.getsockname()[1] != 0
            sock.settimeout(5)
        yield first, second


@in_the_kernel
def test_datagrams(ports: tuple[Any, Any]) -> None:
    first, second = ports
    assert first.sendto(b"hello", second.getsockname()) == 5
    assert second.recvfrom(100) == (b"hello", first.getsockname())
    second.connect(first.getsockname())
    assert second.getpeername() == first.getsockname()
    assert second.sendmsg([b"two ", b"parts"]) == 9
    data, ancillary, _, address = first.recvmsg(100)
    assert (data, ancillary, address) == (b"two parts", [], second.getsockname())


@in_the_kernel
def test_a_port_of_ones_own(net: Any, ports: tuple[Any, Any]) -> None:
    first, second = ports
    node = first.getsockname()[0]
    with net.socket(net.AF_QIPCRTR, net.SOCK_DGRAM) as sock:
        sock.bind((node, 100))
        assert sock.getsockname() == (node, 100)
        with net.socket(net.AF_QIPCRTR, net.SOCK_DGRAM) as other, pytest.raises(OSError, match="in use"):
            other.bind((node, 100))
        second.sendto(b"to 100", (node, 100))
        assert sock.recvfrom(10) == (b"to 100", second.getsockname())


@in_the_kernel
def test_the_name_service(net: Any, ports: tuple[Any, Any]) -> None:
    """A service is announced to the control port, and those who look for it are told."""
    server, client = ports
    node, port = server.getsockname()
    control = (node, net.QRTR_PORT_CTRL)
    # struct qrtr_ctrl_pkt: command; service, instance, node, port
    client.sendto(struct.pack("<5I", net.QRTR_TYPE_NEW_LOOKUP, 77, 0, 0, 0), control)
    assert client.recvfrom(100) == (struct.pack("<5I", net.QRTR_TYPE_NEW_SERVER, 0, 0, 0, 0), control)  # no more
    server.sendto(struct.pack("<5I", net.QRTR_TYPE_NEW_SERVER, 77, 1, node, port), control)
    data, address = client.recvfrom(100)
    assert struct.unpack("<5I", data) == (net.QRTR_TYPE_NEW_SERVER, 77, 1, node, port)
    assert address == control


@in_the_kernel
def test_refusals(net: Any, ports: tuple[Any, Any]) -> None:
    first, second = ports
    with net.socket(net.AF_QIPCRTR, net.SOCK_DGRAM) as sock:
        node, _ = sock.getsockname()
        with pytest.raises(OSError, match="Invalid argument"):
            sock.bind((node + 7, 0))
        with pytest.raises(OSError, match="Transport endpoint is not connected"):
            sock.send(b"x")
        with pytest.raises(OSError, match="Transport endpoint is not connected"):
            sock.getpeername()
    nobody = (node, second.getsockname()[1])
    second.close()
    with pytest.raises(OSError, match=r"No such device|No route to host"):
        first.sendto(b"x", nobody)
