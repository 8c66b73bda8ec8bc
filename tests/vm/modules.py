"""The modules that have to be loaded by name; all others are loaded when their first socket is opened or bound.

Those that a kernel has not are left out: what is tested then says what it lacks.
"""

from __future__ import annotations

MODULES = (
    *("vcan", "vxcan", "veth"),  # devices, made in devices.sh
    "ip6_tunnel",  # ip6tnl0, whose hardware address is long
    "vsock_loopback",  # /dev/vsock
    "tipc",
    *("rds", "rds_tcp"),
    *("dccp_ipv4", "dccp_ipv6"),
    *("ieee802154_socket", "mac802154_hwsim"),  # two radios
    *("ax25", "bpqether", "netrom", "rose"),
    *("nfc", "nfcsim"),  # two devices
    "hci_vhci",  # /dev/vhci, for emulated Bluetooth controllers
)
