"""Memory that calls share, so that none of them allocates more than it returns.

A call takes a set of buffers from the pool, or makes one if all are in use, and gives it back when it has copied out
what it returns.  Taking and giving are single operations on a list, so threads, and signal handlers that use sockets,
each get a set of their own.  The sets are plain tuples, which unpack quicker than anything with names; every buffer
comes twice, as what C fills and as what Python slices bytes from.
"""

from __future__ import annotations

from cffisock.native import CData, allocate, ffi

DATA_SIZE = 65536
CONTROL_SIZE = 4096

Scratch = tuple[CData, CData, CData, CData]

# Never longer than the number of calls that were under way at the same time.
pool: list[Scratch] = []
message_pool: list[Scratch] = []


def new() -> Scratch:
    """Data and a view of it, an address (``struct cs_address``) and a view of it."""
    data, address = allocate("char[]", DATA_SIZE), ffi.new("struct cs_address *")
    return data, ffi.buffer(data), address, ffi.buffer(address)


def new_message() -> Scratch:
    """Control messages and a view of them, a ``struct cs_message`` and a view of the address in it."""
    control, message = allocate("char[]", CONTROL_SIZE), ffi.new("struct cs_message *")
    return control, ffi.buffer(control), message, ffi.buffer(ffi.addressof(message, "address"))


def take() -> Scratch:
    """A set of buffers for one call, which gives it back by ``pool.append``."""
    try:
        return pool.pop()
    except IndexError:
        return new()
