"""AF_KEY, IPsec's keys and policies: a family without addresses.

What is sent goes to the kernel, and what is received comes from it (RFC 2367).
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import Family
from cffisock.families.typed import refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Key(Family):
    """No addresses."""

    name = "AF_KEY"
    number: int | None = numbers.get("AF_KEY")

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        refuse(self.name, address, caller)
