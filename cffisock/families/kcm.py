"""AF_KCM, messages over TCP connections: a family without addresses.

Connections are attached by SIOCKCMATTACH (Documentation/networking/kcm.rst of the kernel).
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family
from cffisock.families.typed import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Kcm(Family):
    """No addresses."""

    name = "AF_KCM"
    number: int | None = numbers.get("AF_KCM")
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        refuse(self.name, address, caller)
