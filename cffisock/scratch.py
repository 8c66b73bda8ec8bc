"""Memory that calls share, so that none of them allocates more than it returns.

A call takes a set of buffers from the pool, or makes one if all are in use, and gives it back when it has copied out
what it returns.  Taking and giving are single operations on a list, so threads, and signal handlers that use sockets,
each get a set of their own.  The sets are plain tuples, which unpack quicker than anything with names; every buffer
comes twice, as what C fills and as what Python slices bytes from.
"""

from __future__ import annotations

from cffisock.native import CData, allocate, ffi

DATA_SIZE: int = ffi.offsetof("struct cs_scratch", "peer")
CONTROL_SIZE: int = ffi.sizeof("struct cs_message") - ffi.offsetof("struct cs_message", "control")

Scratch = tuple[CData, CData, CData, CData, CData]
MessageScratch = tuple[CData, CData, CData, CData]

# Never longer than the number of calls that were under way at the same time.
pool: list[Scratch] = []
message_pool: list[MessageScratch] = []


def new() -> Scratch:
    """Data and a view of it, an address (``struct cs_address``) and a view of it; and the struct that both are in."""
    scratch = allocate("struct cs_scratch *")
    data, address = scratch.data, ffi.addressof(scratch, "peer")
    return data, ffi.buffer(data), address, ffi.buffer(address), scratch


def new_message() -> MessageScratch:
    """Control messages and a view of them, a ``struct cs_message`` and a view of the address in it."""
    message = ffi.new("struct cs_message *")
    control = message.control
    return control, ffi.buffer(control), message, ffi.buffer(ffi.addressof(message, "address"))


def take() -> Scratch:
    """A set of buffers for one call, which gives it back by ``pool.append``."""
    try:
        return pool.pop()
    except IndexError:
        return new()
