"""AF_X25: a str of decimal digits, the X.121 address, see x25(7)."""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.typed import encoded
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MOST_DIGITS = 15


class X25(Family):
    """Numbers as the telephone network has them."""

    name = "AF_X25"
    number: int | None = numbers.get("AF_X25")
    struct = "struct cs_sockaddr_x25"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        digits = encoded(address, f"{caller}(): AF_X25 address", _MOST_DIGITS)
        if digits and not digits.isdigit():
            raise ValueError(f"{caller}(): AF_X25 address must consist of decimal digits")
        return self.pack(sx25_family=self.number, sx25_addr=digits)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> str:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)  # has to live as long as a field of it is read
        return str(ffi.string(sockaddr.sx25_addr).decode("ascii", "backslashreplace"))
