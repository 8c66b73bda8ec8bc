"""AF_BLUETOOTH: the address of a device, and what the protocol adds to it.

==========================================  ===========================================================================
``(bdaddr, psm[, cid[, bdaddr_type]])``     BTPROTO_L2CAP: a protocol/service multiplexer, or a fixed channel ``cid``
``(bdaddr, channel)``                       BTPROTO_RFCOMM: a channel, 1 to 30
``bdaddr``                                  BTPROTO_SCO, as str or bytes
``device_id``, ``(device_id[, channel])``   BTPROTO_HCI: the number of a controller, and one of ``HCI_CHANNEL_*``
``(bdaddr[, bdaddr_type[, broadcast]])``    BTPROTO_ISO: see `IsoAddress`
==========================================  ===========================================================================

``bdaddr`` is a str like ``"01:23:45:67:89:AB"``; ``BDADDR_ANY`` stands for any device.  ``bdaddr_type`` is
``BDADDR_BREDR``, ``BDADDR_LE_PUBLIC`` or ``BDADDR_LE_RANDOM``.

The standard library has these, but for ISO, where its interpreter was built with BlueZ's headers; before Python 3.14
without ``cid``, ``bdaddr_type``, and the channel of HCI.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from cffisock.arguments import c_unsigned, exact, text
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.bdaddr import form, parse, wrong_format
from cffisock.families.typed import take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AF_BLUETOOTH = numbers.get("AF_BLUETOOTH")
BDADDR_ANY = "00:00:00:00:00:00"
BDADDR_BREDR, BDADDR_LE_PUBLIC = 0, 1
HCI_CHANNEL_RAW = 0


class IsoBroadcast(NamedTuple):
    """Whose broadcast an ISO socket is to receive, and which of its streams.

    Attributes:
        bdaddr: the device that broadcasts.
        bdaddr_type: ``BDADDR_LE_PUBLIC`` or ``BDADDR_LE_RANDOM``.
        sid: the identifier of its advertising set, 0 to 15.
        bis: the indices of its streams, 1 to 31 each, 31 of them at most.
    """

    bdaddr: str
    bdaddr_type: int = BDADDR_LE_PUBLIC
    sid: int = 0
    bis: tuple[int, ...] = ()


class IsoAddress(NamedTuple):
    """The address of an isochronous channel of Bluetooth LE.

    Attributes:
        bdaddr: the device; for a connect() that begins a broadcast, ``BDADDR_ANY``.
        bdaddr_type: ``BDADDR_LE_PUBLIC`` or ``BDADDR_LE_RANDOM``.
        broadcast: for a bind() that is to receive a broadcast, which one; a plain tuple will do.
    """

    bdaddr: str
    bdaddr_type: int = BDADDR_LE_PUBLIC
    broadcast: IsoBroadcast | None = None


class Bluetooth(Family):
    """Hands each address to its protocol."""

    name = "AF_BLUETOOTH"
    number = AF_BLUETOOTH
    struct = "struct cs_sockaddr_iso_bc"  # the longest
    blocking = ASKS_FIRST

    def __init__(self) -> None:
        super().__init__()
        protocols = {"L2CAP": L2cap, "RFCOMM": Rfcomm, "HCI": Hci, "SCO": Sco, "ISO": Iso}
        self.protocols: dict[int, Family] = {numbers[f"BTPROTO_{name}"]: kind() for name, kind in protocols.items()}

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
    """Multiplexers and fixed channels."""

    struct = "struct cs_sockaddr_l2"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        try:
            device, psm, cid, bdaddr_type = _parts(address, 2, (0, BDADDR_BREDR))
            device = text(device, caller)
            psm, cid, bdaddr_type = c_unsigned(psm, 16), c_unsigned(cid, 16), c_unsigned(bdaddr_type, 8)
        except (TypeError, ValueError):
            raise wrong_format(caller) from None
        return self.pack(
            l2_family=AF_BLUETOOTH,
            l2_psm=_little(psm),
            l2_bdaddr=parse(device),
            l2_cid=_little(cid),
            l2_bdaddr_type=bdaddr_type,
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`; as short as in the Pythons that knew no more, where that says it all."""
        sockaddr = self.unpack(raw)
        device, psm, cid = form(sockaddr.l2_bdaddr), _little(sockaddr.l2_psm), _little(sockaddr.l2_cid)
        if sockaddr.l2_bdaddr_type != BDADDR_BREDR:
            return device, psm, cid, sockaddr.l2_bdaddr_type
        return (device, psm, cid) if cid else (device, psm)


class Rfcomm(Family):
    """Channels."""

    struct = "struct cs_sockaddr_rc"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        try:
            device, channel = _parts(address, 2)
            device, channel = text(device, caller), c_unsigned(channel, 8)
        except (TypeError, ValueError):
            raise wrong_format(caller) from None
        return self.pack(rc_family=AF_BLUETOOTH, rc_bdaddr=parse(device), rc_channel=channel)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return form(sockaddr.rc_bdaddr), sockaddr.rc_channel


class Hci(Family):
    """Controllers."""

    struct = "struct cs_sockaddr_hci"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if hasattr(type(address), "__index__"):
            device_id, channel = c_unsigned(address, 16), HCI_CHANNEL_RAW
        else:
            try:
                device_id, channel = (c_unsigned(part, 16) for part in _parts(address, 1, (HCI_CHANNEL_RAW,)))
            except (TypeError, ValueError):
                raise wrong_format(caller) from None
        return self.pack(hci_family=AF_BLUETOOTH, hci_dev=device_id, hci_channel=channel)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`; a number alone where it says it all."""
        sockaddr = self.unpack(raw)
        if sockaddr.hci_channel == HCI_CHANNEL_RAW:
            return sockaddr.hci_dev
        return sockaddr.hci_dev, sockaddr.hci_channel


class Sco(Family):
    """Devices, for sound."""

    struct = "struct cs_sockaddr_sco"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = exact(address)
        if type(given) is str:
            device = text(given, caller)
        elif type(given) is bytes:
            device = given
            if b"\0" in device:
                raise ValueError("embedded null byte")
        else:
            raise wrong_format(caller)
        return self.pack(sco_family=AF_BLUETOOTH, sco_bdaddr=parse(device))

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return form(sockaddr.sco_bdaddr)


class Iso(Family):
    """Isochronous channels, and broadcasts."""

    name = "AF_BLUETOOTH"
    struct = "struct cs_sockaddr_iso_bc"
    most_bis = 31
    # A broadcast's part follows the rest without a gap, but what has none is as long as if there were one.
    short: int = ffi.sizeof("struct cs_sockaddr_iso")

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(IsoAddress, self.name, address, caller)
        fields = {
            "iso_family": AF_BLUETOOTH,
            "iso_bdaddr": parse(text(given.bdaddr, caller)),
            "iso_bdaddr_type": unsigned(given.bdaddr_type, "bdaddr_type", 0xFF),
        }
        if given.broadcast is None:
            return self.pack(**fields)[: self.short]
        source = take(IsoBroadcast, f"{self.name} broadcast", given.broadcast, caller)
        if not isinstance(source.bis, (tuple, list)):
            raise TypeError(f"bis must be tuple, not {type(source.bis).__name__}")
        if len(source.bis) > self.most_bis:
            raise ValueError(f"there are {self.most_bis} bis at most, not {len(source.bis)}")
        return self.pack(
            **fields,
            bc_bdaddr=parse(text(source.bdaddr, caller)),
            bc_bdaddr_type=unsigned(source.bdaddr_type, "bdaddr_type", 0xFF),
            bc_sid=unsigned(source.sid, "sid", 0xFF),
            bc_num_bis=len(source.bis),
            bc_bis=[unsigned(index, "bis", 0xFF) for index in source.bis],
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> IsoAddress:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        broadcast = None
        if size > self.short:
            bis = tuple(sockaddr.bc_bis)[: sockaddr.bc_num_bis]
            broadcast = IsoBroadcast(form(sockaddr.bc_bdaddr), sockaddr.bc_bdaddr_type, sockaddr.bc_sid, bis)
        return IsoAddress(form(sockaddr.iso_bdaddr), sockaddr.iso_bdaddr_type, broadcast)


def _parts(address: Any, least: int, defaults: tuple[int, ...] = ()) -> tuple[Any, ...]:
    """The parts of a tuple, with defaults for what is left out."""
    given = exact(address)
    if type(given) is not tuple or not 0 <= len(given) - least <= len(defaults):
        raise TypeError
    return (*given, *defaults[len(given) - least :])


def _little(number: int) -> int:
    """A 16-bit number from host to little-endian byte order, or back."""
    return int.from_bytes(number.to_bytes(2, "little"), sys.byteorder)
