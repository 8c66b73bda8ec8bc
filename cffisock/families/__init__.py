"""The dispatcher: which family encodes and decodes which address.

For every family one object knows its addresses (see `cffisock.families.base.Family`).  A socket asks `find` once, when
it is made.  Those that nearly every program uses are loaded with cffisock; the table has the others, which are loaded
when the first of their sockets is made.
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.base import Family, expect, families, find, register, waiting
from cffisock.families.custom import Custom
from cffisock.families.inet import Inet
from cffisock.families.inet6 import Inet6
from cffisock.families.raw import RawAddress
from cffisock.families.unix import Unix

__all__ = ["Custom", "Family", "RawAddress", "families", "find", "register"]

register(Inet())
register(Inet6())
if "AF_UNIX" in numbers:
    register(Unix())

_MODULES = {
    "AF_ALG": "alg.Alg",
    "AF_APPLETALK": "appletalk.AppleTalk",
    "AF_ATMPVC": "atm.AtmPvc",
    "AF_ATMSVC": "atm.AtmSvc",
    "AF_AX25": "ax25.Ax25",
    "AF_BLUETOOTH": "bluetooth.Bluetooth",
    "AF_CAIF": "caif.Caif",
    "AF_CAN": "can.Can",
    "AF_DIVERT": "divert.Divert",
    "AF_HYPERV": "hyperv.HyperV",
    "AF_IEEE802154": "ieee802154.Ieee802154",
    "AF_IUCV": "iucv.Iucv",
    "AF_KCM": "kcm.Kcm",
    "AF_KEY": "key.Key",
    "AF_LINK": "link.Link",
    "AF_LLC": "llc.Llc",
    "AF_MCTP": "mctp.Mctp",
    "AF_NETLINK": "netlink.Netlink",
    "AF_NETROM": "netrom.Netrom",
    "AF_NFC": "nfc.Nfc",
    "AF_PACKET": "packet.Packet",
    "AF_PHONET": "phonet.Phonet",
    "AF_PPPOX": "pppox.Pppox",
    "AF_QIPCRTR": "qipcrtr.Qipcrtr",
    "AF_RDS": "rds.Rds",
    "AF_ROSE": "rose.Rose",
    "AF_RXRPC": "rxrpc.Rxrpc",
    "AF_SMC": "smc.Smc",
    "AF_SYSTEM": "system.System",
    "AF_TIPC": "tipc.Tipc",
    "AF_VSOCK": "vsock.Vsock",
    "AF_X25": "x25.X25",
    "AF_XDP": "xdp.Xdp",
}
# Bluetooth's addresses are others on Windows and the BSDs.
if "SO_BTH_MTU" in numbers:
    _MODULES["AF_BLUETOOTH"] = "rfcomm.Rfcomm"
elif "BTPROTO_ISO" not in numbers:
    _MODULES["AF_BLUETOOTH"] = "bluetooth_bsd.Bluetooth"
waiting.update((numbers[name], place) for name, place in _MODULES.items() if name in numbers)

# Protocols whose addresses are not those of their family.
_PROTOCOLS = {
    ("AF_INET", "IPPROTO_L2TP"): "l2tpip.L2tpIp",
    ("AF_INET6", "IPPROTO_L2TP"): "l2tpip.L2tpIp6",
}
for (_family, _protocol), _place in _PROTOCOLS.items():
    if _family in numbers and _protocol in numbers:
        expect(numbers[_family], numbers[_protocol], _place)
