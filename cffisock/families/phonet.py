"""AF_PHONET, to and within Nokia's modems: `PhonetAddress`.

Source: linux/phonet.h, Documentation/networking/phonet.rst of the kernel.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import take, unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class PhonetAddress(NamedTuple):
    """An object of a device, 8 bits each.

    Attributes:
        dev: the device, in the highest 6 bits; the lowest 2 are the highest of the port.
        obj: the lowest 8 bits of the port; 0 lets bind() choose a port.
        resource: what a message is for; one to device and port 0 goes to the socket that has taken the resource over
            (SIOCPNADDRESOURCE).
    """

    dev: int = 0
    obj: int = 0
    resource: int = 0


class Phonet(Family):
    """Devices, their objects and resources."""

    name = "AF_PHONET"
    number: int | None = numbers.get("AF_PHONET")
    struct = "struct cs_sockaddr_pn"
    remembers = True
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(PhonetAddress, self.name, address, caller)
        fields = {f"spn_{name}": unsigned(value, name, 0xFF) for name, value in zip(given._fields, given)}
        return self.pack(spn_family=self.number, **fields)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> PhonetAddress:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return PhonetAddress(sockaddr.spn_dev, sockaddr.spn_obj, sockaddr.spn_resource)
