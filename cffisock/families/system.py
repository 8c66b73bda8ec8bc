"""AF_SYSTEM of macOS, protocol SYSPROTO_CONTROL: ``(id, unit)``, or the name of a kernel control.

``id`` is the number by which the kernel knows the control and ``unit`` counts what is made of it, from 1 on; 0 asks
for the next free one, and so does a name.  Source: <sys/kern_control.h> of XNU.
"""

from __future__ import annotations

import os

from cffisock.arguments import c_unsigned, exact
from cffisock.constants import numbers
from cffisock.errors import check
from cffisock.families.base import Family
from cffisock.native import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# With the NUL behind it.
LONGEST_NAME = 96


class System(Family):
    """Kernel controls."""

    name = "AF_SYSTEM"
    number: int | None = numbers.get("AF_SYSTEM")
    struct = "struct cs_sockaddr_ctl"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol != numbers["SYSPROTO_CONTROL"]:
            raise OSError(f"{caller}(): unsupported PF_SYSTEM protocol")
        given = exact(address)
        if type(given) is str:
            name = os.fsencode(given)
            if b"\0" in name:
                raise ValueError("embedded null byte")
            if len(name) >= LONGEST_NAME:
                raise ValueError("provided string is too long")
            number, unit = check(lib.cs_control_id(fd, name)), 0
        elif type(given) is tuple and len(given) == 2:
            number, unit = map(c_unsigned, given)
        else:
            raise TypeError(f"{caller}(): AF_SYSTEM address must be a str or a pair (id, unit)")
        return self.pack(
            sc_family=self.number, ss_sysaddr=numbers["AF_SYS_CONTROL"], sc_id=number, sc_unit=unit
        )  # fmt: skip

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[int, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return sockaddr.sc_id, sockaddr.sc_unit
