"""AF_BLUETOOTH of FreeBSD, NetBSD and DragonFly: the address of a device, and what the protocol adds to it.

=====================  =============================================================================================
``(bdaddr, psm)``      BTPROTO_L2CAP: a protocol/service multiplexer
``(bdaddr, channel)``  BTPROTO_RFCOMM: a channel, 1 to 30
``bdaddr``             BTPROTO_SCO, and on NetBSD and DragonFly BTPROTO_HCI, as str or bytes
``node``               BTPROTO_HCI on FreeBSD: the name of a netgraph node like ``"ubt0hci"``, as str or bytes
=====================  =============================================================================================

``bdaddr`` is a str like ``"01:23:45:67:89:AB"``.  Sources: ng_btsocket(4) of FreeBSD, bluetooth(4) of NetBSD.
"""

from __future__ import annotations

import os

from cffisock.arguments import c_unsigned, exact, text
from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.bdaddr import form, parse, wrong_format
from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AF_BLUETOOTH = numbers.get("AF_BLUETOOTH")


class Bluetooth(Family):
    """Hands each address to its protocol."""

    name = "AF_BLUETOOTH"
    number = AF_BLUETOOTH
    struct = "struct cs_sockaddr_hci"  # the longest

    def __init__(self) -> None:
        super().__init__()
        hci = Node if lib.CS_HCI_HAS_NODES else Device
        protocols = {"L2CAP": L2cap, "RFCOMM": Rfcomm, "SCO": Device, "HCI": hci}
        self.protocols: dict[int, Family] = {
            numbers[f"BTPROTO_{name}"]: kind() for name, kind in protocols.items() if f"BTPROTO_{name}" in numbers
        }

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol not in self.protocols:
            raise OSError(f"{caller}(): unknown Bluetooth protocol")
        return self.protocols[protocol].encode(address, caller, fd, protocol)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        if protocol not in self.protocols:
            return super().read(raw, size, fd, protocol)
        return self.protocols[protocol].read(raw, size, fd, protocol)


class L2cap(Family):
    """Multiplexers."""

    struct = "struct cs_sockaddr_l2"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        device, psm = _pair(address, caller, 16)
        return self.pack(l2_family=AF_BLUETOOTH, l2_bdaddr=parse(device), l2_psm=psm)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[str, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return form(sockaddr.l2_bdaddr), sockaddr.l2_psm


class Rfcomm(Family):
    """Channels."""

    struct = "struct cs_sockaddr_rc"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        device, channel = _pair(address, caller, 8)
        return self.pack(rc_family=AF_BLUETOOTH, rc_bdaddr=parse(device), rc_channel=channel)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[str, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return form(sockaddr.rc_bdaddr), sockaddr.rc_channel


class Device(Family):
    """Devices alone."""

    struct = "struct cs_sockaddr_sco"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        return self.pack(sco_family=AF_BLUETOOTH, sco_bdaddr=parse(_name(address, caller)))

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> str:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return form(sockaddr.sco_bdaddr)


class Node(Family):
    """Nodes of netgraph."""

    struct = "struct cs_sockaddr_hci"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        node = _name(address, caller)
        if len(node) >= ffi.sizeof(ffi.typeof(self.struct).fields[1][1].type):
            raise OSError(f"{caller}(): name of node too long")
        return self.pack(hci_family=AF_BLUETOOTH, hci_node=node)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> str:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return os.fsdecode(ffi.string(sockaddr.hci_node))


def _pair(address: Any, caller: str, bits: int) -> tuple[bytes, int]:
    """A device and a number."""
    parts = exact(address)
    if type(parts) is not tuple or len(parts) != 2:
        raise wrong_format(caller)
    device, number = parts
    try:
        return text(device, caller), c_unsigned(number, bits)
    except (TypeError, ValueError):
        raise wrong_format(caller) from None


def _name(address: Any, caller: str) -> bytes:
    """A str or bytes."""
    given = exact(address)
    if type(given) is str:
        return text(given, caller)
    if type(given) is not bytes:
        raise wrong_format(caller)
    if b"\0" in given:
        raise ValueError("embedded null byte")
    return given
