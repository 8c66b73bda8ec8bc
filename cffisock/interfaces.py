"""Network interfaces by name and by index (if_nameindex(3), RFC 3493), and the name of this machine."""

from __future__ import annotations

import os
import sys
from sys import audit

from cffisock.arguments import index, out_of_range
from cffisock.errors import check
from cffisock.native import ffi, lib

IF_NAMESIZE = lib.CS_IF_NAMESIZE
# Since then an interface that is not there is an OSError with its number.
_SAYS_WHY = sys.version_info >= (3, 14)


def if_nameindex() -> list[tuple[int, str]]:
    """All network interfaces: ``(index, name)``.

    Raises:
        OSError: the system does not tell.

    Source: if_nameindex(3), RFC 3493.
    """
    interfaces = ffi.new("struct if_nameindex **")
    check(lib.cs_if_nameindex(interfaces))
    try:
        found, entry = [], interfaces[0]
        while entry.if_index != 0:
            found.append((int(entry.if_index), os.fsdecode(ffi.string(entry.if_name))))
            entry += 1
        return found
    finally:
        lib.cs_if_freenameindex(interfaces[0])


def if_nametoindex(oname: str | bytes, /) -> int:
    """The index of the interface of that name.

    Args:
        oname: the name, as str or bytes.

    Raises:
        OSError: there is none.

    Source: if_nametoindex(3), RFC 3493.
    """
    name = os.fsencode(oname)
    if b"\0" in name:
        raise ValueError("embedded null byte")
    found = lib.cs_if_nametoindex(name)
    if found < 0 and not _SAYS_WHY:
        raise OSError("no interface with this name")
    return check(found)


def if_indextoname(if_index: int, /) -> str:
    """The name of the interface of that index.

    Args:
        if_index: the index, from 1 on.

    Raises:
        OSError: there is none.

    Source: if_indextoname(3), RFC 3493.
    """
    number = index(if_index)
    if not 0 <= number <= 0xFFFFFFFF:
        raise out_of_range(number, "unsigned int")
    name = ffi.new("char[]", IF_NAMESIZE)
    check(lib.cs_if_indextoname(number, name))
    return os.fsdecode(ffi.string(name))


def gethostname() -> str:
    """The name of this machine.

    Raises:
        OSError: the system does not tell.

    Source: gethostname(2).
    """
    audit("socket.gethostname")
    name = ffi.new("char[1024]")
    check(lib.cs_gethostname(name, 1024))
    return os.fsdecode(ffi.string(name))


def sethostname(name: str | bytes, /) -> None:
    """Sets the name of this machine.

    Args:
        name: str or bytes.

    Raises:
        OSError: not allowed.

    Platforms: all but Windows. Source: sethostname(2).
    """
    encoded = os.fsencode(name)
    audit("socket.sethostname", encoded)
    check(lib.cs_sethostname(encoded, len(encoded)))


__all__ = ["gethostname", "if_indextoname", "if_nameindex", "if_nametoindex", "sethostname"]
