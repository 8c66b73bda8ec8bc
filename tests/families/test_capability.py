"""What is said of families in a kernel with modules and devices: with them, without them, and after doing what helps.

What `Capability.hint` says is done here, word by word.  This changes the machine: it is for the virtual one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cffisock
from cffisock.capability import Capability, Status
from cffisock.capability.survey import Way, survey

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.needs(root=True, module="vcan")

GOOD = (Status.AVAILABLE, Status.LOADABLE, Status.NO_DEVICE)


def shell(command: str) -> None:
    subprocess.run(["sh", "-c", command], check=True, timeout=250)


def unload(*modules: str) -> None:
    shell(f"modprobe -r {' '.join(modules)}")


def loaded() -> list[str]:
    return sorted(line.split()[0] for line in Path("/proc/modules").read_text().splitlines())


def find(name: str, way: Way = Way.OPEN) -> Capability:
    """What is said now, of a family or a protocol, no others being asked: the machine is slow."""
    return survey(way, refresh=True).find(name)


def do(hint: str) -> None:
    """What helps."""
    assert hint.startswith("As root: ")
    shell(hint.partition(": ")[2])


def note(*asked: Any) -> str:
    with pytest.raises(OSError) as failure:
        cffisock.socket(*asked)
    return cffisock.explain(failure.value)


def run_in(namespaces: list[str], program: str, folder: Any) -> None:
    command = ["unshare", *namespaces, "--", sys.executable, "-W", "error", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=250, cwd=folder, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr


@pytest.fixture
def modprobe_configuration() -> Iterator[Path]:
    path = Path("/etc/modprobe.d/cffisock-test.conf")
    path.parent.mkdir(exist_ok=True)
    yield path
    path.unlink()


def test_nothing_is_loaded_by_asking() -> None:
    """The kernel would load a module for the first of such sockets: that is said, and not done."""
    subprocess.run(["modprobe", "-r", "can_isotp", "can_j1939", "sctp", "qrtr"], check=False, timeout=250)
    before = loaded()
    found = cffisock.capabilities(refresh=True)
    assert loaded() == before
    waiting = [one for one in (*found.values(), *found["AF_CAN"].protocols) if one.status is Status.LOADABLE]
    assert waiting
    for one in waiting:
        assert cffisock.has(one.name)
    assert loaded() == before


@pytest.mark.parametrize(
    ("name", "module"),
    [("CAN_ISOTP", "can_isotp"), ("CAN_J1939", "can_j1939"), ("AF_QIPCRTR", "qrtr"), ("NETLINK_CRYPTO", "crypto_user")],
)
def test_what_can_be_loaded_is_loaded_when_asked_to(name: str, module: str) -> None:
    subprocess.run(["modprobe", "-r", module], check=False, timeout=250)
    assert module not in loaded()
    for way in (Way.OPEN, Way.READ):
        one = find(name, way)
        assert (one.status, one.hint) == (Status.LOADABLE, ""), one
        assert one.module == module
    assert find(name, Way.LOAD).status is Status.AVAILABLE
    assert module in loaded()
    assert find(name).status is Status.AVAILABLE
    assert find(name, Way.READ).status is Status.AVAILABLE


def test_a_family_whose_module_has_to_be_loaded_by_hand() -> None:
    unload("tipc")
    for way in Way:
        one = find("AF_TIPC", way)
        assert one.status is Status.MISSING, one
        assert one.hint == "As root: modprobe tipc"
    assert "modprobe tipc" in note(cffisock.AF_TIPC, cffisock.SOCK_RDM)
    do(one.hint)
    assert find("AF_TIPC").status is Status.AVAILABLE
    assert find("AF_TIPC", Way.READ).status is Status.AVAILABLE


def test_a_protocol_whose_module_has_to_be_loaded_by_hand(modprobe_configuration: Path) -> None:
    """A blacklist keeps the kernel from loading it, and nobody else."""
    subprocess.run(["modprobe", "-r", "can_j1939"], check=False, timeout=250)
    modprobe_configuration.write_text("blacklist can-j1939\n")
    for way in Way:
        one = find("CAN_J1939", way)
        assert one.status is Status.NO_PROTOCOL, one
        assert f"blacklist in {modprobe_configuration}" in one.reason
        assert one.hint == "As root: modprobe can_j1939"
    asked = cffisock.AF_CAN, cffisock.SOCK_DGRAM, cffisock.CAN_J1939
    assert "CAN_J1939" in note(*asked)
    do(one.hint)
    assert find("CAN_J1939").status is Status.AVAILABLE
    assert find("CAN_J1939", Way.READ).status is Status.AVAILABLE
    cffisock.socket(*asked).close()


def test_modules_that_are_not_installed() -> None:
    for way in Way:
        for name, module in (("AF_X25", "x25"), ("BTPROTO_CMTP", "cmtp")):
            one = find(name, way)
            assert one.status in (Status.MISSING, Status.NO_PROTOCOL), one
            assert f"its module, {module}, is not installed" in one.reason


def test_a_module_that_is_kept_out(modprobe_configuration: Path) -> None:
    """What hardened systems do."""
    subprocess.run(["modprobe", "-r", "can_isotp"], check=False, timeout=250)
    modprobe_configuration.write_text("install can_isotp /bin/false\n")
    for way in (Way.OPEN, Way.READ):
        one = find("CAN_ISOTP", way)
        assert one.status is Status.NO_PROTOCOL, one
        assert f"install in {modprobe_configuration}" in one.reason
        assert str(modprobe_configuration) in one.hint
    assert str(modprobe_configuration) in note(cffisock.AF_CAN, cffisock.SOCK_DGRAM, cffisock.CAN_ISOTP)
    assert find("CAN_RAW").status in GOOD


def test_no_can_interface(tmp_path: Any) -> None:
    program = """
        import subprocess
        import cffisock
        from cffisock.capability.survey import Way, survey
        for way in (Way.OPEN, Way.LOAD):
            found = survey(way, refresh=True).find("AF_CAN")
            assert found.status.name == "NO_DEVICE", found
            assert all(protocol.status.name == "NO_DEVICE" for protocol in found.protocols), found
            assert not cffisock.has("CAN_RAW")
        cffisock.socket(cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW).close()
        assert found.hint.startswith("As root: ip link add dev vcan0 type vcan")
        subprocess.run(["sh", "-c", found.hint.partition(": ")[2]], check=True)
        found = survey(refresh=True).find("AF_CAN")
        assert found.status.name == "AVAILABLE", found
        with cffisock.socket(cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW) as sock:
            sock.bind(("vcan0",))
        """
    run_in(["--net"], program, tmp_path)


def test_in_the_initial_network_namespace_only(tmp_path: Any) -> None:
    program = """
        import cffisock
        from cffisock.capability.survey import survey
        for name in ("AF_BLUETOOTH", "AF_IEEE802154", "AF_AX25"):
            found = survey().find(name)
            assert found.status.name == "NOT_IN_NAMESPACE", found
            assert "--network host" in found.hint
        try:
            cffisock.socket(cffisock.AF_BLUETOOTH, cffisock.SOCK_RAW, cffisock.BTPROTO_HCI)
        except OSError as error:
            assert "initial network namespace" in cffisock.explain(error)
        else:
            raise AssertionError
        """
    run_in(["--net"], program, tmp_path)


def test_no_bluetooth_controller() -> None:
    """One is made by the first two bytes that are written to /dev/vhci, and lives as long as that is open."""
    for way in (Way.OPEN, Way.READ):
        one = find("AF_BLUETOOTH", way)
        assert one.status is Status.NO_DEVICE, one
        assert "hci_vhci" in one.hint
    with open("/dev/vhci", "r+b", buffering=0) as device:
        device.write(b"\xff\x00")
        for way in (Way.OPEN, Way.READ):
            assert find("AF_BLUETOOTH", way).status is Status.AVAILABLE


@pytest.mark.parametrize(
    ("name", "device", "others", "rest"),
    [
        ("AF_NFC", "nfcsim", [], "nfc"),
        ("AF_RDS", "rds_tcp", [], "rds"),
        ("AF_IEEE802154", "mac802154_hwsim", [], "ieee802154_socket"),
        ("AF_VSOCK", "vsock_loopback", ["vmw_vsock_vmci_transport", "hv_sock", "vhost_vsock"], "vsock"),
    ],
)
def test_no_device(name: str, device: str, others: list[str], rest: str) -> None:
    """The module with the virtual device is taken away, and brought back by what helps."""
    assert find(name).status is Status.AVAILABLE
    unload(device, *(other for other in others if other in loaded()))
    shell(f"modprobe {rest}")  # which went, too, if nothing else needed it
    for way in Way:
        one = find(name, way)
        assert one.status is Status.NO_DEVICE, one
    assert not cffisock.has(name)
    do(one.hint)
    for way in (Way.OPEN, Way.READ):
        assert find(name, way).status is Status.AVAILABLE


@pytest.mark.parametrize(
    ("name", "privilege"),
    [
        *(("AF_KEY", "CAP_NET_ADMIN"), ("AF_PHONET", "CAP_SYS_ADMIN"), ("AF_LLC", "CAP_NET_RAW")),
        *(("AF_PACKET", "CAP_NET_RAW"), ("AF_XDP", "CAP_NET_RAW")),
    ],
)
def test_the_capability_that_a_family_takes(tmp_path: Any, name: str, privilege: str) -> None:
    assert find(name, Way.LOAD).status is Status.AVAILABLE
    program = f"""
        from cffisock.capability.survey import Way, survey
        for way in (Way.OPEN, Way.READ):
            one = survey(way).find("{name}")
            assert one.status.name == "NEEDS_PRIVILEGE", one
            assert "{privilege}" in one.reason, one
        """
    run_in(["--user"], program, tmp_path)


def test_all_that_is_said_to_work_after_loading_does() -> None:
    """Everything that this kernel has, opened."""
    before = cffisock.capabilities(refresh=True)
    after = cffisock.capabilities(refresh=True, load=True)
    read = cffisock.capabilities(refresh=True, sockets=False)
    for name, one in before.items():
        pairs = [(one, after[name], read[name])]
        pairs += list(zip(one.protocols, after[name].protocols, read[name].protocols))
        for asked, opened, files in pairs:
            if "does not load" in opened.reason:  # which nobody can foresee
                continue
            if asked.status is Status.LOADABLE:
                assert opened.status in (Status.AVAILABLE, Status.NO_DEVICE), opened
            else:
                assert opened.status is asked.status
            if files.status is not Status.NOT_KNOWN:  # now that all is loaded
                assert files.status is opened.status, (files, opened)
    works = sum(one.status is Status.AVAILABLE for one in after.values())
    assert works > 30, after


def test_reading_loads_nothing(tmp_path: Any) -> None:
    before = loaded()
    environment = {**os.environ, "NO_COLOR": "1"}
    command = [sys.executable, "-m", "cffisock", "--no-sockets"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=250, check=True
    )
    assert loaded() == before
    assert "loaded:" not in done.stdout


def test_in_a_container(tmp_path: Any) -> None:
    """It does not see which modules are installed: the kernel is asked, and the report ends with what it loaded."""
    shell("modprobe -r tipc; modprobe -r can_isotp || true")
    program = """
        import subprocess, sys
        subprocess.run(["mount", "-t", "tmpfs", "none", "/lib/modules"], check=True)
        from cffisock.capability.survey import Way, survey
        assert survey(Way.READ).find("AF_TIPC").status.name == "NOT_KNOWN"
        assert survey(Way.READ).find("CAN_ISOTP").status.name == "NOT_KNOWN"
        found = survey().find("AF_TIPC")
        assert found.status.name == "MISSING" and "cannot be seen" in found.reason, found
        assert "on the host" in found.hint and "modprobe tipc" in found.hint, found
        """
    run_in(["--mount"], program, tmp_path)
    shell("modprobe tipc")
