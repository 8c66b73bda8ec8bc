"""What is read in the kernel's files: the forms that distributions have them in, and files that are not there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cffisock.capability.kernel import Kernel

RELEASE = "6.12.1-test"
FILES = {
    "proc/sys/kernel/osrelease": f"{RELEASE}\n",
    "proc/modules": "can_raw 24576 0 - Live 0x0000000000000000\ncan 32768 1 can_raw, Live 0x0000000000000000\n",
    "proc/net/protocols": "protocol  size sockets\nCAN_RAW 1 0\nUNIX 1 0\nTCP 1 0\n",
    "proc/self/status": (
        "Name:\tpython3\nGid:\t1000\t1000\t1000\t1000\nGroups:\t4 24 \nCapEff:\t0000000000002000\nSeccomp:\t2\n"
    ),
    "proc/self/uid_map": "         0       1000          1\n",
    f"lib/modules/{RELEASE}/modules.dep": (
        "kernel/net/can/can.ko:\n"
        "kernel/net/can/can-raw.ko.xz: kernel/net/can/can.ko\n"
        "kernel/net/can/can-isotp.ko.zst: kernel/net/can/can.ko\n"
        "kernel/net/tipc/tipc.ko.gz: kernel/net/ipv4/udp_tunnel.ko kernel/net/ipv6/ip6_udp_tunnel.ko\n"
        "kernel/net/sctp/sctp.ko: kernel/lib/libcrc32c.ko\n"
        "kernel/net/dccp/dccp_ipv4.ko:\n"
    ),
    f"lib/modules/{RELEASE}/modules.builtin": "kernel/net/unix/unix.ko\nkernel/net/packet/af-packet.ko\n",
    f"lib/modules/{RELEASE}/modules.alias": (
        "# Aliases extracted from modules themselves.\n"
        "alias can-proto-1 can_raw\nalias can-proto-6 can_isotp\nalias net-pf-29 can\n"
        "alias net-pf-2-proto-132-type-1 sctp\nalias net-pf-2-proto-33-type-6 dccp_ipv4\n"
        "alias pci:v00001AF4d* tipc\nalias fs-tipc tipc\n"
    ),
    "etc/modprobe.d/hardening.conf": (
        "# comment\nblacklist dccp-ipv4\n  install sctp /bin/false\ninstall can_isotp /sbin/x --now\nblacklist\n"
    ),
    "etc/modprobe.d/README": "blacklist can_isotp\n",
}


@pytest.fixture
def kernel(tmp_path: Path) -> Any:
    """A kernel by its files; those that are named are left out, or have another text."""

    def make(*without: str, **other: str) -> Kernel:
        for name, text in {**FILES, **other}.items():
            if name not in without:
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        return Kernel(str(tmp_path))

    return make


def test_modules(kernel: Any) -> None:
    """Under one spelling, however they are compressed; what a module needs is not taken for the module."""
    found = kernel()
    assert found.release == RELEASE
    assert found.loaded == {"can", "can_raw"}
    assert found.installed == {"can", "can_raw", "can_isotp", "tipc", "sctp", "dccp_ipv4"}
    assert found.builtin == {"unix", "af_packet"}
    assert found.asked_for == {"can", "can_raw", "can_isotp", "sctp", "dccp_ipv4"}


def test_what_the_kernel_has(kernel: Any) -> None:
    found = kernel()
    for module in ("can", "can_raw", "unix", "af_packet"):
        assert found.has(module, "")
    assert not found.has("tipc", "")
    assert not found.has("", "")
    assert found.has("", "TCP")
    assert not found.has("sctp", "SCTP")


def test_what_the_kernel_would_load(kernel: Any) -> None:
    found = kernel()
    assert found.loads("can_isotp")
    assert not found.loads("tipc"), "no socket asks for it"
    assert not found.loads("sctp"), "it is replaced by a command that fails"
    assert not found.loads("dccp_ipv4"), "it is blacklisted"
    assert found.kept_out == {
        "dccp_ipv4": ("blacklist", "/etc/modprobe.d/hardening.conf"),
        "sctp": ("install", "/etc/modprobe.d/hardening.conf"),
    }
    assert not found.loads("rds"), "it is not installed"


@pytest.mark.parametrize(
    ("name", "text"), [("proc/modules", None), ("proc/sys/kernel/modules_disabled", "1\n")], ids=["built", "told"]
)
def test_a_kernel_that_loads_nothing(kernel: Any, name: str, text: str | None) -> None:
    found = kernel(name) if text is None else kernel(**{name: text})
    assert not found.loads_modules
    assert not found.loads("can_isotp")


def test_a_container(kernel: Any) -> None:
    """It sees the host's /proc/modules, and no /lib/modules."""
    found = kernel(*(name for name in FILES if name.startswith("lib/")))
    assert found.installed is None
    assert found.builtin == frozenset()
    assert found.has("can", "")
    assert not found.loads("can_isotp")


def test_the_process(kernel: Any) -> None:
    found = kernel()
    assert found.lacks("CAP_NET_ADMIN")
    assert not found.lacks("CAP_NET_RAW")
    assert found.filtered
    assert found.own_users
    for limits, within in (("1 0", False), ("0 2147483647", True), ("24 24", True), ("5 23", False), ("", True)):
        again = kernel(**{"proc/sys/net/ipv4/ping_group_range": limits})
        assert again.in_range_of_groups("net/ipv4/ping_group_range") is within


def test_nothing_is_there(tmp_path: Path) -> None:
    """As on other systems."""
    found = Kernel(str(tmp_path))
    assert found.protocols is None
    assert found.loaded is None
    assert found.installed is None
    assert found.interface_types == {}
    assert found.in_class("bluetooth") == []
    assert found.setting("net/mptcp/enabled") == ""
    assert (found.filtered, found.own_users, found.loads_modules) == (False, False, False)
    assert found.release


def test_this_process() -> None:
    found = Kernel()
    assert found.release == os.uname().release
    assert {"TCP", "UDP", "UNIX"} <= (found.protocols or set())
    assert found.lacks("CAP_NET_RAW") is (os.geteuid() != 0)
    assert found.interface_types["lo"] == 772


def test_bytes_that_are_no_text(kernel: Any, tmp_path: Path) -> None:
    kernel()
    (tmp_path / "proc/modules").write_bytes(b"caf\xe9 1 0 - Live 0x0\ncan 1 0 - Live 0x0\n")
    assert "can" in (Kernel(str(tmp_path)).loaded or ())
