"""AF_VSOCK, between virtual machines and their hosts: ``(cid, port)``, see vsock(7): 32 bits each.

``cid`` is the number of a machine: ``VMADDR_CID_HOST`` is the host, ``VMADDR_CID_LOCAL`` this machine itself, and
``VMADDR_CID_ANY`` any; ``VMADDR_PORT_ANY`` lets bind() choose a port.
"""

from __future__ import annotations

from cffisock.arguments import c_unsigned
from cffisock.constants import numbers
from cffisock.families.base import ASKS_FIRST, Family, elements, must_have

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Vsock(Family):
    """Machines and ports."""

    name = "AF_VSOCK"
    number: int | None = numbers.get("AF_VSOCK")
    struct = "struct cs_sockaddr_vm"
    blocking = ASKS_FIRST

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        address = elements(address, "getsockaddrarg: AF_VSOCK address must be tuple, not {}")
        must_have(2, address, "getsockaddrarg()")
        cid, port = map(c_unsigned, address)
        return self.pack(svm_family=self.number, svm_cid=cid, svm_port=port)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[int, int]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        return sockaddr.svm_cid, sockaddr.svm_port
