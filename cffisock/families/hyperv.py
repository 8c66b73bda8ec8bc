"""AF_HYPERV: ``(vm_id, service_id)``, two UUIDs as text: a virtual machine (or a group, ``HV_GUID_*``), and a service.

Source: Microsoft Learn, "Make your own integration services".
"""

from __future__ import annotations

from uuid import UUID

from cffisock.arguments import exact
from cffisock.constants import numbers
from cffisock.families.base import Family, tuple_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _guid(text: str, what: str, caller: str) -> bytes:
    try:
        return UUID(exact(text)).bytes_le
    except ValueError:
        raise ValueError(f"{caller}(): AF_HYPERV address {what} is not a valid UUID string") from None


class HyperV(Family):
    """Services of virtual machines and of their host."""

    name = "AF_HYPERV"
    number: int | None = numbers.get("AF_HYPERV")
    struct = "struct cs_sockaddr_hv"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol != numbers["HV_PROTOCOL_RAW"]:
            raise OSError(f"{caller}(): unsupported AF_HYPERV protocol: {protocol}")
        address = tuple_of("AF_HYPERV", address, caller)
        if len(address) != 2 or not all(isinstance(part, str) for part in address):
            raise TypeError(f"{caller}(): AF_HYPERV address must be a str tuple (vm_id, service_id)")
        machine, service = _guid(address[0], "vm_id", caller), _guid(address[1], "service_id", caller)
        return self.pack(Family=self.number, VmId=machine, ServiceId=service)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> tuple[str, str]:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        machine, service = bytes(sockaddr.VmId), bytes(sockaddr.ServiceId)
        return str(UUID(bytes_le=machine)), str(UUID(bytes_le=service))
