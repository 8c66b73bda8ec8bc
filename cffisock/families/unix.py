"""AF_UNIX: a path, see unix(7).

A str or any bytes-like object goes in; a str comes out.  On Linux a name that starts with NUL is abstract (no file),
goes in as either and comes out as bytes; the empty one lets the system choose an abstract name at bind().
"""

from __future__ import annotations

import os

from cffisock.arguments import exact, readable
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, START, Family, sized
from cffisock.memo import remember
from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HAS_ABSTRACT = bool(lib.CS_HAS_ABSTRACT_NAMES)


class Unix(Family):
    """Paths and abstract names."""

    name = "AF_UNIX"
    number: int | None = numbers.get("AF_UNIX")
    struct = "struct sockaddr_un"
    blocking = ASKS_FIRST
    remembers = True
    path_at: int = ffi.offsetof(struct, "sun_path")
    path_size: int = ffi.sizeof(struct) - path_at

    def __init__(self) -> None:
        super().__init__()
        self.head: bytes = self.pack(sun_family=self.number)[: self.path_at]
        self._encoded: dict[str, bytes] = {}

    def sockaddr(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.sockaddr`."""
        if type(address) is str:
            known = self._encoded.get(address)
            if known is not None:
                return known
        return super().sockaddr(address, caller, fd, protocol)

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = exact(address)
        if type(given) is str:
            path = os.fsencode(given)
        elif type(given) is bytes:
            path = given
        else:
            memory = readable(address)
            path = bytes(ffi.buffer(memory))
            ffi.release(memory)
        abstract = _HAS_ABSTRACT and path[:1] in (b"", b"\0")
        if not abstract:
            path += b"\0"
        if len(path) > self.path_size:
            raise OSError("AF_UNIX path too long")
        encoded = sized(self.head + path)
        # A subclass that changes a path before this is to be asked every time.
        if type(address) is str and type(self).encode is Unix.encode:
            remember(self._encoded, address, encoded)
        return encoded

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> str | bytes:
        """See `Family.read`."""
        name = raw[START + self.path_at : START + size]
        abstract = _HAS_ABSTRACT and name[:1] == b"\0"
        return name if abstract else os.fsdecode(name.partition(b"\0")[0])
