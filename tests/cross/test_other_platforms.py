"""The Python half as it is on macOS and the BSDs: it is imported, and its families speak their bytes.

Each test runs a program on a mimic of the platform's compiled half (see mimic.py).  The bytes are written out from the
headers and manual pages that are named beside them.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
BSDS = ("x86_64-dragonfly", "x86_64-freebsd", "x86_64-netbsd", "x86_64-openbsd")
PLATFORMS = (*BSDS, "x86_64-macos", "x86_64-linux-musl", "x86_64-linux-gnu.2.17")

START = f"""
import sys
sys.path[:0] = [sys.argv[1], {str(ROOT)!r}]
import _native
sys.modules["cffisock._native"] = _native
import cffisock
from cffisock import families
from cffisock.native import ffi

def both_ways(name, address, expected, protocol=0, back=None):
    family = families.find(getattr(cffisock, name))
    sockaddr = family.encode(address, "bind", -1, protocol)
    assert sockaddr == expected, sockaddr
    raw = len(sockaddr).to_bytes(4, sys.byteorder) + sockaddr
    raw = raw.ljust(family.span, b"\\0")
    found = family.decode(raw, -1, protocol)
    assert found == (address if back is None else back), found

def refused(exception, name, address, protocol=0):
    try:
        families.find(getattr(cffisock, name)).encode(address, "bind", -1, protocol)
    except exception:
        return
    raise AssertionError(address)
"""


@pytest.fixture(scope="session")
def mimics(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Where the mimic of a target is, which is built when first asked for."""
    built: dict[str, Path] = {}

    def mimic(triple: str) -> Path:
        if triple not in built:
            built[triple] = tmp_path_factory.mktemp("mimic")
            command = [sys.executable, str(ROOT / "tests" / "cross" / "mimic.py"), triple, str(built[triple])]
            done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
        return built[triple]

    return mimic


@pytest.fixture
def there(mimics: Callable[[str], Path], tmp_path: Path) -> Callable[[str, str], None]:
    """Runs a program as on that target."""

    def run(triple: str, program: str) -> None:
        script = tmp_path / "program.py"
        script.write_text(START + textwrap.dedent(program), encoding="utf-8")
        command = [sys.executable, "-W", "error", str(script), str(mimics(triple))]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("triple", PLATFORMS)
def test_is_imported_and_every_family_loads(triple: str, there: Any) -> None:
    there(
        triple,
        """
        from cffisock.families import base
        for number in list(base.waiting):
            families.find(number)
        for family in base.families.values():
            assert ffi.sizeof(family.struct) >= 8, family
            for size in range(0, 129):
                raw = size.to_bytes(4, sys.byteorder) + bytes(128)
                family.decode(raw[: max(4, family.span)], -1, 0)
        assert cffisock.capabilities()["AF_INET"].status.name == "FAILED"  # no kernel here: ENOSYS
        """,
    )


@pytest.mark.parametrize("triple", [*BSDS, "x86_64-macos"])
def test_a_sockaddr_leads_with_its_size(triple: str, there: Any) -> None:
    """<netinet/in.h> and <sys/un.h>: len, family, then as everywhere."""
    there(
        triple,
        """
        both_ways("AF_INET", ("127.0.0.1", 80), bytes([16, 2, 0, 80, 127, 0, 0, 1]) + bytes(8))
        six = bytes([28, cffisock.AF_INET6, 0x1F, 0x90, 0, 1, 0x23, 0x45]) + bytes(15) + b"\\1" + bytes([3, 0, 0, 0])
        both_ways("AF_INET6", ("::1", 8080, 0x12345, 3), six)
        both_ways("AF_UNIX", "/tmp/x", bytes([9, 1]) + b"/tmp/x\\0")
        both_ways("AF_UNIX", "a" * 103, bytes([106, 1]) + b"a" * 103 + b"\\0")
        refused(OSError, "AF_UNIX", "a" * 104)
        """,
    )


@pytest.mark.parametrize("triple", [*BSDS, "x86_64-macos"])
def test_no_abstract_names(triple: str, there: Any) -> None:
    there(triple, 'both_ways("AF_UNIX", b"", bytes([3, 1, 0]), back="")')


@pytest.mark.parametrize(
    ("triple", "room"),
    [
        ("x86_64-dragonfly", 46),
        ("x86_64-freebsd", 46),
        ("x86_64-macos", 12),
        ("x86_64-netbsd", 24),
        ("x86_64-openbsd", 24),
    ],
)
def test_interfaces(triple: str, room: int, there: Any) -> None:
    """<net/if_dl.h>: len, family, index, type, lengths of name, address and selector, then these."""
    there(
        triple,
        f"""
        size = 8 + {room}
        ethernet = bytes([size, 18, 2, 0, 6, 3, 6, 0]) + b"em0" + bytes([0, 1, 2, 3, 4, 5])
        both_ways("AF_LINK", ("em0", 2, 6, bytes(range(6)), b""), ethernet.ljust(size, b"\\0"))
        both_ways("AF_LINK", ("lo0",), (bytes([size, 18, 0, 0, 0, 3, 0, 0]) + b"lo0").ljust(size, b"\\0"),
                  back=("lo0", 0, 0, b"", b""))
        assert families.find(18).read((12).to_bytes(4, sys.byteorder) + ethernet[:12], 12, -1, 0).address == b"\\0"
        refused(ValueError, "AF_LINK", ("a" * {room + 1},))
        refused(OverflowError, "AF_LINK", ("a", 65536))
        refused(OverflowError, "AF_LINK", ("a", 0, 256))
        refused(TypeError, "AF_LINK", "a")
        refused(TypeError, "AF_LINK", (1,))
        refused(TypeError, "AF_LINK", ())
        refused(TypeError, "AF_LINK", ("a", 0, 0, "address"))
        """,
    )


def test_kernel_controls_of_macos(there: Any) -> None:
    """<sys/kern_control.h>: len, family, AF_SYS_CONTROL, id, unit, five reserved."""
    there(
        "x86_64-macos",
        """
        expected = bytes([32, 32, 2, 0, 7, 0, 0, 0, 1, 0, 0, 0]) + bytes(20)
        both_ways("AF_SYSTEM", (7, 1), expected, cffisock.SYSPROTO_CONTROL)
        assert cffisock.PF_SYSTEM == cffisock.AF_SYSTEM == 32
        refused(TypeError, "AF_SYSTEM", (7,), 2)
        refused(TypeError, "AF_SYSTEM", 7, 2)
        refused(ValueError, "AF_SYSTEM", "a" * 96, 2)
        refused(ValueError, "AF_SYSTEM", "a\\0b", 2)
        refused(OSError, "AF_SYSTEM", "com.apple.net.utun_control", 2)  # asked of the kernel, and there is none
        refused(OSError, "AF_SYSTEM", (7, 1), cffisock.SYSPROTO_EVENT)
        """,
    )


def test_netlink_of_freebsd(there: Any) -> None:
    """netlink(4) of FreeBSD: as Linux has it, but for the first two bytes."""
    there(
        "x86_64-freebsd",
        """
        both_ways("AF_NETLINK", (5, 6), bytes([12, 38, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]))
        both_ways("AF_DIVERT", ("0.0.0.0", 8668), bytes([16, 2, 0x21, 0xDC]) + bytes(12))
        """,
    )


def test_bluetooth_of_freebsd(there: Any) -> None:
    """<netgraph/bluetooth/include/ng_btsocket.h>; a device's address is written last byte first."""
    there(
        "x86_64-freebsd",
        """
        bdaddr, octets = "01:23:45:67:89:AB", bytes.fromhex("ab8967452301")
        both_ways("AF_BLUETOOTH", (bdaddr, 0x1001), bytes([14, 36, 1, 16]) + octets + bytes(4), cffisock.BTPROTO_L2CAP)
        both_ways("AF_BLUETOOTH", (bdaddr, 3), bytes([9, 36]) + octets + bytes([3]), cffisock.BTPROTO_RFCOMM)
        both_ways("AF_BLUETOOTH", bdaddr, bytes([8, 36]) + octets, cffisock.BTPROTO_SCO)
        node = b"ubt0hci".ljust(32, b"\\0")
        both_ways("AF_BLUETOOTH", "ubt0hci", bytes([34, 36]) + node, cffisock.BTPROTO_HCI)
        refused(OSError, "AF_BLUETOOTH", "a" * 32, cffisock.BTPROTO_HCI)
        refused(OSError, "AF_BLUETOOTH", (bdaddr,), cffisock.BTPROTO_L2CAP)
        refused(OSError, "AF_BLUETOOTH", (bdaddr, "1"), cffisock.BTPROTO_RFCOMM)
        refused(OSError, "AF_BLUETOOTH", 1, cffisock.BTPROTO_SCO)
        refused(ValueError, "AF_BLUETOOTH", b"a\\0", cffisock.BTPROTO_HCI)
        refused(OSError, "AF_BLUETOOTH", (bdaddr, 1), 99)
        """,
    )


@pytest.mark.parametrize(("triple", "number"), [("x86_64-netbsd", 31), ("x86_64-dragonfly", 33)])
def test_bluetooth_of_netbsd(triple: str, number: int, there: Any) -> None:
    """<netbt/bluetooth.h>: len, family, device, psm, channel, five zeros, whatever the protocol."""
    there(
        triple,
        f"""
        bdaddr, octets = "01:23:45:67:89:AB", bytes.fromhex("ab8967452301")
        start = bytes([16, {number}]) + octets
        both_ways("AF_BLUETOOTH", (bdaddr, 0x1001), start + bytes([1, 16]) + bytes(6), cffisock.BTPROTO_L2CAP)
        both_ways("AF_BLUETOOTH", (bdaddr, 3), start + bytes([0, 0, 3]) + bytes(5), cffisock.BTPROTO_RFCOMM)
        both_ways("AF_BLUETOOTH", bdaddr, start + bytes(8), cffisock.BTPROTO_SCO)
        both_ways("AF_BLUETOOTH", bdaddr, start + bytes(8), cffisock.BTPROTO_HCI)
        """,
    )


def test_can_of_netbsd(there: Any) -> None:
    """<netcan/can.h>: len, family, the interface's index, two identifiers."""
    there("x86_64-netbsd", 'both_ways("AF_CAN", ("",), bytes([16, 35]) + bytes(14), cffisock.CAN_RAW)')


def test_vsock_of_macos(there: Any) -> None:
    """<sys/vsock.h>: len, family, reserved, port, cid."""
    there("x86_64-macos", 'both_ways("AF_VSOCK", (2, 1024), bytes([12, 40, 0, 0, 0, 4, 0, 0, 2, 0, 0, 0]))')


@pytest.mark.parametrize(
    ("triple", "header", "alignment"),
    [("x86_64-macos", 12, 4), ("x86_64-freebsd", 16, 8), ("x86_64-netbsd", 16, 8), ("x86_64-openbsd", 16, 8)],
)
def test_control_messages(triple: str, header: int, alignment: int, there: Any) -> None:
    """CMSG_LEN, CMSG_SPACE as <sys/socket.h> computes them; the length of a cmsghdr has 32 bits."""
    there(
        triple,
        f"""
        assert cffisock.CMSG_LEN(0) == {header}
        assert cffisock.CMSG_LEN(5) == {header} + 5
        assert cffisock.CMSG_SPACE(5) == {header} + 8
        assert cffisock.CMSG_SPACE(1) == {header} + {alignment}
        """,
    )


def test_has_no_more_than_the_platform(there: Any) -> None:
    there(
        "x86_64-macos",
        """
        assert not hasattr(cffisock, "AF_PACKET") and not hasattr(cffisock, "AF_CAN")
        assert cffisock.AF_INET6 is cffisock.AddressFamily.AF_INET6
        assert cffisock.AF_INET6.value == 30
        found = cffisock.capabilities()["AF_CAN"]
        assert found.number is None and "platform" in found.reason
        """,
    )
