"""AF_LLC, IEEE 802.2 logical link control on Ethernet: `LlcAddress`.

Source: linux/llc.h.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import octets, take, unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ARPHRD_ETHER = 1


class LlcAddress(NamedTuple):
    """A service access point of an interface.

    Attributes:
        mac: the hardware address of the interface, 6 bytes; zeros in bind() for the one of
            the interface that SO_BINDTODEVICE names.
        sap: the service access point, an even number of 8 bits (``LLC_SAP_*``); 0 lets bind() choose one.
        arphrd: the kind of hardware, ``ARPHRD_ETHER``.
        test: not 0 to send a TEST frame.
        xid: not 0 to send an XID frame.
        ua: not 0 to send an unnumbered frame on a socket of type SOCK_STREAM.
    """

    mac: bytes = bytes(6)
    sap: int = 0
    arphrd: int = ARPHRD_ETHER
    test: int = 0
    xid: int = 0
    ua: int = 0


class Llc(Family):
    """Interfaces and service access points."""

    name = "AF_LLC"
    number: int | None = numbers.get("AF_LLC")
    struct = "struct cs_sockaddr_llc"
    remembers = True
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(LlcAddress, self.name, address, caller)
        fields = {f"sllc_{name}": unsigned(getattr(given, name), name, 0xFF) for name in ("sap", "test", "xid", "ua")}
        return self.pack(
            sllc_family=self.number,
            sllc_arphrd=unsigned(given.arphrd, "arphrd", 0xFFFF),
            sllc_mac=octets(given.mac, "mac", 6),
            **fields,
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> LlcAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        return LlcAddress(bytes(at.sllc_mac), at.sllc_sap, at.sllc_arphrd, at.sllc_test, at.sllc_xid, at.sllc_ua)
