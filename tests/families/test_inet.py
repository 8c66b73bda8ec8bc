"""AF_INET, end to end."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.needs(socket=(2, 1, 0))


def test_a_stream(net: Any, tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    assert client.getpeername() == server.getsockname()
    assert client.getsockname() == server.getpeername()
    assert client.getsockname()[0] == "127.0.0.1"
    client.sendall(b"question")
    assert server.recvfrom(100)[0] == b"question"
    server.send(b"answer")
    assert client.recv(100) == b"answer"
    assert server.family == net.AF_INET


def test_datagrams(udp_pair: tuple[Any, Any]) -> None:
    first, second = udp_pair
    assert first.sendto(b"one", second.getsockname()) == 3
    assert second.recvfrom(10) == (b"one", first.getsockname())
    assert first.sendto(b"two", 0, second.getsockname()) == 3
    buffer = bytearray(10)
    assert second.recvfrom_into(buffer) == (3, first.getsockname())
    assert buffer[:3] == b"two"
    assert first.sendmsg([b"th", b"ree"], [], 0, second.getsockname()) == 5
    assert second.recvmsg(10)[3] == first.getsockname()
    first.connect(second.getsockname())
    first.send(b"four")
    assert second.recvmsg_into([buffer])[3] == first.getsockname()
    first.sendto(b"", second.getsockname())
    assert second.recvfrom(10) == (b"", first.getsockname())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", b"127.0.0.1", bytearray(b"localhost"), "127.1", "0x7f.1"])
def test_forms_of_hosts(net: Any, host: Any) -> None:
    with net.socket() as sock:
        sock.bind((host, 0))
        assert sock.getsockname()[0] == "127.0.0.1"


def test_any_address(net: Any) -> None:
    for host in ("", "0.0.0.0", b""):
        with net.socket() as sock:
            sock.bind((host, 0))
            assert sock.getsockname()[0] == "0.0.0.0"


def test_broadcast(net: Any) -> None:
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        with pytest.raises(PermissionError):
            sock.sendto(b"x", ("127.255.255.255", 9))
        sock.setsockopt(net.SOL_SOCKET, net.SO_BROADCAST, 1)
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as bound:
            bound.bind(("<broadcast>", 0))
            assert bound.getsockname()[0] == "255.255.255.255"


def test_ports(net: Any) -> None:
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", 65535))
        assert sock.getpeername() == ("127.0.0.1", 65535)
        sock.connect(("127.0.0.1", 1))
        assert sock.getpeername() == ("127.0.0.1", 1)


def test_the_same_host_and_another_port(net: Any) -> None:
    """Addresses are remembered: none may be taken for another."""
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        for port in (1, 256, 257, 511, 65535, 1):
            for host in ("127.0.0.1", "127.0.0.2", "127.0.1.0"):
                sock.connect((host, port))
                assert sock.getpeername() == (host, port)
                sock.connect((host, True))
                assert sock.getpeername() == (host, 1)


def test_connecting_nowhere_ends_a_datagram_connection(same: Any) -> None:
    """An address of another family dissolves it; the standard library has no way to say AF_UNSPEC, nor has this."""

    def call(net: Any) -> Any:
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
            sock.connect(("127.0.0.1", 9))
            sock.connect(("", 0))
            return sock.getpeername()[0] if sock.getsockname() else None

    same(call)


def test_not_connected(net: Any) -> None:
    with net.socket() as sock, pytest.raises(OSError, match=r"not connected|10057"):
        sock.getpeername()


def test_an_address_in_use(net: Any, listener: Any) -> None:
    with net.socket() as sock, pytest.raises(OSError, match=r"Address (already )?in use|10048"):
        sock.bind(listener.getsockname())


def test_a_subclass_of_tuple(net: Any) -> None:
    from typing import NamedTuple

    class Address(NamedTuple):
        host: str
        port: int

    with net.socket() as sock:
        sock.bind(Address("127.0.0.1", 0))


def test_out_of_band_data(net: Any, tcp_pair: tuple[Any, Any]) -> None:
    client, server = tcp_pair
    client.send(b"!", net.MSG_OOB)
    assert server.recv(1, net.MSG_OOB) == b"!"
    client.send(b"x")
    assert server.recv(1) == b"x"
