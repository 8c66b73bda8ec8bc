"""Memory that calls share, so that none of them allocates more than it returns.

A call takes a set of buffers from the pool, or makes one if all are in use, and gives it back when it has copied out
what it returns.  Taking and giving are single operations on a list, so threads, and signal handlers that use sockets,
each get a set of their own.
"""

from __future__ import annotations

from typing import NamedTuple

from cffisock.native import CData, allocate, ffi

DATA_SIZE = 65536
CONTROL_SIZE = 4096


class Scratch(NamedTuple):
    """One set of buffers, each as what C fills and as what Python slices bytes from."""

    data: CData
    data_view: CData
    address: CData
    address_view: CData
    message: CData
    message_address_view: CData
    control: CData
    control_view: CData


def new() -> Scratch:
    """A new set of buffers."""
    data, control = allocate("char[]", DATA_SIZE), allocate("char[]", CONTROL_SIZE)
    address, message = ffi.new("struct cs_address *"), ffi.new("struct cs_message *")
    return Scratch(
        data,
        ffi.buffer(data),
        address,
        ffi.buffer(address),
        message,
        ffi.buffer(ffi.addressof(message, "address")),
        control,
        ffi.buffer(control),
    )


# Never longer than the number of calls that were under way at the same time.
pool: list[Scratch] = []


def take() -> Scratch:
    """A set of buffers for one call, which gives it back by ``pool.append``."""
    try:
        return pool.pop()
    except IndexError:
        return new()
