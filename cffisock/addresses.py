"""The forms of addresses and control messages, for annotations: ``def serve(address: InetAddress) -> None``.

The methods take and return them as they are: tuples, texts and bytes.  cffisock itself does not load this module.
Families that the standard library has not have forms with names, a NamedTuple each, in `cffisock.families`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from typing_extensions import Buffer, TypeAlias
elif sys.version_info >= (3, 12):
    from collections.abc import Buffer
else:
    Buffer = Union[bytes, bytearray, memoryview]

__all__ = [
    "Address",
    "AlgAddress",
    "CanAddress",
    "ControlMessage",
    "HciAddress",
    "HyperVAddress",
    "Inet6Address",
    "InetAddress",
    "IsotpAddress",
    "J1939Address",
    "L2capAddress",
    "NetlinkAddress",
    "PacketAddress",
    "QipcrtrAddress",
    "RfcommAddress",
    "TipcAddress",
    "UnixAddress",
    "VsockAddress",
]

# (host, port)
InetAddress: TypeAlias = tuple[str, int]
# (host, port, flow information, scope id)
Inet6Address: TypeAlias = tuple[str, int, int, int]
# A path; bytes if it starts with a zero byte (Linux's abstract names).
UnixAddress: TypeAlias = Union[str, bytes]
# (port id, multicast groups)
NetlinkAddress: TypeAlias = tuple[int, int]
# (interface, protocol, packet type, hardware type, hardware address); all but the first two may be left out.
PacketAddress: TypeAlias = tuple[str, int, int, int, bytes]
# (interface,), for CAN_RAW and CAN_BCM
CanAddress: TypeAlias = tuple[str]
# (interface, id to receive, id to send)
IsotpAddress: TypeAlias = tuple[str, int, int]
# (interface, name, parameter group, address)
J1939Address: TypeAlias = tuple[str, int, int, int]
# (context id, port)
VsockAddress: TypeAlias = tuple[int, int]
# (node, port)
QipcrtrAddress: TypeAlias = tuple[int, int]
# (type of address, and three numbers by that type, scope)
TipcAddress: TypeAlias = tuple[int, int, int, int, int]
# (type, name of the algorithm), for bind() alone
AlgAddress: TypeAlias = tuple[str, str]
# (device address, PSM), and where it is not a plain one of BR/EDR, the channel and the type of the address
L2capAddress: TypeAlias = Union[tuple[str, int], tuple[str, int, int], tuple[str, int, int, int]]
# (device address, channel)
RfcommAddress: TypeAlias = tuple[str, int]
# (device, channel), or the number of the device alone
HciAddress: TypeAlias = Union[int, tuple[int], tuple[int, int]]
# (virtual machine, service), both GUIDs
HyperVAddress: TypeAlias = tuple[str, str]

# Any of them, and whatever else a family takes.
Address: TypeAlias = Union[tuple[Any, ...], str, int, Buffer]
# (level, type, data), as recvmsg() returns them; sendmsg() takes any bytes-like data.
ControlMessage: TypeAlias = tuple[int, int, bytes]
