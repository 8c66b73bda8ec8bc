"""AF_KCM: messages over a TCP connection, whose length a program of the kernel reads from their first byte."""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.needs(socket=(41, 2, 0), root=True)

SYS_BPF = {"x86_64": 321, "aarch64": 280, "s390x": 351}.get(platform.machine(), 0)
BPF_PROG_LOAD, BPF_PROG_TYPE_SOCKET_FILTER = 5, 1
# r6 = r1; r0 = the byte at 0; return r0
PROGRAM = (
    struct.pack("=BBhi", 0xBF, 0x16, 0, 0) + struct.pack("=BBhi", 0x30, 0, 0, 0) + struct.pack("=BBhi", 0x95, 0, 0, 0)
)


def load_program() -> int:
    """The descriptor of the program (bpf(2))."""
    code, text = ctypes.create_string_buffer(PROGRAM), ctypes.create_string_buffer(b"GPL")
    attributes = struct.pack(
        "=IIQQ", BPF_PROG_TYPE_SOCKET_FILTER, len(PROGRAM) // 8, ctypes.addressof(code), ctypes.addressof(text)
    ).ljust(120, b"\0")
    memory = ctypes.create_string_buffer(attributes, len(attributes))
    libc = ctypes.CDLL(None, use_errno=True)
    fd = libc.syscall(ctypes.c_long(SYS_BPF), ctypes.c_int(BPF_PROG_LOAD), memory, ctypes.c_uint(len(attributes)))
    if fd < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(fd)


@pytest.fixture
def ends(tcp_pair: tuple[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Two sockets of AF_KCM over the two ends of a TCP connection."""
    program = load_program()
    first, second = (cffisock.socket(cffisock.AF_KCM, cffisock.SOCK_DGRAM, cffisock.KCMPROTO_CONNECTED) for _ in "ab")
    with first, second:
        for sock, tcp in zip((first, second), tcp_pair):
            fcntl.ioctl(sock.fileno(), cffisock.SIOCKCMATTACH, struct.pack("=ii", tcp.fileno(), program))
            sock.settimeout(20)
        yield first, second
        for sock, tcp in zip((first, second), tcp_pair):
            fcntl.ioctl(sock.fileno(), cffisock.SIOCKCMUNATTACH, struct.pack("=i", tcp.fileno()))
    os.close(program)


def test_messages_keep_their_bounds(ends: tuple[Any, Any]) -> None:
    first, second = ends
    messages = [b"\x05abcd", b"\x01", b"\x10" + b"x" * 15]
    for message in messages:
        assert first.send(message) == len(message)
    assert [second.recv(100) for _ in messages] == messages
    assert second.sendmsg([b"\x06", b"back", b"!"]) == 6
    data, _, flags, address = first.recvmsg(100)
    assert (data, address) == (b"\x06back!", None)
    assert not flags & cffisock.MSG_TRUNC


def test_a_message_that_is_cut_off(ends: tuple[Any, Any]) -> None:
    first, second = ends
    first.send(b"\x0a234567890")
    assert second.recvfrom(4) == (b"\x0a234"[:4], None)


def test_nothing_there(ends: tuple[Any, Any]) -> None:
    ends[0].settimeout(0.05)
    with pytest.raises(cffisock.timeout):
        ends[0].recv(10)


@pytest.mark.parametrize("method", ["bind", "connect", "connect_ex"])
def test_there_are_no_addresses(method: str) -> None:
    with cffisock.socket(cffisock.AF_KCM, cffisock.SOCK_DGRAM, cffisock.KCMPROTO_CONNECTED) as sock:
        with pytest.raises(OSError, match=rf"{method}\(\): AF_KCM has no addresses"):
            getattr(sock, method)(("127.0.0.1", 1))
        with pytest.raises(OSError, match="not supported"):
            sock.getsockname()
