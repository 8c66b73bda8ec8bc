"""AF_LINK of the BSDs and macOS: an interface and its address on the wire, see link_addr(3)."""

from __future__ import annotations

import os
from typing import NamedTuple

from cffisock.arguments import exact, kind, readable
from cffisock.constants import numbers
from cffisock.families.base import START, Family
from cffisock.families.typed import take, unsigned
from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TYPE_AT: int = lib.CS_LINK_TYPE_AT
_DATA_AT: int = lib.CS_LINK_DATA_AT


class LinkAddress(NamedTuple):
    """An address of AF_LINK; a plain tuple is as good, and all but its first parts may be left out.

    Attributes:
        ifname: the name of the interface, like ``"em0"``; empty if only its index is given.
        ifindex: by which the system knows the interface; 0 if only its name is given.
        iftype: the kind of interface, ``IFT_*`` of <net/if_types.h>: 6 is Ethernet.
        address: its address on the wire.
        selector: what some kinds of interface need beside it.
    """

    ifname: str
    ifindex: int = 0
    iftype: int = 0
    address: bytes = b""
    selector: bytes = b""


class Link(Family):
    """Interfaces."""

    name = "AF_LINK"
    number: int | None = numbers.get("AF_LINK")
    struct = "struct sockaddr_dl"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        given = take(LinkAddress, self.name, address, caller)
        if not isinstance(given.ifname, str):
            raise TypeError(f"ifname must be str, not {kind(given.ifname)}")
        parts = [os.fsencode(exact(given.ifname)), _bytes(given.address), _bytes(given.selector)]
        index, iftype = unsigned(given.ifindex, "ifindex", 0xFFFF), unsigned(given.iftype, "iftype", 0xFF)
        room = ffi.sizeof(self.struct) - _DATA_AT
        if sum(map(len, parts)) > room:
            raise ValueError(f"name, address and selector must have {room} bytes or less")
        head = bytearray(self.pack(sdl_family=self.number, sdl_index=index))
        head[_TYPE_AT : _TYPE_AT + 4] = bytes([iftype, *map(len, parts)])
        data = b"".join(parts)
        head[_DATA_AT : _DATA_AT + len(data)] = data
        return bytes(head)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> LinkAddress:
        """See `Family.read`."""
        sockaddr = raw[START:]
        iftype, *lengths = sockaddr[_TYPE_AT : _TYPE_AT + 4]
        parts, at = [], _DATA_AT
        for length in lengths:
            parts.append(sockaddr[at : min(at + length, size)])
            at += length
        name, hardware, selector = parts
        return LinkAddress(os.fsdecode(name), self.unpack(raw).sdl_index, iftype, hardware, selector)


def _bytes(part: Any) -> bytes:
    with readable(part) as memory:
        return bytes(ffi.buffer(memory))
