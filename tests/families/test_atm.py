"""AF_ATMPVC and AF_ATMSVC: their addresses, and what the kernel says of them where there is no ATM hardware."""

from __future__ import annotations

import struct
import sys
from typing import Any

import pytest

import cffisock
from cffisock.families import find
from cffisock.families.atm import AtmPvcAddress, AtmSvcAddress


def pvc() -> Any:
    sock = cffisock.socket(cffisock.AF_ATMPVC, cffisock.SOCK_DGRAM, cffisock.ATM_AAL5)
    sock.settimeout(20)
    return sock


@pytest.mark.needs(socket=[(8, 2, 5), (20, 2, 5)], root=True)
def test_what_the_kernel_refuses() -> None:
    with pvc() as sock:
        with pytest.raises(OSError):  # it has no quality of service
            sock.bind(AtmPvcAddress(0, 0, 100))
        with pytest.raises(OSError, match="not connected"):
            sock.getsockname()
    with cffisock.socket(cffisock.AF_ATMSVC, cffisock.SOCK_DGRAM, cffisock.ATM_AAL5) as sock, pytest.raises(OSError):
        sock.bind(AtmSvcAddress(bytes(20)))  # there is no daemon that signals


def test_the_bytes() -> None:
    sockaddr = find(cffisock.AF_ATMPVC).sockaddr((1, -1, -2), "bind", -1, 0)
    assert sockaddr == struct.pack("=HHhhi", 8, 0, 1, -1, -2)
    private, digits = bytes(range(20)), b"123456789012"
    sockaddr = find(cffisock.AF_ATMSVC).sockaddr((private, digits.decode(), 255, 2**32 - 1), "bind", -1, 0)
    assert sockaddr == struct.pack("=HH20s13sBxxI", 20, 0, private, digits, 255, 2**32 - 1)
    codec = find(cffisock.AF_ATMSVC)
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr
    assert codec.decode(raw, -1, 0) == AtmSvcAddress(private, "123456789012", 255, 2**32 - 1)
    assert codec.sockaddr((private,), "bind", -1, 0) == struct.pack("=HH20s20x", 20, 0, private)


@pytest.mark.parametrize(
    ("family", "address", "error", "message"),
    [
        ("AF_ATMPVC", "0.0.100", TypeError, r"bind\(\): AF_ATMPVC address must be tuple, not str"),
        ("AF_ATMPVC", (0, 100), TypeError, r"must be a tuple \(itf, vpi, vci\), of which 3 are needed"),
        ("AF_ATMPVC", (2**15, 0, 0), OverflowError, "itf must fit 16 bits with a sign"),
        ("AF_ATMPVC", (0, -(2**15) - 1, 0), OverflowError, "vpi must fit 16 bits with a sign"),
        ("AF_ATMPVC", (0, 0, 2**31), OverflowError, "vci must fit 32 bits with a sign"),
        ("AF_ATMPVC", (0, 0, "0"), TypeError, "vci must be int, not str"),
        ("AF_ATMSVC", (), TypeError, r"must be a tuple \(prv, pub, lij_type, lij_id\), of which 1 are needed"),
        ("AF_ATMSVC", (bytes(19),), ValueError, "prv must be 20 bytes long, not 19"),
        ("AF_ATMSVC", (bytes(20), "1" * 13), ValueError, "pub must be 12 bytes long at most, not 13"),
        ("AF_ATMSVC", (bytes(20), "12x"), ValueError, "pub must consist of decimal digits"),
        ("AF_ATMSVC", (bytes(20), "", 256), OverflowError, "lij_type must be 0-255"),
        ("AF_ATMSVC", (bytes(20), "", 0, -1), OverflowError, "lij_id must be 0-4294967295"),
    ],
)
def test_what_is_refused(family: str, address: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        find(getattr(cffisock, family)).sockaddr(address, "bind", -1, 0)
