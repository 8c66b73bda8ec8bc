"""How many tests have to pass in the virtual machine, at least, by proof and group: so no loss goes unseen.

A number is for every interpreter; a pair is for CPython and for PyPy.  Raise them when tests are added.
"""

from __future__ import annotations

FLOORS: dict[str, dict[str, int | tuple[int, int]]] = {
    "families": {
        "test_alg": 10,
        "test_appletalk": 1,
        "test_atm": 1,
        "test_ax25": 3,
        "test_can": (9, 8),
        "test_can_batches": 1,
        "test_can_bcm": 7,
        "test_can_isotp": 8,
        "test_can_j1939": 12,
        "test_capability": 24,
        "test_chat": 1,
        "test_dccp": 4,
        "test_examples": 5,
        "test_hci": 7,
        "test_ieee802154": 3,
        "test_inet": 17,
        "test_inet6": 25,
        "test_iso": 4,
        "test_kcm": 6,
        "test_key": 7,
        "test_l2cap": 10,
        "test_l2tpip": 3,
        "test_llc": 3,
        "test_mptcp": 6,
        "test_netlink": (10, 5),
        "test_netlink_protocols": 16,
        "test_netrom": 1,
        "test_nfc": 3,
        "test_packet": 15,
        "test_packet_devices": 8,
        "test_pages": 13,
        "test_phonet": 2,
        "test_pppox": 6,
        "test_qipcrtr": 4,
        "test_rds": 5,
        "test_rfcomm": 3,
        "test_rose": 1,
        "test_rxrpc": 5,
        "test_sco": 3,
        "test_sctp": 13,
        "test_smc": 4,
        "test_tipc": 14,
        "test_udplite": 6,
        "test_unix": 25,
        "test_vsock": 9,
        "test_xdp": 4,
    },
    "test_socket": {},
    "python-can": {},
}

# Why a test of ours, or of python-can's, may be skipped: words of the reason.
SKIPS = (
    "PyPy's own module",
    "built without Bluetooth",
    # python-can's own reasons: an open question of theirs, and another interpreter's test.
    "how shall this be treated if sending messages locally",
    "Only test when run on Linux with PyPy",
)
