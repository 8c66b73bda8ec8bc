"""What programs do with sockets, for type checkers: what they infer, and what they must refuse.  It is never run.

mypy and pyright both read it.  A line that has to be refused is one with an ``ignore``: they complain of those that
are not needed.
"""

from __future__ import annotations

import ssl
import sys
from io import BufferedReader, BufferedRWPair, TextIOWrapper
from typing import Any, Literal

from typing_extensions import assert_type

import cffisock
import cffisock as socket
from cffisock import AF_INET, SOCK_STREAM, DatagramBatch, gaierror, timeout
from cffisock.addresses import Address, ControlMessage, InetAddress


def constants() -> None:
    assert_type(AF_INET, Literal[socket.AddressFamily.AF_INET])
    family: socket.AddressFamily = socket.AF_INET6
    kind: socket.SocketKind = SOCK_STREAM
    flags: socket.MsgFlag = socket.MSG_PEEK | socket.MSG_OOB
    number: int = socket.SO_REUSEADDR
    print(family.name, kind.value, flags, number)
    socket.AF_NO_SUCH_FAMILY  # type: ignore[attr-defined]  # noqa: B018
    if sys.platform == "linux":
        assert_type(socket.AF_CAN, Literal[socket.AddressFamily.AF_CAN])
        assert_type(socket.CAN_ISOTP, int)
        socket.SIO_RCVALL  # type: ignore[attr-defined]  # noqa: B018


def options(sock: socket.socket) -> None:
    assert_type(sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF), int)
    assert_type(sock.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8), bytes)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\1\0\0\0")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, None, 16)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, "16")  # type: ignore[call-overload]
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1, 16)  # type: ignore[call-overload]


def echo(host: str, port: int) -> bytes:
    where: InetAddress = (host, port)
    with socket.create_connection(where, timeout=2.5) as sock:
        assert_type(sock, socket.socket)
        assert_type(sock.family, socket.AddressFamily)
        sock.sendall(b"hello")
        sock.sendall(memoryview(b"hello"))
        sock.sendall("hello")  # type: ignore[arg-type]
        sock.shutdown(socket.SHUT_WR)
        return sock.recv(100)


def serve(address: Address) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.bind(address)
        sock.settimeout(None)
        data, peer = sock.recvfrom(2048)
        sock.sendto(data, peer)
        sock.sendto(data, socket.MSG_DONTWAIT, peer)
        sock.sendto(data)  # type: ignore[call-overload]
        copy = sock.dup()
        assert_type(copy, socket.socket)
        assert_type(sock.recv_into(bytearray(10)), int)
        batch = DatagramBatch(10, 2048)
        assert_type(sock.recv_many(batch), int)


def messages(sock: socket.socket) -> list[ControlMessage]:
    data, control, flags, _ = sock.recvmsg(100, socket.CMSG_SPACE(4))
    assert_type(data, bytes)
    assert_type(flags, int)
    sock.sendmsg([data, bytearray(2)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, b"\0\0\0\0")])
    sock.sendmsg([data], [(socket.SOL_SOCKET, "x", b"")])  # type: ignore[list-item]
    return control


def files(sock: socket.socket) -> None:
    assert_type(sock.makefile(), TextIOWrapper)
    assert_type(sock.makefile("rb"), BufferedReader)
    assert_type(sock.makefile("rwb"), BufferedRWPair)
    assert_type(sock.makefile("rb", buffering=0), socket.SocketIO)
    with open("file", "rb") as file:
        sock.sendfile(file)


def resolve(host: str) -> None:
    try:
        for family, kind, protocol, name, address in socket.getaddrinfo(host, "http", type=socket.SOCK_STREAM):
            assert_type(kind, socket.SocketKind)
            assert_type(name, str)
            socket.socket(family, kind, protocol).connect(address)
    except gaierror as failure:
        print(failure.errno)
    except timeout:
        pass
    assert_type(socket.inet_ntop(socket.AF_INET, bytearray(4)), str)
    socket.inet_aton(7)  # type: ignore[arg-type]


class Connection(socket.socket):
    """A subclass, as programs make them."""

    def hello(self) -> Connection:
        return self.dup().__enter__()


def beyond() -> None:
    assert_type(cffisock.has("AF_CAN"), bool)
    own: Any = cffisock.to_stdlib(socket.socket())
    assert_type(cffisock.from_stdlib(own), socket.socket)
    for name, record in cffisock.capabilities().items():
        print(name, record.status)


def over_tls(context: ssl.SSLContext, sock: socket.socket) -> ssl.SSLSocket:
    # The one place where a type checker is right: wrap_socket() is declared to take the interpreter's own class.
    return context.wrap_socket(sock)  # type: ignore[arg-type]
