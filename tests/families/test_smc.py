"""AF_SMC: connections, which are TCP's where the hardware has no shared memory."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import cffisock

HOSTS = {"SMCPROTO_SMC": ("127.0.0.1",), "SMCPROTO_SMC6": ("::1", 0, 0)}
PROTOCOLS = list(HOSTS)


def address_at(protocol: str, port: int) -> tuple[Any, ...]:
    host, *further = HOSTS[protocol]
    return (host, port, *further)


def open_one(protocol: str) -> Any:
    return cffisock.socket(cffisock.AF_SMC, cffisock.SOCK_STREAM, getattr(cffisock, protocol))


@pytest.mark.needs(socket=(43, 1, 0))
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_connection(protocol: str) -> None:
    with open_one(protocol) as listener, open_one(protocol) as client:
        listener.settimeout(20)
        client.settimeout(20)
        listener.bind(address_at(protocol, 0))
        listener.listen(1)
        here = listener.getsockname()
        assert here == address_at(protocol, here[1])
        connecting = threading.Thread(target=client.connect, args=(here,))
        connecting.start()
        server, peer = listener.accept()
        connecting.join(20)
        with server:
            assert (server.family, server.proto) == (cffisock.AF_SMC, getattr(cffisock, protocol))
            assert peer == client.getsockname() == server.getpeername()
            assert client.getpeername() == here
            client.sendall(b"over shared memory, or not")
            assert server.recv(100) == b"over shared memory, or not"
            server.sendmsg([b"and ", b"back"])
            assert client.recvmsg(100)[0] == b"and back"


@pytest.mark.needs(socket=(43, 1, 0))
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_refused_by_the_other_end(protocol: str) -> None:
    with open_one(protocol) as free, open_one(protocol) as sock:
        free.bind(address_at(protocol, 0))
        sock.settimeout(20)
        with pytest.raises(ConnectionRefusedError):
            sock.connect(free.getsockname())


@pytest.mark.parametrize(
    ("protocol", "address", "error", "message"),
    [
        (0, "127.0.0.1", TypeError, r"bind\(\): AF_INET address must be tuple, not str"),
        (0, ("127.0.0.1",), TypeError, "AF_INET address must be a pair"),
        (0, ("127.0.0.1", 65536), OverflowError, "port must be 0-65535"),
        (1, ("::1", -1), OverflowError, "port must be 0-65535"),
        (1, ("::1", 1, 1 << 20), OverflowError, "flowinfo must be 0-1048575"),
    ],
)
def test_what_is_refused(protocol: int, address: Any, error: Any, message: str) -> None:
    from cffisock.families import find

    with pytest.raises(error, match=message):
        find(cffisock.AF_SMC).sockaddr(address, "bind", -1, protocol)
