"""Socket options in all their forms."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def test_an_int(net: Any) -> None:
    with net.socket() as sock:
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_REUSEADDR) == 0
        assert sock.setsockopt(net.SOL_SOCKET, net.SO_REUSEADDR, 1) is None
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_REUSEADDR) == 1


def test_a_negative_int(net: Any) -> None:
    with net.socket(net.AF_INET6, net.SOCK_DGRAM) as sock:
        sock.setsockopt(net.IPPROTO_IPV6, net.IPV6_UNICAST_HOPS, -1)
        with net.socket() as other:
            other.setsockopt(net.SOL_SOCKET, net.SO_PRIORITY, 5)
            assert other.getsockopt(net.SOL_SOCKET, net.SO_PRIORITY) == 5
        sock.setsockopt(net.IPPROTO_IPV6, net.IPV6_MULTICAST_IF, 0)
        with pytest.raises(OSError, match="Invalid argument"):
            sock.setsockopt(net.IPPROTO_IPV6, net.IPV6_UNICAST_HOPS, -2)


def test_bytes(net: Any) -> None:
    linger = struct.pack("ii", 1, 5)
    with net.socket() as sock:
        for value in (linger, bytearray(linger), memoryview(linger)):
            sock.setsockopt(net.SOL_SOCKET, net.SO_LINGER, value)
            assert sock.getsockopt(net.SOL_SOCKET, net.SO_LINGER, 8) == linger
            sock.setsockopt(net.SOL_SOCKET, net.SO_LINGER, struct.pack("ii", 1, 7))
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_LINGER, 1024) == struct.pack("ii", 1, 7)
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_LINGER, 4) == struct.pack("i", 1)


def test_none_with_a_length(net: Any, same: Callable[..., Any]) -> None:
    def call(module: Any) -> Any:
        with module.socket() as sock:
            return sock.setsockopt(module.SOL_SOCKET, module.SO_REUSEADDR, None, 4)

    same(call, raises=OSError)  # the system wants memory for this one


def test_multicast_membership(net: Any) -> None:
    request = net.inet_aton("224.0.0.200") + net.inet_aton("127.0.0.1")
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        sock.setsockopt(net.IPPROTO_IP, net.IP_ADD_MEMBERSHIP, request)
        sock.setsockopt(net.IPPROTO_IP, net.IP_DROP_MEMBERSHIP, request)
        with pytest.raises(OSError, match=r"Cannot assign requested address|Address not available"):
            sock.setsockopt(net.IPPROTO_IP, net.IP_DROP_MEMBERSHIP, request)


def test_options_of_a_type_that_is_no_int(net: Any) -> None:
    with net.socket() as sock:
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_TYPE) == net.SOCK_STREAM
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_DOMAIN) == net.AF_INET
        sock.setsockopt(net.SOL_SOCKET, net.SO_RCVTIMEO, struct.pack("@ll", 1, 0))
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_RCVTIMEO, 16) == struct.pack("@ll", 1, 0)


def test_the_credentials_of_a_peer(net: Any, pair: tuple[Any, Any]) -> None:
    import os

    raw = pair[0].getsockopt(net.SOL_SOCKET, net.SO_PEERCRED, 12)
    assert struct.unpack("3i", raw) == (os.getpid(), os.getuid(), os.getgid())


def test_the_kernel_decides_on_short_values(same: Callable[..., Any]) -> None:
    def call(module: Any) -> Any:
        with module.socket() as sock:
            return sock.setsockopt(module.SOL_SOCKET, module.SO_REUSEADDR, b"1")

    same(call, raises=OSError)
