"""AF_IUCV, between the guests of a mainframe's hypervisor: `IucvAddress`.

Source: include/net/iucv/af_iucv.h of the kernel.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.typed import encoded, take
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SIZE = 8


class IucvAddress(NamedTuple):
    """A program on a guest; both names are padded with blanks to 8 bytes.

    Attributes:
        user_id: the guest's name; empty in bind() for this one.
        name: the program's name.
    """

    user_id: str
    name: str


class Iucv(Family):
    """Guests and their programs."""

    name = "AF_IUCV"
    number: int | None = numbers.get("AF_IUCV")
    struct = "struct cs_sockaddr_iucv"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(IucvAddress, self.name, address, caller)
        return self.pack(
            siucv_family=self.number,
            siucv_nodeid=b" " * _SIZE,
            siucv_user_id=encoded(given.user_id, "user_id", _SIZE).ljust(_SIZE),
            siucv_name=encoded(given.name, "name", _SIZE).ljust(_SIZE),
        )

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> IucvAddress:
        """See `Family.read`."""
        at = self.unpack(raw)
        user_id, name = (bytes(ffi.buffer(part)) for part in (at.siucv_user_id, at.siucv_name))
        return IucvAddress(*(part.rstrip(b" \0").decode("utf-8", "surrogateescape") for part in (user_id, name)))
