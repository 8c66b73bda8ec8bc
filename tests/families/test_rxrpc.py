"""AF_RXRPC: calls of a service on loopback."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.rxrpc import RxrpcAddress

SERVICE = 4711
HOSTS = {"AF_INET": ("127.0.0.1",), "AF_INET6": ("::1", 0, 0)}


def at(family: str, port: int) -> tuple[Any, ...]:
    host, *further = HOSTS[family]
    return (host, port, *further)


def open_one(family: str) -> Any:
    sock = cffisock.socket(cffisock.AF_RXRPC, cffisock.SOCK_DGRAM, getattr(cffisock, family))
    sock.settimeout(20)
    return sock


def free_port(family: str) -> int:
    with cffisock.socket(getattr(cffisock, family), cffisock.SOCK_DGRAM) as sock:
        sock.bind(at(family, 0))
        return int(sock.getsockname()[1])


def control(*kinds: int, call: int) -> list[tuple[int, int, bytes]]:
    user_call = (cffisock.SOL_RXRPC, cffisock.RXRPC_USER_CALL_ID, struct.pack("=Q", call))
    return [user_call, *((cffisock.SOL_RXRPC, kind, b"") for kind in kinds)]


def receive(sock: Any, call: int) -> tuple[bytes, Any]:
    """The whole data of a call, and where it is from; what is only told of it is left out."""
    data = b""
    while True:
        part, found, flags, address = sock.recvmsg(1000, 1000)
        kinds = {kind: value for _, kind, value in found}
        if cffisock.RXRPC_NEW_CALL in kinds or cffisock.RXRPC_ACK in kinds:
            continue
        assert struct.unpack("=Q", kinds[cffisock.RXRPC_USER_CALL_ID][:8]) == (call,)
        assert set(kinds) == {cffisock.RXRPC_USER_CALL_ID}
        data += part
        if not flags & cffisock.MSG_MORE:
            return data, address


@pytest.mark.needs(socket=(33, 2, 2))
@pytest.mark.parametrize("form", [RxrpcAddress, lambda *parts: parts], ids=["typed", "plain"])
@pytest.mark.parametrize("family", HOSTS)
def test_a_call(family: str, form: Any) -> None:
    port = free_port(family)
    with open_one(family) as server, open_one(family) as client:
        server.bind(form(SERVICE, at(family, port)))
        server.listen(5)
        server.sendmsg([], control(cffisock.RXRPC_CHARGE_ACCEPT, call=1))
        client.sendmsg([b"what ", b"is it?"], control(call=2), 0, form(SERVICE, at(family, port)))
        question, caller = receive(server, 1)
        assert question == b"what is it?"
        assert type(caller) is RxrpcAddress
        assert caller.service == SERVICE
        assert caller.transport[0] == HOSTS[family][0]
        assert caller.transport_type == cffisock.SOCK_DGRAM
        server.sendmsg([b"the answer"], control(call=1))
        answer, service = receive(client, 2)
        assert answer == b"the answer"
        assert service == RxrpcAddress(SERVICE, at(family, port))


@pytest.mark.needs(socket=(33, 2, 2))
def test_an_abort() -> None:
    port = free_port("AF_INET")
    with open_one("AF_INET") as server, open_one("AF_INET") as client:
        server.bind((SERVICE, ("127.0.0.1", port)))
        server.listen(5)
        server.sendmsg([], control(cffisock.RXRPC_CHARGE_ACCEPT, call=1))
        client.sendmsg([b"x"], control(call=2), 0, (SERVICE, ("127.0.0.1", port)))
        assert receive(server, 1)[0] == b"x"
        abort = (cffisock.SOL_RXRPC, cffisock.RXRPC_ABORT, struct.pack("=I", 1234))
        server.sendmsg([], [*control(call=1), abort])
        while True:
            _, found, _, _ = client.recvmsg(100, 1000)
            codes = [value for _, kind, value in found if kind == cffisock.RXRPC_ABORT]
            if codes:
                break
        assert struct.unpack("=I", codes[0][:4]) == (1234,)


def test_the_bytes() -> None:
    codec = find(cffisock.AF_RXRPC)
    sockaddr = codec.sockaddr((0x1234, ("127.0.0.1", 7000)), "bind", -1, cffisock.AF_INET)
    inner = struct.pack("=H", cffisock.AF_INET) + struct.pack("!H4s8x", 7000, bytes([127, 0, 0, 1]))
    assert sockaddr == struct.pack("=HHHH", 33, 0x1234, 2, 16) + inner.ljust(28, b"\0")
    sockaddr = codec.sockaddr((1, ("::1", 7000, 5, 6)), "bind", -1, cffisock.AF_INET6)
    inner = (
        struct.pack("=H", cffisock.AF_INET6) + struct.pack("!HI", 7000, 5) + bytes(15) + b"\1" + struct.pack("=I", 6)
    )
    assert sockaddr == struct.pack("=HHHH", 33, 1, 2, 28) + inner


@pytest.mark.parametrize(
    ("address", "error", "message"),
    [
        ("text", TypeError, r"bind\(\): AF_RXRPC address must be tuple, not str"),
        ((1,), TypeError, r"AF_RXRPC address must be a tuple \(service, transport, transport_type\)"),
        ((65536, ("127.0.0.1", 1)), OverflowError, "service must be 0-65535"),
        (("1", ("127.0.0.1", 1)), TypeError, "service must be int, not str"),
        ((1, "127.0.0.1"), TypeError, "AF_INET address must be tuple, not str"),
        ((1, ("127.0.0.1", 65536)), OverflowError, "port must be 0-65535"),
        ((1, ("127.0.0.1", 1), -1), OverflowError, "transport_type must be 0-65535"),
    ],
)
def test_what_is_refused(address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(cffisock.AF_RXRPC).sockaddr(address, "bind", -1, cffisock.AF_INET)
