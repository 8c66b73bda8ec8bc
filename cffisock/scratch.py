"""Memory that calls share, so that none of them allocates more than it returns.

A call takes a set of buffers from the pool, or makes one if all are in use, and gives it back when it has copied out
what it returns.  Taking and giving are single operations on a list, so threads, and signal handlers that use sockets,
each get a set of their own.  The sets are plain tuples, which unpack quicker than anything with names; every buffer
comes twice, as what C fills and as what Python slices bytes from.

The shortest calls need no set.  While Python keeps the GIL the seam has memory of its own for them, and they return
bytes; where it does not, the functions here do the same.  Each returns a negative outcome as an int.
"""

from __future__ import annotations

from cffisock.native import CData, allocate, ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DATA_SIZE: int = ffi.offsetof("struct cs_scratch", "peer")
CONTROL_SIZE: int = ffi.sizeof("struct cs_message") - ffi.offsetof("struct cs_message", "control")

Scratch = tuple[CData, CData, CData, CData, CData]
MessageScratch = tuple[CData, CData, CData, CData]

# The most bytes that one message has; a result that is larger tells more than their number.
LIMIT = 0x7FFFFFFF

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


if lib.CS_KEEPS_GIL:
    recv_bytes, recvfrom_bytes, recvmsg_bytes = lib.cs_recv_bytes, lib.cs_recvfrom_bytes, lib.cs_recvmsg_bytes
    getsockname_bytes, getpeername_bytes = lib.cs_getsockname_bytes, lib.cs_getpeername_bytes
else:

    def recv_bytes(fd: int, size: int) -> Any:
        """Tries to receive: the data."""
        memory = take()
        try:
            count = lib.cs_recv_now(fd, memory[0], size)
            return memory[1][:count] if count >= 0 else count
        finally:
            pool.append(memory)

    def recvfrom_bytes(fd: int, size: int, span: int) -> Any:
        """Tries to receive: the data, the first ``span`` bytes of the ``struct cs_address``, and 0."""
        memory = take()
        try:
            count = lib.cs_recvfrom_now(fd, memory[4], size)
            return (memory[1][:count], memory[3][:span], 0) if count >= 0 else count
        finally:
            pool.append(memory)

    def recvmsg_bytes(fd: int, size: int, span: int) -> Any:
        """Tries to receive: the data, and if there is an address or a flag these, as `recvfrom_bytes` has them."""
        memory = take()
        try:
            both = lib.cs_recvmsg_now(fd, memory[4], size)
            if both < 0:
                return both
            data: bytes = memory[1][: both & LIMIT]
            return data if both <= LIMIT else (data, memory[3][:span], both >> 32)
        finally:
            pool.append(memory)

    def _name(ask: Callable[[int, CData], int], fd: int, span: int) -> Any:
        memory = take()
        try:
            outcome = ask(fd, memory[2])
            return memory[3][:span] if outcome >= 0 else outcome
        finally:
            pool.append(memory)

    def getsockname_bytes(fd: int, span: int) -> Any:
        """The first ``span`` bytes of this end's ``struct cs_address``."""
        return _name(lib.cs_getsockname, fd, span)

    def getpeername_bytes(fd: int, span: int) -> Any:
        """The first ``span`` bytes of the other end's ``struct cs_address``."""
        return _name(lib.cs_getpeername, fd, span)
