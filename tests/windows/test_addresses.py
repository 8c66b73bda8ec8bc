"""Addresses of families that only Windows has: both ways, without the device."""

from __future__ import annotations

import struct
from typing import Any

import pytest

import cffisock
from cffisock.families import find

MACHINE, SERVICE = "a42e7cda-d03f-480c-9cc2-a4de20abb878", "00000001-facb-11e6-bd58-64006a7986d3"


def raw(sockaddr: bytes) -> bytes:
    """A sockaddr as the seam gives it."""
    return struct.pack("=I", len(sockaddr)) + sockaddr


def test_a_bluetooth_channel() -> None:
    codec = find(cffisock.AF_BLUETOOTH)
    sockaddr = codec.encode(("01:23:45:67:89:ab", 7), "connect", -1, cffisock.BTPROTO_RFCOMM)
    expected = struct.pack("<HQ16xI", 32, 0x0123456789AB, 7)
    assert sockaddr == expected
    assert len(sockaddr) == 30
    assert codec.decode(raw(sockaddr), -1, cffisock.BTPROTO_RFCOMM) == ("01:23:45:67:89:AB", 7)


@pytest.mark.parametrize("address", ["x", ("01:23:45:67:89:AB",), ("01:23:45:67:89:AB", "7"), (b"x", 7), (1, 2), None])
def test_no_bluetooth_channel(address: Any) -> None:
    with pytest.raises(OSError, match="wrong format"):
        find(cffisock.AF_BLUETOOTH).encode(address, "connect", -1, cffisock.BTPROTO_RFCOMM)
    with pytest.raises(OSError, match="unknown Bluetooth protocol"):
        find(cffisock.AF_BLUETOOTH).encode(("01:23:45:67:89:AB", 7), "connect", -1, 99)


def test_no_bluetooth_device() -> None:
    with pytest.raises(OSError, match="bad bluetooth address"):
        find(cffisock.AF_BLUETOOTH).encode(("01:23:45:67:89", 7), "connect", -1, cffisock.BTPROTO_RFCOMM)


def test_a_hyperv_service() -> None:
    codec = find(cffisock.AF_HYPERV)
    sockaddr = codec.encode((MACHINE, SERVICE), "connect", -1, cffisock.HV_PROTOCOL_RAW)
    assert len(sockaddr) == 36
    assert sockaddr[:4] == struct.pack("<HH", 34, 0)
    assert sockaddr[4:8] == bytes.fromhex("da7c2ea4")  # the first parts of a GUID are little-endian
    assert codec.decode(raw(sockaddr), -1, cffisock.HV_PROTOCOL_RAW) == (MACHINE, SERVICE)
    assert cffisock.HV_GUID_PARENT.lower() == MACHINE


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("x", TypeError),
        ((MACHINE,), TypeError),
        ((MACHINE, 1), TypeError),
        ((MACHINE, "no"), ValueError),
        (("no", SERVICE), ValueError),
    ],
)
def test_no_hyperv_service(address: Any, error: type[Exception]) -> None:
    codec = find(cffisock.AF_HYPERV)
    with pytest.raises(error):
        codec.encode(address, "connect", -1, cffisock.HV_PROTOCOL_RAW)
    with pytest.raises(OSError, match="unsupported AF_HYPERV protocol"):
        codec.encode((MACHINE, SERVICE), "connect", -1, 99)


def test_families_that_this_windows_lacks_say_so() -> None:
    found = cffisock.capabilities()
    for name in ("AF_BLUETOOTH", "AF_UNIX"):
        number = getattr(cffisock, name, None)
        assert found[name].number == number
        if number is None:
            assert found[name].reason
            continue
        try:
            cffisock.socket(number, cffisock.SOCK_STREAM, 3 if name == "AF_BLUETOOTH" else 0).close()
        except OSError:
            assert found[name].reason
        else:
            assert found[name].reason == ""


@pytest.mark.skipif(not hasattr(cffisock, "AF_UNIX"), reason="this Windows has no AF_UNIX")
def test_a_stream_over_a_path(tmp_path: Any) -> None:
    path = str(tmp_path / "socket")
    with cffisock.socket(cffisock.AF_UNIX) as listener, cffisock.socket(cffisock.AF_UNIX) as client:
        listener.bind(path)
        listener.listen()
        client.connect(path)
        server, _ = listener.accept()
        with server:
            client.sendall(b"by path")
            assert server.recv(10) == b"by path"
            assert client.getpeername() == path
