"""What a family needs beside the kernel's code: an interface, a controller, a transport; how to make a virtual one."""

from __future__ import annotations

import os
from typing import NamedTuple

from cffisock.interfaces import if_nameindex
from cffisock.native import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from cffisock.capability.kernel import Kernel

# linux/vm_sockets.h: the number of a machine that is none.
_NO_MACHINE = 0xFFFFFFFF
_VSOCK_TRANSPORTS = (
    "vsock_loopback",
    "vmw_vsock_virtio_transport",
    "vmw_vsock_vmci_transport",
    "vhost_vsock",
    "hv_sock",
)


class Device(NamedTuple):
    """A kind of device.

    Attributes:
        there: whether the machine has one.  It is given an open socket, or -1 where none may be opened.
        absent: the sentence that says it has none.
        command: what makes a virtual one, as root.
    """

    there: Callable[[Kernel, int], bool]
    absent: str
    command: str


def _types(kernel: Kernel, fd: int) -> set[int]:
    """The types of the interfaces, asked of a socket if there is one: it knows its network namespace."""
    if fd < 0 or not hasattr(lib, "cs_interface_type"):
        return set(kernel.interface_types.values())
    return {lib.cs_interface_type(fd, os.fsencode(name)) for _, name in if_nameindex()}


def _interface(*types: int) -> Callable[[Kernel, int], bool]:
    """Interfaces of these types: ARPHRD_* of linux/if_arp.h."""
    return lambda kernel, fd: not _types(kernel, fd).isdisjoint(types)


def _in_class(name: str, prefix: str = "") -> Callable[[Kernel, int], bool]:
    return lambda kernel, _: any(device.startswith(prefix) for device in kernel.in_class(name))


def _module(*names: str) -> Callable[[Kernel, int], bool]:
    return lambda kernel, _: any(kernel.has(name, "") for name in names)


def _vsock(kernel: Kernel, fd: int) -> bool:
    """The loopback is no machine to ``/dev/vsock`` before Linux 6.18, so modules count as well.

    Who may not ask is not told that there is none.
    """
    if any(kernel.has(name, "") for name in _VSOCK_TRANSPORTS):
        return True
    if not kernel.has("vsock", "AF_VSOCK"):
        return kernel.loads("vsock_loopback")  # with the first socket, which has not been made yet
    if fd < 0 or not hasattr(lib, "cs_vsock_machine"):
        return kernel.installed is None
    machine = lib.cs_vsock_machine()
    return bool(machine != _NO_MACHINE)


DEVICES: dict[str, Device] = {
    "ATM": Device(_in_class("atm"), "There is no ATM device.", "modprobe atmtcp && atmtcp virtual listen"),
    "AX.25": Device(_interface(3), "There is no AX.25 interface.", "modprobe bpqether"),
    "Bluetooth": Device(
        _in_class("bluetooth", "hci"),
        "There is no Bluetooth controller.",
        "modprobe hci_vhci && btvirt -l2",
    ),
    "CAN": Device(
        _interface(280),
        "There is no CAN interface.",
        "ip link add dev vcan0 type vcan && ip link set vcan0 up",
    ),
    "IEEE 802.15.4": Device(
        _interface(804, 805),
        "There is no IEEE 802.15.4 interface.",
        "modprobe mac802154_hwsim && ip link set wpan0 up",
    ),
    "NFC": Device(_in_class("nfc", "nfc"), "There is no NFC adapter.", "modprobe nfcsim"),
    "RDS": Device(_module("rds_tcp", "rds_rdma"), "RDS has no transport.", "modprobe rds_tcp"),
    "VSOCK": Device(_vsock, "VSOCK has no transport.", "modprobe vsock_loopback"),
    "X.25": Device(_interface(271), "There is no X.25 interface.", "modprobe lapbether && ip link set lapb0 up"),
}
