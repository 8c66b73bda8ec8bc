"""AF_KEY: security associations, asked for, made and listed."""

from __future__ import annotations

import errno
import os
import struct
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.needs(socket=(15, 3, 2), root=True)

# struct sadb_msg of RFC 2367; lengths are in units of 8 bytes.
HEADER = struct.Struct("=BBBBHHII")
ADDRESSES = struct.pack("!H4s8x", 0, bytes([127, 0, 0, 1])), struct.pack("!H4s8x", 0, bytes([127, 0, 0, 2]))


def message(kind: int, satype: int, *extensions: bytes, seq: int = 7) -> bytes:
    body = b"".join(extensions)
    return HEADER.pack(cffisock.PF_KEY_V2, kind, 0, satype, 2 + len(body) // 8, 0, seq, os.getpid()) + body


def extension(kind: int, body: bytes) -> bytes:
    body += bytes(-(4 + len(body)) % 8)
    return struct.pack("=HH", (4 + len(body)) // 8, kind) + body


def association(spi: int) -> tuple[bytes, ...]:
    """An association of AH between two addresses of loopback, with HMAC-SHA1."""
    sa = struct.pack("!I", spi) + struct.pack(
        "=BBBBI", 0, cffisock.SADB_SASTATE_MATURE, cffisock.SADB_AALG_SHA1HMAC, cffisock.SADB_EALG_NONE, 0
    )
    inet = struct.pack("=H", cffisock.AF_INET)
    kinds = cffisock.SADB_EXT_ADDRESS_SRC, cffisock.SADB_EXT_ADDRESS_DST
    places = [extension(kind, struct.pack("=BBH", 0, 32, 0) + inet + at) for kind, at in zip(kinds, ADDRESSES)]
    key = struct.pack("=HH", 160, 0) + b"twenty bytes of key."
    return extension(cffisock.SADB_EXT_SA, sa), *places, extension(cffisock.SADB_EXT_KEY_AUTH, key)


@pytest.fixture
def sock() -> Iterator[Any]:
    with cffisock.socket(cffisock.AF_KEY, cffisock.SOCK_RAW, cffisock.PF_KEY_V2) as sock:
        sock.settimeout(20)
        yield sock
        sock.send(message(cffisock.SADB_FLUSH, cffisock.SADB_SATYPE_UNSPEC))


def answer(sock: Any, kind: int, seq: int = 7) -> tuple[int, bytes]:
    """The error number and the extensions of the next message of a kind that answers ours."""
    while True:
        data, address = sock.recvfrom(4096)
        assert address is None
        version, found, error, _, length, _, number, pid = HEADER.unpack(data[:16])
        assert version == cffisock.PF_KEY_V2
        if found == kind and number == seq and pid == os.getpid():
            assert length * 8 == len(data) or error
            return error, data[16:]


def test_a_number_for_an_association(sock: Any) -> None:
    spi_range = extension(cffisock.SADB_EXT_SPIRANGE, struct.pack("=III", 0x500, 0x5FF, 0))
    request = message(cffisock.SADB_GETSPI, cffisock.SADB_SATYPE_AH, *association(0)[1:3], spi_range)
    assert sock.send(request) == len(request)
    error, body = answer(sock, cffisock.SADB_GETSPI)
    assert error == 0
    length, kind, spi = struct.unpack("!HHI", body[:8])
    assert (length.to_bytes(2, "big"), kind.to_bytes(2, "big")) == tuple(struct.pack("=H", n) for n in (2, 1))
    assert 0x500 <= spi <= 0x5FF


def test_an_association(sock: Any) -> None:
    spi = 0x1234
    parts = [message(cffisock.SADB_ADD, cffisock.SADB_SATYPE_AH, *association(spi))]
    assert sock.sendmsg(parts) == len(parts[0])
    assert answer(sock, cffisock.SADB_ADD)[0] == 0
    sock.sendall(message(cffisock.SADB_GET, cffisock.SADB_SATYPE_AH, *association(spi)[:3]))
    error, body = answer(sock, cffisock.SADB_GET)
    assert error == 0
    assert struct.pack("!I", spi) in body
    assert b"twenty bytes of key." in body
    sock.send(message(cffisock.SADB_DELETE, cffisock.SADB_SATYPE_AH, *association(spi)[:3]))
    assert answer(sock, cffisock.SADB_DELETE)[0] == 0
    with pytest.raises(OSError) as raised:
        sock.send(message(cffisock.SADB_GET, cffisock.SADB_SATYPE_AH, *association(spi)[:3]))
        error, _ = answer(sock, cffisock.SADB_GET)
        raise OSError(error, os.strerror(error))
    assert raised.value.errno == errno.ESRCH


def test_what_is_malformed(sock: Any) -> None:
    with pytest.raises(OSError, match=r"Message too long|Invalid argument"):
        sock.send(b"short")
    with pytest.raises(OSError, match="Invalid argument"):
        sock.send(bytes(16))


@pytest.mark.parametrize("address", [None, (), (0, 0), "text"])
def test_there_are_no_addresses(sock: Any, address: Any) -> None:
    with pytest.raises(OSError, match=r"bind\(\): AF_KEY has no addresses"):
        sock.bind(address)
    with pytest.raises(OSError, match="not supported"):
        sock.getsockname()
