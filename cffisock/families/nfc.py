"""AF_NFC, near field communication: `NfcAddress` for NFC_SOCKPROTO_RAW, `LlcpAddress` for NFC_SOCKPROTO_LLCP.

Devices and targets are known by the numbers that the kernel's generic netlink family ``nfc`` tells of.

Source: linux/nfc.h.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import encoded, take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AF_NFC = numbers.get("AF_NFC")
RAW, LLCP = numbers.get("NFC_SOCKPROTO_RAW"), numbers.get("NFC_SOCKPROTO_LLCP")
LONGEST_NAME = 63


class NfcAddress(NamedTuple):
    """A tag.

    Attributes:
        dev_idx: the device, 32 bits.
        target_idx: the tag in its reach, 32 bits.
        nfc_protocol: ``NFC_PROTO_*``.
    """

    dev_idx: int
    target_idx: int
    nfc_protocol: int


class LlcpAddress(NamedTuple):
    """A service, of this end or the other.

    Attributes:
        dev_idx: the device, 32 bits.
        target_idx: the peer in its reach, 32 bits.
        nfc_protocol: ``NFC_PROTO_NFC_DEP``, the only one that has LLCP.
        dsap: the service access point of the other end, 8 bits.
        ssap: the service access point of this end, 8 bits; bind() chooses it by the service's name.
        service_name: the service's name, 63 bytes in UTF-8 at most.
    """

    dev_idx: int
    target_idx: int = 0
    nfc_protocol: int = numbers.get("NFC_PROTO_NFC_DEP", 5)
    dsap: int = 0
    ssap: int = 0
    service_name: str = ""


class Nfc(Family):
    """Tags, and the services of other devices."""

    name = "AF_NFC"
    number = AF_NFC
    struct = "struct cs_sockaddr_nfc_llcp"  # that of RAW is how it begins
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol == RAW:
            tag = take(NfcAddress, self.name, address, caller)
            return self.pack(sa_family=AF_NFC, **_target(tag))[: ffi.sizeof("struct cs_sockaddr_nfc")]
        if protocol != LLCP:
            raise OSError(f"{caller}(): unknown NFC protocol")
        service = take(LlcpAddress, self.name, address, caller)
        name = encoded(service.service_name, "service_name", LONGEST_NAME)
        return self.pack(
            sa_family=AF_NFC,
            **_target(service),
            dsap=unsigned(service.dsap, "dsap", 0xFF),
            ssap=unsigned(service.ssap, "ssap", 0xFF),
            service_name=name,
            service_name_len=len(name),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> NfcAddress | LlcpAddress:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        target = sockaddr.dev_idx, sockaddr.target_idx, sockaddr.nfc_protocol
        if protocol == RAW:
            return NfcAddress(*target)
        name = bytes(ffi.buffer(sockaddr.service_name))[: sockaddr.service_name_len]
        return LlcpAddress(*target, sockaddr.dsap, sockaddr.ssap, name.decode("utf-8", "surrogateescape"))


def _target(address: NfcAddress | LlcpAddress) -> dict[str, int]:
    names = ("dev_idx", "target_idx", "nfc_protocol")
    return {name: unsigned(getattr(address, name), name, 0xFFFFFFFF) for name in names}
