"""AF_INET: ``(host, port)``, see ip(7).

``host`` is a name or a number in dotted form, ``""`` for any address, ``"<broadcast>"`` for 255.255.255.255.
"""

from __future__ import annotations

import sys

from cffisock.arguments import c_int
from cffisock.families.base import ASKS_FIRST, START, Family, tuple_of
from cffisock.families.hosts import AF_INET, host_bytes, numeric, resolve, text_of
from cffisock.memo import may_be_key, remember
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Inet(Family):
    """IPv4 addresses, those with a numeric host remembered both ways.

    What is said here of ``port`` and ``host`` fields holds for IPv6 as well: `cffisock.families.inet6` has the rest.
    """

    name = "AF_INET"
    number: int = AF_INET
    struct = "struct sockaddr_in"
    blocking = ASKS_FIRST
    remembers = True
    form = "AF_INET address must be a pair (host, port)"
    longest = 2
    port_at: int = ffi.offsetof(struct, "sin_port")
    host_at: int = ffi.offsetof(struct, "sin_addr")
    host_size = 4

    def __init__(self) -> None:
        super().__init__()
        self._encoded: dict[Any, bytes] = {}
        self.hosts: dict[bytes, str] = {}
        # How an address of this family starts: its size, and the family.
        self.size: int = ffi.sizeof(self.struct)
        self.whole: bytes = self.size.to_bytes(START, sys.byteorder) + self.start()[: self.port_at]

    def sockaddr(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.sockaddr`."""
        if may_be_key(address):
            known = self._encoded.get(address)
            if known is not None:
                return known
        return super().sockaddr(address, caller, fd, protocol)

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = tuple_of(self.name, address, caller)
        if not 2 <= len(address) <= self.longest:
            raise TypeError(self.form)
        host = host_bytes(address[0])
        try:
            port = c_int(address[1])
        except OverflowError:
            raise OverflowError(f"{caller}(): port must be 0-65535.") from None
        sockaddr = bytearray(self.start(*address[2:]))
        packed = numeric(self.number, host)
        if packed is None:
            self.take_resolved(sockaddr, resolve(host, self.number)[START:])
        else:
            sockaddr[self.host_at : self.host_at + self.host_size] = packed
        if not 0 <= port <= 0xFFFF:
            raise OverflowError(f"{caller}(): port must be 0-65535.")
        sockaddr[self.port_at : self.port_at + 2] = port.to_bytes(2, "big")
        self.check(sockaddr, caller)
        encoded = bytes(sockaddr)
        # A subclass that changes an address before this is to be asked every time; of numbers that are cut there may be
        # a warning, every time as well.
        is_final = packed is not None and type(self).encode is Inet.encode
        if is_final and may_be_key(address) and not _any_cut(address):
            remember(self._encoded, address, encoded)
        return encoded

    def start(self) -> bytes:
        """A sockaddr that has all but host and port."""
        return self.pack(sin_family=self.number)

    def take_resolved(self, sockaddr: bytearray, resolved: bytes) -> None:
        """Puts what a name was resolved to into a sockaddr."""
        host = slice(self.host_at, self.host_at + self.host_size)
        sockaddr[host] = resolved[host]

    def check(self, sockaddr: bytearray, caller: str) -> None:
        """Raises for fields that are out of range."""

    def decode(self, raw: bytes, fd: int, protocol: int) -> Any:
        """See `Family.decode`."""
        if not raw.startswith(self.whole):
            return super().decode(raw, fd, protocol)
        address = self.read(raw, self.size, fd, protocol)
        return remember(self.decoded, raw, address) if self.remembers else address

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        sockaddr = raw[START:]
        port = sockaddr[self.port_at] << 8 | sockaddr[self.port_at + 1]
        packed = sockaddr[self.host_at : self.host_at + self.host_size]
        host = self.hosts.get(packed) or remember(self.hosts, packed, text_of(self.number, packed))
        return self.form_address(host, port, sockaddr)

    def form_address(self, host: str, port: int, sockaddr: bytes) -> Any:
        """The tuple that a user gets."""
        return host, port


def _any_cut(address: tuple[Any, ...]) -> bool:
    return any(part >> 32 for part in address[1:])
