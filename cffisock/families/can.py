"""AF_CAN: an interface, and what the protocol adds to it.

================================  =================================================================================
``(interface,)``                  CAN_RAW, CAN_BCM
``(interface, rx_id, tx_id)``     CAN_ISOTP: the identifiers of the frames received and sent
``(interface, name, pgn, addr)``  CAN_J1939: a name (64 bits), a parameter group number, an address (8 bits)
================================  =================================================================================

``interface`` is a name, as str, bytes or path-like; the empty one stands for all interfaces.
"""

from __future__ import annotations

import os

from cffisock.arguments import c_unsigned, kind
from cffisock.constants import numbers
from cffisock.families.base import Family, must_have, tuple_of
from cffisock.families.interface import IF_NAMESIZE, interface_index, interface_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CAN_RAW, CAN_BCM = numbers.get("CAN_RAW"), numbers.get("CAN_BCM")
CAN_ISOTP, CAN_J1939 = numbers.get("CAN_ISOTP"), numbers.get("CAN_J1939")


class Can(Family):
    """Interfaces of CAN buses.

    An ISO-TP socket may wait for the end of a transfer whatever MSG_DONTWAIT says (CAN_ISOTP_WAIT_TX_DONE): so
    ``blocking`` stays as it is.
    """

    name = "AF_CAN"
    number: int | None = numbers.get("AF_CAN")
    struct = "struct cs_sockaddr_can"

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        if protocol not in (CAN_RAW, CAN_BCM, CAN_ISOTP, CAN_J1939):
            raise OSError(f"{caller}(): unsupported CAN protocol")
        address = tuple_of("AF_CAN", address, caller)
        if protocol == CAN_ISOTP:
            must_have(3, address)
            interface = _name(address[0])
            rx_id, tx_id = (_wide(position, address, 32) for position in (1, 2))
            rest: dict[str, dict[str, int]] = {"tp": {"rx_id": rx_id, "tx_id": tx_id}}
        elif protocol == CAN_J1939:
            must_have(4, address)
            interface = _name(address[0])
            name = _wide(1, address, 64)
            rest = {"j1939": {"name": name, "pgn": c_unsigned(address[2]), "addr": c_unsigned(address[3], 8)}}
        else:
            if len(address) != 1:
                raise TypeError("AF_CAN address must be a tuple (interface, )")
            interface = _name(address[0])
            rest = {}
        if len(interface) >= IF_NAMESIZE:
            raise OSError("AF_CAN interface name too long")
        index = interface_index(fd, interface) if interface else 0
        return self.pack(can_family=self.number, can_ifindex=index, can_addr=rest)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        sockaddr = self.unpack(raw)
        interface = interface_name(fd, sockaddr.can_ifindex)
        if protocol == CAN_ISOTP:
            transport = sockaddr.can_addr.tp
            return interface, transport.rx_id, transport.tx_id
        if protocol == CAN_J1939:
            node = sockaddr.can_addr.j1939
            return interface, node.name, node.pgn, node.addr
        return (interface,)


def _name(interface: Any) -> bytes:
    name = os.fsencode(interface)
    if b"\0" in name:
        raise ValueError("embedded null byte")
    return name


def _wide(position: int, address: tuple[Any, ...], bits: int) -> int:
    """An element that the standard library has another message for."""
    value = address[position]
    if not hasattr(value, "__index__"):
        raise TypeError(f"argument {position + 1} must be int, not {kind(value)}")
    return c_unsigned(value, bits)
