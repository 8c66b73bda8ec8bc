"""AF_CAIF, channels to ST-Ericsson's modems: the protocol says what an address consists of.

====================================================  ========================
CAIFPROTO_AT                                          `CaifAtAddress`
CAIFPROTO_DATAGRAM, CAIFPROTO_DATAGRAM_LOOP           `CaifDatagramAddress`
CAIFPROTO_UTIL                                        `CaifUtilityAddress`
CAIFPROTO_RFM                                         `CaifVolumeAddress`
CAIFPROTO_DEBUG                                       `CaifDebugAddress`
====================================================  ========================

Source: linux/caif/caif_socket.h, Documentation/networking/caif/ of the kernel.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.typed import encoded, take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The kernel needs a zero behind a name.
LONGEST_NAME = 15


class CaifAtAddress(NamedTuple):
    """A modem's AT commands.

    Attributes:
        type: ``CAIF_ATTYPE_PLAIN``, 8 bits.
    """

    type: int = numbers.get("CAIF_ATTYPE_PLAIN", 2)


class CaifDatagramAddress(NamedTuple):
    """A network connection.

    Attributes:
        connection_id: its number, 32 bits.
    """

    connection_id: int


class CaifUtilityAddress(NamedTuple):
    """A service.

    Attributes:
        service: its name, 15 bytes in UTF-8 at most.
    """

    service: str


class CaifVolumeAddress(NamedTuple):
    """A volume of the modem's remote file manager.

    Attributes:
        connection_id: the connection's number, 32 bits.
        volume: where it is mounted, 15 bytes in UTF-8 at most.
    """

    connection_id: int
    volume: str


class CaifDebugAddress(NamedTuple):
    """A channel for debugging.

    Attributes:
        type: ``CAIF_DEBUG_*``, 8 bits.
        service: ``CAIF_RADIO_DEBUG_SERVICE`` or ``CAIF_APP_DEBUG_SERVICE``, 8 bits.
    """

    type: int
    service: int


class _Form(NamedTuple):
    """What the addresses of a protocol consist of.

    Attributes:
        address: how people see them.
        member: of the union in the struct, with fields of the same names.
        bits: of each field; 0 for one that is a text.
    """

    address: type[Any]
    member: str
    bits: tuple[int, ...]


_DATAGRAM = _Form(CaifDatagramAddress, "dgm", (32,))
_FORMS: dict[Any, _Form] = {
    numbers.get("CAIFPROTO_AT"): _Form(CaifAtAddress, "at", (8,)),
    numbers.get("CAIFPROTO_DATAGRAM"): _DATAGRAM,
    numbers.get("CAIFPROTO_DATAGRAM_LOOP"): _DATAGRAM,
    numbers.get("CAIFPROTO_UTIL"): _Form(CaifUtilityAddress, "util", (0,)),
    numbers.get("CAIFPROTO_RFM"): _Form(CaifVolumeAddress, "rfm", (32, 0)),
    numbers.get("CAIFPROTO_DEBUG"): _Form(CaifDebugAddress, "dbg", (8, 8)),
}


class Caif(Family):
    """Channels."""

    name = "AF_CAIF"
    number: int | None = numbers.get("AF_CAIF")
    struct = "struct cs_sockaddr_caif"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol not in _FORMS:
            raise OSError(f"{caller}(): unknown CAIF protocol")
        form = _FORMS[protocol]
        given = take(form.address, self.name, address, caller)
        parts = {
            name: unsigned(value, name, (1 << bits) - 1) if bits else encoded(value, name, LONGEST_NAME)
            for name, value, bits in zip(given._fields, given, form.bits)
        }
        return self.pack(family=self.number, u={form.member: parts})

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        if protocol not in _FORMS:
            return super().read(raw, size, fd, protocol)
        form = _FORMS[protocol]
        sockaddr = self.unpack(raw)
        fields = getattr(sockaddr.u, form.member)
        parts = (getattr(fields, name) for name in form.address._fields)
        return form.address(*(part if bits else _text(part) for part, bits in zip(parts, form.bits)))


def _text(field: Any) -> str:
    return bytes(ffi.buffer(field)).partition(b"\0")[0].decode("utf-8", "surrogateescape")
