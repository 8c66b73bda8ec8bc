"""Every family that cffisock knows, with its protocols: what to open, and what the kernel has to have for it.

Numbers are not here: they are the platform's, and a name that it lacks is one that it does not have.  The names in
``listed`` are those of ``/proc/net/protocols``; modules and ``CONFIG_`` options are those of the kernel's Makefiles.
"""

from __future__ import annotations

from typing import NamedTuple


class Protocol(NamedTuple):
    """A protocol of a family, or, without a name, just a socket that can be opened.

    Attributes:
        type: the name of a socket type.
        name: the name of the constant that is the protocol's number.
        number: the number, where there is no name.
        module: the kernel module that brings it; empty for the family's own.
        config: the kernel's option for it; empty for the family's.
        listed: its name in ``/proc/net/protocols``; empty for the family's.
        privilege: the capability that it takes; empty for the family's.
        switch: the file below ``/proc/sys`` that can forbid it.
        on: what to write there.
    """

    type: str
    name: str = ""
    number: int = 0
    module: str = ""
    config: str = ""
    listed: str = ""
    privilege: str = ""
    switch: str = ""
    on: str = ""


class Row(NamedTuple):
    """A family.

    Attributes:
        name: the name of its constant.
        purpose: what it is for, in a few words.
        module: the kernel module that brings it; empty if it is part of every kernel.
        config: the kernel's option for it.
        protocols: what can be opened; the family works if one of these does.
        listed: its name in ``/proc/net/protocols``.
        privilege: the capability that every socket of it takes.
        device: a key of `cffisock.capability.devices.DEVICES`: without one there is nothing to talk through.
        asked: the module that the kernel asks for, where it is one that needs ``module``.
        initial: whether only the initial network namespace has it.
        where: the systems that have it.
    """

    name: str
    purpose: str
    module: str
    config: str
    protocols: tuple[Protocol, ...]
    listed: str = ""
    privilege: str = ""
    device: str = ""
    asked: str = ""
    initial: bool = False
    where: str = "Linux"


def _ip(version: str) -> tuple[Protocol, ...]:
    """The protocols of AF_INET (version ``""``) and AF_INET6 (``"6"``)."""
    v6, ping = "v6" if version else "", "IPPROTO_ICMPV6" if version else "IPPROTO_ICMP"
    return (
        Protocol("SOCK_STREAM", "IPPROTO_TCP", listed=f"TCP{v6}"),
        Protocol("SOCK_DGRAM", "IPPROTO_UDP", listed=f"UDP{v6}"),
        Protocol("SOCK_DGRAM", ping, listed=f"PING{v6}", switch="net/ipv4/ping_group_range", on="0 2147483647"),
        Protocol("SOCK_RAW", "IPPROTO_RAW", listed=f"RAW{v6}", privilege="CAP_NET_RAW"),
        Protocol("SOCK_DGRAM", "IPPROTO_UDPLITE", listed=f"UDPLITE{v6}" if version else "UDP-Lite"),
        Protocol("SOCK_STREAM", "IPPROTO_MPTCP", 0, "", "CONFIG_MPTCP", f"MPTCP{v6}", "", "net/mptcp/enabled", "1"),
        Protocol("SOCK_STREAM", "IPPROTO_SCTP", 0, "sctp", "CONFIG_IP_SCTP", f"SCTP{v6}"),
        Protocol("SOCK_DCCP", "IPPROTO_DCCP", 0, f"dccp_ipv{version or 4}", "CONFIG_IP_DCCP", f"DCCP{v6}"),
        Protocol("SOCK_DGRAM", "IPPROTO_L2TP", 0, f"l2tp_ip{version}", "CONFIG_L2TP_IP", f"L2TP/IP{v6}"),
        Protocol("SOCK_STREAM", "IPPROTO_SMC", 0, "smc", "CONFIG_SMC", f"INET{version}_SMC"),
    )


def _netlink(**brought_by: str) -> tuple[Protocol, ...]:
    """Protocols of AF_NETLINK, and what brings each: a module, a ``CONFIG_`` option, or both."""
    found = []
    for name, brought in brought_by.items():
        config, _, module = brought.partition(" ")
        found.append(Protocol("SOCK_RAW", f"NETLINK_{name}", module=module, config=config))
    return tuple(found)


_STREAM, _DGRAM, _SEQPACKET = Protocol("SOCK_STREAM"), Protocol("SOCK_DGRAM"), Protocol("SOCK_SEQPACKET")

FAMILIES: tuple[Row, ...] = (
    Row("AF_ALG", "kernel crypto", "af_alg", "CONFIG_CRYPTO_USER_API", (_SEQPACKET,), "ALG"),
    Row("AF_APPLETALK", "AppleTalk", "appletalk", "CONFIG_ATALK", (_DGRAM,), "DDP", initial=True),
    Row("AF_ATMPVC", "ATM, permanent circuits", "atm", "CONFIG_ATM", (_DGRAM,), "VCC", device="ATM", initial=True),
    Row("AF_ATMSVC", "ATM, switched circuits", "atm", "CONFIG_ATM", (_DGRAM,), "VCC", device="ATM", initial=True),
    Row("AF_AX25", "amateur radio", "ax25", "CONFIG_AX25", (_DGRAM,), "AX25", device="AX.25", initial=True),
    Row(
        "AF_BLUETOOTH",
        "Bluetooth",
        "bluetooth",
        "CONFIG_BT",
        (
            Protocol("SOCK_SEQPACKET", "BTPROTO_L2CAP", listed="L2CAP"),
            Protocol("SOCK_RAW", "BTPROTO_HCI", listed="HCI"),
            Protocol("SOCK_SEQPACKET", "BTPROTO_SCO", listed="SCO"),
            Protocol("SOCK_STREAM", "BTPROTO_RFCOMM", module="rfcomm", config="CONFIG_BT_RFCOMM", listed="RFCOMM"),
            Protocol("SOCK_RAW", "BTPROTO_BNEP", module="bnep", config="CONFIG_BT_BNEP", listed="BNEP"),
            Protocol("SOCK_RAW", "BTPROTO_CMTP", module="cmtp", config="CONFIG_BT_CMTP", listed="CMTP"),
            Protocol("SOCK_RAW", "BTPROTO_HIDP", module="hidp", config="CONFIG_BT_HIDP", listed="HIDP"),
            Protocol(
                "SOCK_SEQPACKET",
                "BTPROTO_ISO",
                config="CONFIG_BT_LE, and its experimental ISO feature on",
                listed="ISO",
            ),
        ),
        device="Bluetooth",
        initial=True,
    ),
    Row(
        "AF_CAIF",
        "ST-Ericsson modems",
        "caif_socket",
        "CONFIG_CAIF",
        (
            Protocol("SOCK_SEQPACKET", "CAIFPROTO_AT"),
            Protocol("SOCK_SEQPACKET", "CAIFPROTO_DATAGRAM"),
            Protocol("SOCK_SEQPACKET", "CAIFPROTO_DATAGRAM_LOOP"),
            Protocol("SOCK_SEQPACKET", "CAIFPROTO_UTIL"),
            Protocol("SOCK_STREAM", "CAIFPROTO_RFM"),
            Protocol("SOCK_SEQPACKET", "CAIFPROTO_DEBUG"),
        ),
        "CAIF",
        "CAP_NET_ADMIN",
    ),
    Row(
        "AF_CAN",
        "CAN bus",
        "can",
        "CONFIG_CAN",
        (
            Protocol("SOCK_RAW", "CAN_RAW", module="can_raw", config="CONFIG_CAN_RAW", listed="CAN_RAW"),
            Protocol("SOCK_DGRAM", "CAN_BCM", module="can_bcm", config="CONFIG_CAN_BCM", listed="CAN_BCM"),
            Protocol("SOCK_DGRAM", "CAN_ISOTP", module="can_isotp", config="CONFIG_CAN_ISOTP", listed="CAN_ISOTP"),
            Protocol("SOCK_DGRAM", "CAN_J1939", module="can_j1939", config="CONFIG_CAN_J1939", listed="CAN_J1939"),
        ),
        device="CAN",
    ),
    Row("AF_DIVERT", "packets of a firewall", "", "", (Protocol("SOCK_RAW"),), where="FreeBSD"),
    Row(
        "AF_HYPERV",
        "Hyper-V's virtual machines",
        "",
        "",
        (Protocol("SOCK_STREAM", "HV_PROTOCOL_RAW"),),
        where="Windows",
    ),
    Row(
        "AF_IEEE802154",
        "low-rate wireless",
        "ieee802154_socket",
        "CONFIG_IEEE802154_SOCKET",
        (_DGRAM, Protocol("SOCK_RAW", privilege="CAP_NET_RAW")),
        "IEEE-802.15.4-MAC",
        device="IEEE 802.15.4",
        initial=True,
    ),
    Row("AF_INET", "IPv4", "", "CONFIG_INET", _ip(""), where="every system"),
    Row("AF_INET6", "IPv6", "ipv6", "CONFIG_IPV6", _ip("6"), where="every system"),
    Row("AF_IPX", "Novell IPX", "ipx", "CONFIG_IPX (before Linux 4.18)", (_DGRAM,), "IPX"),
    Row("AF_ISDN", "ISDN", "mISDN_core", "CONFIG_MISDN", (Protocol("SOCK_RAW"),), "misdn", "CAP_NET_RAW"),
    Row("AF_IUCV", "IBM z/VM", "af_iucv", "CONFIG_AFIUCV", (_STREAM,), "AF_IUCV"),
    Row(
        "AF_KCM",
        "message framing over TCP",
        "kcm",
        "CONFIG_AF_KCM",
        (Protocol("SOCK_DGRAM", "KCMPROTO_CONNECTED"),),
        "KCM",
    ),
    Row("AF_KEY", "IPsec keys", "af_key", "CONFIG_NET_KEY", (Protocol("SOCK_RAW", number=2),), "KEY", "CAP_NET_ADMIN"),
    Row("AF_LLC", "IEEE 802.2 LLC", "llc2", "CONFIG_LLC2", (_DGRAM, _STREAM), "LLC", "CAP_NET_RAW", initial=True),
    Row("AF_MCTP", "management components", "mctp", "CONFIG_MCTP", (_DGRAM,), "MCTP"),
    Row(
        "AF_NETLINK",
        "the kernel's own network",
        "",
        "CONFIG_NET",
        _netlink(
            ROUTE="CONFIG_NET",
            USERSOCK="CONFIG_NET",
            SOCK_DIAG="CONFIG_NET",
            XFRM="CONFIG_XFRM_USER xfrm_user",
            SELINUX="CONFIG_SECURITY_SELINUX",
            ISCSI="CONFIG_SCSI_ISCSI_ATTRS scsi_transport_iscsi",
            AUDIT="CONFIG_AUDIT",
            FIB_LOOKUP="CONFIG_INET",
            CONNECTOR="CONFIG_CONNECTOR cn",
            NETFILTER="CONFIG_NETFILTER_NETLINK nfnetlink",
            KOBJECT_UEVENT="CONFIG_NET",
            GENERIC="CONFIG_NET",
            RDMA="CONFIG_INFINIBAND ib_core",
            CRYPTO="CONFIG_CRYPTO_USER crypto_user",
        ),
        "NETLINK",
    ),
    Row("AF_NETROM", "amateur radio, NET/ROM", "netrom", "CONFIG_NETROM", (_SEQPACKET,), "NETROM", initial=True),
    Row(
        "AF_NFC",
        "near field communication",
        "nfc",
        "CONFIG_NFC",
        (
            Protocol("SOCK_SEQPACKET", "NFC_SOCKPROTO_RAW", listed="NFC_RAW"),
            Protocol("SOCK_STREAM", "NFC_SOCKPROTO_LLCP", listed="NFC_LLCP"),
        ),
        device="NFC",
        initial=True,
    ),
    Row("AF_PACKET", "frames of an interface", "af_packet", "CONFIG_PACKET", (_DGRAM,), "PACKET", "CAP_NET_RAW"),
    Row(
        "AF_PHONET",
        "Nokia modems",
        "phonet",
        "CONFIG_PHONET",
        (
            Protocol("SOCK_DGRAM", "PN_PROTO_PHONET", listed="PHONET"),
            Protocol("SOCK_SEQPACKET", "PN_PROTO_PIPE", listed="PNPIPE"),
        ),
        privilege="CAP_SYS_ADMIN",
    ),
    Row(
        "AF_PPPOX",
        "PPP over Ethernet and others",
        "pppox",
        "CONFIG_PPPOE",
        (
            Protocol("SOCK_STREAM", "PX_PROTO_OE", module="pppoe", listed="PPPOE"),
            Protocol("SOCK_STREAM", "PX_PROTO_OL2TP", module="l2tp_ppp", config="CONFIG_PPPOL2TP", listed="PPPOL2TP"),
            Protocol("SOCK_STREAM", "PX_PROTO_PPTP", module="pptp", config="CONFIG_PPTP", listed="PPTP"),
        ),
    ),
    Row("AF_QIPCRTR", "Qualcomm IPC router", "qrtr", "CONFIG_QRTR", (_DGRAM,), "QIPCRTR"),
    Row("AF_RDS", "reliable datagrams", "rds", "CONFIG_RDS", (_SEQPACKET,), "RDS", device="RDS"),
    Row("AF_ROSE", "amateur radio, ROSE", "rose", "CONFIG_ROSE", (_SEQPACKET,), "ROSE", initial=True),
    Row(
        "AF_RXRPC",
        "Rx remote procedure calls",
        "rxrpc",
        "CONFIG_AF_RXRPC",
        (Protocol("SOCK_DGRAM", number=2),),
        "RXRPC",
    ),
    Row(
        "AF_SMC",
        "shared memory for TCP",
        "smc",
        "CONFIG_SMC",
        (
            Protocol("SOCK_STREAM", "SMCPROTO_SMC", listed="SMC"),
            Protocol("SOCK_STREAM", "SMCPROTO_SMC6", listed="SMC6"),
        ),
    ),
    Row("AF_SYSTEM", "the kernel's controls", "", "", (Protocol("SOCK_DGRAM", number=2),), where="macOS"),
    Row("AF_TIPC", "cluster communication", "tipc", "CONFIG_TIPC", (Protocol("SOCK_RDM"), _STREAM), "TIPC"),
    Row("AF_UNIX", "this machine, by path", "unix", "CONFIG_UNIX", (_STREAM, _DGRAM), "UNIX", where="every system"),
    Row(
        "AF_VSOCK",
        "virtual machines and hosts",
        "vsock",
        "CONFIG_VSOCKETS",
        (_STREAM,),
        "AF_VSOCK",
        device="VSOCK",
        asked="vsock_loopback",
    ),
    Row("AF_X25", "X.25", "x25", "CONFIG_X25", (_SEQPACKET,), "X25", device="X.25", initial=True),
    Row(
        "AF_XDP",
        "fast packet processing",
        "xsk",
        "CONFIG_XDP_SOCKETS",
        (Protocol("SOCK_RAW"),),
        "XDP",
        "CAP_NET_RAW",
    ),
)

BY_NAME: dict[str, Row] = {row.name: row for row in FAMILIES}
# Who has a protocol; of several the first.
OWNERS: dict[str, Row] = {}
for _row in FAMILIES:
    for _protocol in _row.protocols:
        if _protocol.name:
            OWNERS.setdefault(_protocol.name, _row)
