"""AF_BLUETOOTH of Windows: ``(bdaddr, channel)``, a device like ``"01:23:45:67:89:AB"`` and a channel, 1 to 30.

Windows knows no other protocol than BTPROTO_RFCOMM.  Source: Microsoft Learn, "SOCKADDR_BTH".
"""

from __future__ import annotations

from cffisock.arguments import c_unsigned, exact, text
from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.bdaddr import form, parse, wrong_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Rfcomm(Family):
    """Channels."""

    name = "AF_BLUETOOTH"
    number: int | None = numbers.get("AF_BLUETOOTH")
    struct = "struct cs_sockaddr_bth"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol != numbers["BTPROTO_RFCOMM"]:
            raise OSError(f"{caller}(): unknown Bluetooth protocol")
        address = exact(address)
        if type(address) is not tuple or len(address) != 2:
            raise wrong_format(caller)
        try:
            device, channel = text(address[0], caller), c_unsigned(address[1])
        except (TypeError, ValueError):
            raise wrong_format(caller) from None
        number = int.from_bytes(parse(device), "little")
        return self.pack(addressFamily=self.number, btAddr=number, port=channel)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[str, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return form(sockaddr.btAddr.to_bytes(8, "little")[:6]), sockaddr.port
