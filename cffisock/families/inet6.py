"""AF_INET6: ``(host, port[, flowinfo[, scope_id]])``, see ipv6(7) and RFC 3493.

``host`` is a name or a number, with a zone like ``fe80::1%eth0`` if it has one; ``scope_id`` is that zone as a number
and counts where both are given.
"""

from __future__ import annotations

import sys

from cffisock.arguments import c_unsigned
from cffisock.families.hosts import AF_INET6
from cffisock.families.inet import Inet
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FLOWINFO_MAX = 0xFFFFF


class Inet6(Inet):
    """IPv6 addresses."""

    name = "AF_INET6"
    number: int = AF_INET6
    struct = "struct sockaddr_in6"
    form = "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])"
    longest = 4
    port_at: int = ffi.offsetof(struct, "sin6_port")
    host_at: int = ffi.offsetof(struct, "sin6_addr")
    host_size = 16
    flow_at: slice = slice(ffi.offsetof(struct, "sin6_flowinfo"), ffi.offsetof(struct, "sin6_flowinfo") + 4)
    scope_at: slice = slice(ffi.offsetof(struct, "sin6_scope_id"), ffi.offsetof(struct, "sin6_scope_id") + 4)

    def start(self, flowinfo: Any = 0, scope_id: Any = 0) -> bytes:
        """See `Inet.start`."""
        sockaddr = bytearray(self.pack(sin6_family=self.number, sin6_scope_id=c_unsigned(scope_id)))
        sockaddr[self.flow_at] = c_unsigned(flowinfo).to_bytes(4, "big")
        return bytes(sockaddr)

    def take_resolved(self, sockaddr: bytearray, resolved: bytes) -> None:
        """See `Inet.take_resolved`; a zone in the host's name counts where no scope_id is given."""
        super().take_resolved(sockaddr, resolved)
        if not any(sockaddr[self.scope_at]):
            sockaddr[self.scope_at] = resolved[self.scope_at]

    def check(self, sockaddr: bytearray, caller: str) -> None:
        """See `Inet.check`."""
        if int.from_bytes(sockaddr[self.flow_at], "big") > FLOWINFO_MAX:
            raise OverflowError(f"{caller}(): flowinfo must be 0-1048575.")

    def form_address(self, host: str, port: int, sockaddr: bytes) -> Any:
        """See `Inet.form_address`."""
        flowinfo = int.from_bytes(sockaddr[self.flow_at], "big")
        scope_id = int.from_bytes(sockaddr[self.scope_at], sys.byteorder)
        return host, port, flowinfo, scope_id
