"""AF_ATMPVC and AF_ATMSVC, ATM's permanent and switched circuits: `AtmPvcAddress`, `AtmSvcAddress`.

Source: linux/atm.h, linux/atmsvc.h; ATM Forum UNI 4.0, ITU-T E.164.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.typed import encoded, octets, signed, take, unsigned
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Wildcards of a permanent circuit's address.
ATM_ITF_ANY, ATM_VPI_ANY, ATM_VCI_ANY = -1, -1, -1
# And one that says that nothing is chosen yet.
ATM_VPI_UNSPEC, ATM_VCI_UNSPEC = -2, -2


class AtmPvcAddress(NamedTuple):
    """A permanent circuit.

    Attributes:
        itf: the number of the ATM interface; -1 for any.
        vpi: the virtual path, 8 to 12 bits; -1 for any, -2 for not chosen yet.
        vci: the virtual channel, 16 bits; -1 for any, -2 for not chosen yet.
    """

    itf: int
    vpi: int
    vci: int


class AtmSvcAddress(NamedTuple):
    """An end system.

    Attributes:
        prv: its private address, 20 bytes; zeros for none.
        pub: its public address, up to 12 digits of E.164.
        lij_type: the kind of call that a leaf joins by itself.
        lij_id: that call.
    """

    prv: bytes
    pub: str = ""
    lij_type: int = 0
    lij_id: int = 0


class AtmPvc(Family):
    """Permanent circuits."""

    name = "AF_ATMPVC"
    number: int | None = numbers.get("AF_ATMPVC")
    struct = "struct cs_sockaddr_atmpvc"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(AtmPvcAddress, self.name, address, caller)
        return self.pack(
            sap_family=self.number,
            itf=signed(given.itf, "itf", 16),
            vpi=signed(given.vpi, "vpi", 16),
            vci=signed(given.vci, "vci", 32),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> AtmPvcAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        return AtmPvcAddress(at.itf, at.vpi, at.vci)


class AtmSvc(Family):
    """End systems that are called."""

    name = "AF_ATMSVC"
    number: int | None = numbers.get("AF_ATMSVC")
    struct = "struct cs_sockaddr_atmsvc"
    most_digits = 12

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(AtmSvcAddress, self.name, address, caller)
        digits = encoded(given.pub, "pub", self.most_digits)
        if digits and not digits.isdigit():
            raise ValueError("pub must consist of decimal digits")
        return self.pack(
            sas_family=self.number,
            prv=octets(given.prv, "prv", 20),
            pub=digits,
            lij_type=bytes([unsigned(given.lij_type, "lij_type", 0xFF)]),
            lij_id=unsigned(given.lij_id, "lij_id", 0xFFFFFFFF),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> AtmSvcAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        digits = ffi.string(at.pub).decode("ascii", "backslashreplace")
        return AtmSvcAddress(bytes(at.prv), digits, ord(at.lij_type), at.lij_id)
