"""AF_ALG, the kernel's cryptography: ``(type, name[, feat[, mask]])``.

``type`` is a kind of algorithm (``"hash"``, ``"skcipher"``, ``"aead"``, ``"rng"``), ``name`` one as /proc/crypto has
it, ``feat`` and ``mask`` are reserved.  Such an address only goes to bind(): these sockets have no names.
"""

from __future__ import annotations

from cffisock.arguments import c_unsigned, text
from cffisock.constants import numbers
from cffisock.families.base import Family, tuple_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Alg(Family):
    """Algorithms.  An operation takes its time, so no try of one keeps other threads waiting (`Family.blocking`)."""

    name = "AF_ALG"
    number: int | None = numbers.get("AF_ALG")
    struct = "struct cs_sockaddr_alg"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = tuple_of("AF_ALG", address, caller)
        if not 2 <= len(address) <= 4 or not isinstance(address[0], str):
            raise TypeError("AF_ALG address must be a tuple (type, name[, feat[, mask]])")
        kind = text(address[0], caller)
        if not isinstance(address[1], str):
            raise TypeError("AF_ALG address must be a tuple (type, name[, feat[, mask]])")
        name = text(address[1], caller)
        feature, mask = [*(c_unsigned(part, 16) for part in address[2:]), 0, 0][:2]
        if len(kind) >= 14:
            raise ValueError("AF_ALG type too long.")
        if len(name) >= 64:
            raise ValueError("AF_ALG name too long.")
        return self.pack(salg_family=self.number, salg_type=kind, salg_name=name, salg_feat=feature, salg_mask=mask)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[str, str, int, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        kind, name = (
            bytes(field).partition(b"\0")[0].decode("utf-8", "surrogateescape")
            for field in (sockaddr.salg_type, sockaddr.salg_name)
        )
        return kind, name, sockaddr.salg_feat & 0xFFFF, sockaddr.salg_mask & 0xFFFF
