"""The constants: all that typeshed and the interpreter's own socket know, and the families that others lack.

They come from the tables under ``backends/*/constants``; a number written there needs no header where it is built.
"""

from __future__ import annotations

import ast
import importlib.util
import operator
import os
import re
import socket
import sys
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ON_LINUX = sys.platform.startswith("linux")
TABLES = Path(__file__).resolve().parents[1] / "backends"

# The newest Python of which typeshed is asked, and how many names it knows at least; fewer are a walk gone wrong.
NEWEST = (3, 15)
TYPESHED_FLOORS = {"linux": 400, "darwin": 150, "win32": 150}
OWN_FLOOR = 180

# Tables of what compilers say of other platforms (see cross/run.py), and what typeshed calls each platform.
MEASURED = Path(__file__).resolve().parent / "cross" / "tables"
OTHERS = {"x86_64-macos": "darwin"}
# What is no part of the tables: error numbers and texts.
ELSEWHERE = {"BDADDR_ANY", "BDADDR_LOCAL", "EAGAIN", "EBADF", "EWOULDBLOCK"}
# What typeshed gives to every Unix that is not macOS, without saying which: all of it that at least one BSD has.
SOME_BSD = ("x86_64-freebsd", "x86_64-netbsd", "x86_64-openbsd")
NO_BSD = re.compile(
    r"AF_(ASH|ATM[PS]VC|AX25|BRIDGE|ECONET|IRDA|LLC|NETBEUI|NETROM|PPPOX|ROSE|SECURITY|WANPIPE|X25)$|IPPROTO_BIP$|IPX_TYPE$"
    r"|IP_(BIND_ADDRESS_NO_PORT|TRANSPARENT)$|MSG_([BE]TAG|CONFIRM|ERRQUEUE|FASTOPEN|MORE)$|HCI_TIME_STAMP$|SCM_CREDENTIALS$"
    r"|SOL_(ATALK|AX25|IPX|NETROM|ROSE)$|SO_(BINDTODEVICE|MARK|PASSCRED|PASSSEC|PEERSEC|PRIORITY)$"
    r"|TCP_(CORK|DEFER_ACCEPT|LINGER2|NOTSENT_LOWAT|QUICKACK|SYNCNT|USER_TIMEOUT|WINDOW_CLAMP)$"
)

# Where typeshed does not tell what the C library is.
ONLY_IN_GLIBC = {"NI_IDN"}
# PyPy's module lets these through from its own making.
NOT_OF_SOCKETS = re.compile(r"POLL|FD_SETSIZE$|SSL_")
# The C library's header grew it from 128 to 4096, so that it tells what the build machine had.
LONGEST_QUEUES = {128, 4096}

ENUMS = {
    "AF_": ("AddressFamily", IntEnum, 40),
    "SOCK_": ("SocketKind", IntEnum, 7),
    "MSG_": ("MsgFlag", IntFlag, 14),
    "AI_": ("AddressInfo", IntFlag, 7),
}

# Numbers of the kernel's ABI, a few of every family or protocol, whatever headers and interpreter there are.
LINUX = {
    "alg": {
        "AF_ALG": 38,
        "ALG_OP_DECRYPT": 0,
        "ALG_OP_ENCRYPT": 1,
        "ALG_OP_SIGN": 2,
        "ALG_OP_VERIFY": 3,
        "ALG_SET_AEAD_ASSOCLEN": 4,
        "ALG_SET_AEAD_AUTHSIZE": 5,
        "ALG_SET_DRBG_ENTROPY": 6,
        "ALG_SET_IV": 2,
        "ALG_SET_KEY": 1,
        "ALG_SET_KEY_BY_KEY_SERIAL": 7,
        "ALG_SET_OP": 3,
        "ALG_SET_PUBKEY": 6,
        "SOL_ALG": 279,
    },
    "bcm": {
        "CAN_BCM": 2,
        "CAN_BCM_CAN_FD_FRAME": 0x800,
        "CAN_BCM_RX_CHANGED": 12,
        "CAN_BCM_RX_SETUP": 5,
        "CAN_BCM_SETTIMER": 1,
        "CAN_BCM_TX_SETUP": 1,
    },
    "bluetooth": {
        "AF_BLUETOOTH": 31,
        "BDADDR_BREDR": 0,
        "BDADDR_LE_PUBLIC": 1,
        "BDADDR_LE_RANDOM": 2,
        "BTPROTO_BNEP": 4,
        "BTPROTO_HCI": 1,
        "BTPROTO_ISO": 8,
        "BTPROTO_L2CAP": 0,
        "BTPROTO_RFCOMM": 3,
        "BTPROTO_SCO": 2,
        "BT_CODEC": 19,
        "BT_ISO_QOS": 17,
        "BT_PHY_LE_CODED_RX": 0x4000,
        "BT_SECURITY": 4,
        "BT_SECURITY_FIPS": 4,
        "BT_VOICE_TRANSPARENT_16BIT": 0x63,
        "HCI_CHANNEL_LOGGING": 4,
        "HCI_DATA_DIR": 1,
        "HCI_DEV_NONE": 0xFFFF,
        "HCI_FILTER": 2,
        "HCI_TIME_STAMP": 3,
        "L2CAP_LM": 3,
        "L2CAP_LM_SECURE": 0x20,
        "SOL_BLUETOOTH": 274,
        "SOL_HCI": 0,
        "SOL_L2CAP": 6,
        "SOL_RFCOMM": 18,
        "SOL_SCO": 17,
    },
    "can": {
        "AF_CAN": 29,
        "CANFD_MTU": 72,
        "CANXL_MTU": 2060,
        "CANXL_XLF": 0x80,
        "CAN_ERR_BUSOFF": 0x40,
        "CAN_ERR_CRTL_TX_PASSIVE": 0x20,
        "CAN_MTU": 16,
        "CAN_RAW": 1,
        "CAN_RAW_ERR_FILTER": 2,
        "CAN_RAW_JOIN_FILTERS": 6,
        "CAN_RAW_XL_FRAMES": 7,
        "CAN_RAW_XL_VCID_OPTS": 8,
        "PF_CAN": 29,
        "SOL_CAN_BASE": 100,
        "SOL_CAN_RAW": 101,
    },
    "families of the kernel": {
        "AF_IEEE802154": 36,
        "AF_IUCV": 32,
        "AF_KCM": 41,
        "AF_MCTP": 45,
        "AF_NFC": 39,
        "AF_PHONET": 35,
        "AF_RXRPC": 33,
        "AF_SMC": 43,
        "SOL_MPTCP": 284,
        "SOL_NFC": 280,
        "SOL_VSOCK": 287,
    },
    "isotp": {
        "CAN_ISOTP": 6,
        "CAN_ISOTP_CHK_PAD_DATA": 0x20,
        "CAN_ISOTP_CHK_PAD_LEN": 0x10,
        "CAN_ISOTP_DEFAULT_EXT_ADDRESS": 0,
        "CAN_ISOTP_DEFAULT_FLAGS": 0,
        "CAN_ISOTP_DEFAULT_FRAME_TXTIME": 50000,
        "CAN_ISOTP_DEFAULT_LL_MTU": 16,
        "CAN_ISOTP_DEFAULT_LL_TX_DL": 8,
        "CAN_ISOTP_DEFAULT_LL_TX_FLAGS": 0,
        "CAN_ISOTP_DEFAULT_PAD_CONTENT": 0xCC,
        "CAN_ISOTP_DEFAULT_RECV_BS": 0,
        "CAN_ISOTP_DEFAULT_RECV_STMIN": 0,
        "CAN_ISOTP_DEFAULT_RECV_WFTMAX": 0,
        "CAN_ISOTP_EXTEND_ADDR": 0x2,
        "CAN_ISOTP_FORCE_RXSTMIN": 0x100,
        "CAN_ISOTP_FORCE_TXSTMIN": 0x80,
        "CAN_ISOTP_HALF_DUPLEX": 0x40,
        "CAN_ISOTP_LISTEN_MODE": 0x1,
        "CAN_ISOTP_LL_OPTS": 5,
        "CAN_ISOTP_OPTS": 1,
        "CAN_ISOTP_RECV_FC": 2,
        "CAN_ISOTP_RX_EXT_ADDR": 0x200,
        "CAN_ISOTP_RX_PADDING": 0x8,
        "CAN_ISOTP_RX_STMIN": 4,
        "CAN_ISOTP_SF_BROADCAST": 0x800,
        "CAN_ISOTP_TX_PADDING": 0x4,
        "CAN_ISOTP_TX_STMIN": 3,
        "CAN_ISOTP_WAIT_TX_DONE": 0x400,
        "SOL_CAN_ISOTP": 106,
    },
    "j1939": {
        "CAN_J1939": 7,
        "J1939_EE_INFO_TX_ABORT": 1,
        "J1939_NO_NAME": 0,
        "J1939_NO_PGN": 0x40000,
        "J1939_PGN_ADDRESS_CLAIMED": 0xEE00,
        "SCM_J1939_ERRQUEUE": 4,
        "SOL_CAN_J1939": 107,
        "SO_J1939_SEND_PRIO": 3,
    },
    "netlink": {
        "AF_NETLINK": 16,
        "NETLINK_ADD_MEMBERSHIP": 1,
        "NETLINK_AUDIT": 9,
        "NETLINK_CRYPTO": 21,
        "NETLINK_EXT_ACK": 11,
        "NETLINK_GENERIC": 16,
        "NETLINK_KOBJECT_UEVENT": 15,
        "NETLINK_NETFILTER": 12,
        "NETLINK_ROUTE": 0,
        "NETLINK_SOCK_DIAG": 4,
        "SOL_NETLINK": 270,
    },
    "packet": {
        "AF_PACKET": 17,
        "ETH_P_ALL": 3,
        "ETH_P_IP": 0x0800,
        "PACKET_ADD_MEMBERSHIP": 1,
        "PACKET_AUXDATA": 8,
        "PACKET_FANOUT": 18,
        "PACKET_FANOUT_FLAG_DEFRAG": 0x8000,
        "PACKET_MR_PROMISC": 1,
        "PACKET_RX_RING": 5,
        "PACKET_STATISTICS": 6,
        "PF_PACKET": 17,
        "SOL_PACKET": 263,
    },
    "qrtr": {
        "AF_QIPCRTR": 42,
        "QRTR_PORT_CTRL": 0xFFFFFFFE,
        "QRTR_TYPE_NEW_LOOKUP": 10,
    },
    "rds": {
        "AF_RDS": 21,
        "PF_RDS": 21,
        "RDS_CANCEL_SENT_TO": 1,
        "RDS_CMSG_RDMA_ARGS": 1,
        "RDS_CMSG_RDMA_DEST": 2,
        "RDS_CMSG_RDMA_MAP": 3,
        "RDS_CMSG_RDMA_STATUS": 4,
        "RDS_CONG_MONITOR": 6,
        "RDS_FREE_MR": 3,
        "RDS_GET_MR": 2,
        "RDS_GET_MR_FOR_DEST": 7,
        "RDS_RDMA_DONTWAIT": 0x10,
        "RDS_RDMA_FENCE": 0x2,
        "RDS_RDMA_INVALIDATE": 0x4,
        "RDS_RDMA_NOTIFY_ME": 0x20,
        "RDS_RDMA_READWRITE": 0x1,
        "RDS_RDMA_SILENT": 0x40,
        "RDS_RDMA_USE_ONCE": 0x8,
        "RDS_RECVERR": 5,
        "SOL_RDS": 276,
    },
    "sockets of IP": {
        "IPPROTO_MPTCP": 262,
        "IPPROTO_SMC": 256,
        "IPPROTO_UDPLITE": 136,
        "IPV6_DONTFRAG": 62,
        "IPV6_HDRINCL": 36,
        "IPV6_PMTUDISC_OMIT": 5,
        "IP_BIND_ADDRESS_NO_PORT": 24,
        "IP_PMTUDISC_PROBE": 3,
        "MSG_CMSG_CLOEXEC": 0x40000000,
        "MSG_FASTOPEN": 0x20000000,
        "MSG_ZEROCOPY": 0x4000000,
        "SCM_PIDFD": 4,
        "SCM_SECURITY": 3,
        "SOL_IPX": 256,
        "SO_ORIGINAL_DST": 80,
        "TCP_MD5SIG_EXT": 32,
        "TCP_TX_DELAY": 37,
        "UDPLITE_RECV_CSCOV": 11,
        "UDPLITE_SEND_CSCOV": 10,
        "UDP_GRO": 104,
        "UDP_SEGMENT": 103,
    },
    "timestamps": {
        "SCM_TSTAMP_ACK": 2,
        "SOF_TIMESTAMPING_OPT_ID": 0x80,
        "SOF_TIMESTAMPING_RAW_HARDWARE": 0x40,
        "SOF_TIMESTAMPING_SOFTWARE": 0x10,
        "SOF_TXTIME_REPORT_ERRORS": 2,
        "SO_EE_ORIGIN_ZEROCOPY": 5,
    },
    "tipc": {
        "AF_TIPC": 30,
        "SOL_TIPC": 271,
        "TIPC_ADDR_ID": 3,
        "TIPC_CLUSTER_SCOPE": 2,
        "TIPC_GROUP_JOIN": 135,
        "TIPC_GROUP_LEAVE": 136,
        "TIPC_GROUP_MEMBER_EVTS": 2,
        "TIPC_IMPORTANCE": 127,
        "TIPC_SUB_CANCEL": 4,
        "TIPC_TOP_SRV": 1,
        "TIPC_WAIT_FOREVER": -1,
    },
    "vsock": {
        "AF_VSOCK": 40,
        "SO_VM_SOCKETS_BUFFER_MAX_SIZE": 2,
        "VMADDR_CID_ANY": 0xFFFFFFFF,
        "VMADDR_CID_HOST": 2,
        "VMADDR_CID_LOCAL": 1,
        "VMADDR_PORT_ANY": 0xFFFFFFFF,
        "VM_SOCKETS_INVALID_VERSION": 0xFFFFFFFF,
    },
    "xdp": {
        "AF_XDP": 44,
        "SOL_XDP": 283,
        "XDP_COPY": 0x2,
        "XDP_MMAP_OFFSETS": 1,
        "XDP_UMEM_REG": 4,
        "XDP_ZEROCOPY": 0x4,
    },
}

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.NotEq: operator.ne,
}


def holds(guard: ast.expr, platform: str, version: tuple[int, int]) -> bool:
    """Whether a guard of a stub lets that platform and version in; a form not known here is an error, not a no."""
    if isinstance(guard, ast.BoolOp):
        parts = [holds(part, platform, version) for part in guard.values]
        return all(parts) if isinstance(guard.op, ast.And) else any(parts)
    assert isinstance(guard, ast.Compare), ast.dump(guard)
    assert len(guard.ops) == 1, ast.dump(guard)
    left: object = {"platform": platform, "version_info": version}[ast.unparse(guard.left)[len("sys.") :]]
    return COMPARISONS[type(guard.ops[0])](left, ast.literal_eval(guard.comparators[0]))


def declared(body: list[ast.stmt], platform: str, version: tuple[int, int]) -> Iterator[tuple[str, str]]:
    """The names that a stub gives values to on that platform and version, each with its annotation."""
    for statement in body:
        if isinstance(statement, ast.If):
            chosen = statement.body if holds(statement.test, platform, version) else statement.orelse
            yield from declared(chosen, platform, version)
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, ast.unparse(statement.annotation)


def typeshed_names(platform: str, version: tuple[int, int]) -> set[str]:
    """The constants that typeshed knows, which comes with mypy."""
    mypy = importlib.util.find_spec("mypy")
    if mypy is None or not mypy.submodule_search_locations:
        pytest.skip("mypy, which brings typeshed, is not installed")
    stubs = Path(mypy.submodule_search_locations[0], "typeshed", "stdlib")
    names = set()
    for stub in ("_socket.pyi", "socket.pyi"):
        body = ast.parse((stubs / stub).read_text(encoding="utf-8")).body
        for name, annotation in declared(body, platform, version):
            if re.match(r"[A-Z]", name) and not re.search(r"TypeAlias|CapsuleType|bool", annotation):
                names.add(name)
    return names


def has_glibc() -> bool:
    try:
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (AttributeError, OSError, ValueError):
        return False


def constants_of(module: object) -> dict[str, int]:
    """The int constants of a module; an enum's members are ints."""
    return {
        name: value
        for name, value in vars(module).items()
        if re.match(r"[A-Z][A-Za-z0-9]*(_|$)", name) and isinstance(value, int) and not isinstance(value, bool)
    }


def like_own(number: int) -> int:
    """The number as the interpreter's own module has it: its constants are C longs, and so signed in 32 bits."""
    return number - 2**32 if sys.maxsize < 2**32 and number >> 31 == 1 else number


def table_lines() -> Iterator[tuple[Path, str]]:
    """The lines of the tables that are neither empty nor comments."""
    for table in sorted(TABLES.glob("*/constants/*.h")):
        text = re.sub(r"/\*.*?\*/", "", table.read_text(encoding="utf-8"), flags=re.DOTALL)
        for line in filter(None, text.splitlines()):
            yield table, line


@pytest.mark.parametrize("version", [(3, 9), NEWEST], ids=["3.9", "newest"])
def test_has_every_name_that_typeshed_knows(version: tuple[int, int]) -> None:
    platform = "linux" if ON_LINUX else sys.platform
    names = typeshed_names(platform, version)
    if version == NEWEST:
        assert len(names) >= TYPESHED_FLOORS[platform]
    if not has_glibc():
        names -= ONLY_IN_GLIBC
    assert sorted(name for name in names if not hasattr(cffisock, name)) == []


def measured(triple: str) -> set[str]:
    """The constants that a compiler for that target knows."""
    lines = (MEASURED / f"{triple}.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition(" = ")[0] for line in lines if re.match(r"\w+ = ", line)}


@pytest.mark.parametrize("triple", OTHERS)
def test_other_platforms_have_every_name_that_typeshed_knows(triple: str) -> None:
    names = typeshed_names(OTHERS[triple], NEWEST) - ELSEWHERE
    assert len(names) >= TYPESHED_FLOORS[OTHERS[triple]]
    assert sorted(names - measured(triple)) == []


def test_the_bsds_have_every_name_that_typeshed_knows() -> None:
    names = {name for name in typeshed_names("freebsd14", NEWEST) - ELSEWHERE if not NO_BSD.match(name)}
    assert len(names) >= TYPESHED_FLOORS["darwin"]
    assert sorted(names - set().union(*map(measured, SOME_BSD))) == []
    assert [name for triple in SOME_BSD for name in measured(triple) if NO_BSD.match(name)] == []


def test_guards_of_typeshed_are_heeded() -> None:
    linux = typeshed_names("linux", NEWEST)
    assert {"AF_PACKET", "EBADF", "ETH_P_ALL", "RDS_RECVERR", "SOCK_CLOEXEC"} <= linux
    assert not {"AF_SYSTEM", "SIO_RCVALL", "IPPROTO_GGP", "CAPI", "has_ipv6"} & linux
    assert {"AF_SYSTEM", "IPPROTO_GGP"} <= typeshed_names("darwin", NEWEST)
    assert "ETH_P_ALL" not in typeshed_names("linux", (3, 11))


def test_has_every_constant_of_the_interpreter_with_its_value() -> None:
    own = {name: value for name, value in constants_of(socket).items() if not NOT_OF_SOCKETS.match(name)}
    assert len(own) >= OWN_FLOOR
    assert own.pop("SOMAXCONN") in LONGEST_QUEUES
    differing = {name: (value, getattr(cffisock, name, None)) for name, value in own.items()}
    assert {name: pair for name, pair in differing.items() if pair[0] != pair[1]} == {}


@pytest.mark.skipif(not ON_LINUX, reason="the numbers are Linux's")
@pytest.mark.parametrize("subject", LINUX)
def test_has_the_numbers_of_linux(subject: str) -> None:
    found = {name: getattr(cffisock, name, None) for name in LINUX[subject]}
    assert found == {name: like_own(number) for name, number in LINUX[subject].items()}


@pytest.mark.skipif(not ON_LINUX, reason="the numbers are Linux's")
def test_has_more_than_the_interpreter() -> None:
    beyond = [name for names in LINUX.values() for name in names if not hasattr(socket, name)]
    assert len(beyond) >= 60


@pytest.mark.parametrize("prefix", ENUMS)
def test_enums_have_the_members_that_the_standard_library_would_give_them(prefix: str) -> None:
    enum, base, floor = ENUMS[prefix]
    members = getattr(cffisock, enum)
    assert issubclass(members, base)
    named = {
        name: value for name, value in constants_of(cffisock).items() if name.startswith(prefix) and name.isupper()
    }
    assert len(named) >= floor
    assert named == dict(members.__members__)
    assert [name for name, value in named.items() if type(value) is not members] == []


@pytest.mark.parametrize("prefix", ENUMS)
def test_a_number_goes_by_the_name_that_the_interpreter_gives_it(prefix: str) -> None:
    enum, _, _ = ENUMS[prefix]
    own = getattr(socket, enum)
    members = getattr(cffisock, enum)
    assert len(own) >= 5
    assert [members(number).name for number in own] == [number.name for number in own]


def test_all_other_constants_are_plain_ints() -> None:
    enums = tuple(getattr(cffisock, enum) for enum, _, _ in ENUMS.values())
    others = {
        name: value
        for name, value in constants_of(cffisock).items()
        if not (name.isupper() and name.startswith(tuple(ENUMS)))
    }
    assert len(others) >= (1000 if ON_LINUX else 120)
    assert {name: type(value) for name, value in others.items() if type(value) is not int} == {}
    assert not any(isinstance(value, enums) for value in others.values())


def test_tables_hold_nothing_but_what_the_build_reads() -> None:
    form = re.compile(r"#define (\w+) (?:\.\.\.(?: \d+)?|-?\d+|0x[0-9a-f]+U?(?:LL)?)|#include <[\w./]+>")
    lines = list(table_lines())
    assert len(lines) >= 1000
    assert [f"{path.parts[-3:]}: {line}" for path, line in lines if not form.fullmatch(line)] == []


@pytest.mark.parametrize("layer", sorted(path.name for path in TABLES.iterdir() if (path / "constants").is_dir()))
def test_tables_begin_with_what_they_are_about(layer: str) -> None:
    tables = sorted((TABLES / layer / "constants").glob("*.h"))
    assert tables
    for table in tables:
        assert re.match(r"/\* [^*]{40}", table.read_text(encoding="utf-8")), table


@pytest.mark.skipif(not ON_LINUX, reason="these layers make up Linux")
def test_a_number_in_a_table_needs_no_header() -> None:
    numbers = {}
    for table, line in table_lines():
        define = re.match(r"#define (\w+) (-?\w+)$", line)
        if define and table.parts[-3] in ("common", "posix", "linux"):
            numbers[define[1]] = int(define[2].rstrip("UL"), 0)
    assert len(numbers) >= 1000
    found = {name: getattr(cffisock, name, None) for name in numbers}
    assert found == {name: like_own(number) for name, number in numbers.items()}


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the last mypy for Python 3.9 has an old typeshed")
def test_the_list_of_back_ports() -> None:
    """The documentation has each name under the Python that has it first, on any platform."""
    first: dict[str, int] = {}
    for minor in range(9, NEWEST[1] + 1):
        for platform in ("linux", "darwin", "win32", "freebsd14"):
            for name in typeshed_names(platform, (3, minor)):
                first.setdefault(name, minor)
    page = (TABLES.parent / "docs" / "reference" / "backports.rst").read_text(encoding="utf-8")
    for minor, said in re.findall(r"^Python 3\.(\d+)\n((?:    .+\n)+)", page, flags=re.MULTILINE):
        listed = re.findall(r"`(\w+)`", said)
        assert listed == sorted(name for name in first if first[name] == int(minor))
    assert {int(minor) for minor in re.findall(r"^Python 3\.(\d+)$", page, flags=re.MULTILINE)} == set(
        first.values()
    ) - {9}
