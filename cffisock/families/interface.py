"""Interfaces, as the network namespace of a socket has them: for the families that name one in an address."""

from __future__ import annotations

import os

from cffisock.errors import check
from cffisock.native import ffi, lib

IF_NAMESIZE = 16


def interface_index(fd: int, name: bytes) -> int:
    """The index of an interface in a socket's network namespace."""
    return check(lib.cs_interface_index(fd, name[: IF_NAMESIZE - 1]))


def interface_name(fd: int, index: int) -> str:
    """The name of an interface in a socket's network namespace; empty if it has no such interface (any more)."""
    name = ffi.new("char[]", IF_NAMESIZE)
    if index == 0 or lib.cs_interface_name(fd, index, name) < 0:
        return ""
    return os.fsdecode(ffi.string(name))
