"""Every status, made to happen for real: by a filter, a user namespace, a network namespace, a limit, a switch.

Those that take modules and devices are in families/test_capability.py, for a kernel that has them.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import textwrap
from typing import Any

import pytest

import cffisock
from cffisock.capability import Status

ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may make namespaces everywhere")

# A filter for socket(2), and what seccomp(2) calls it: arguments are read by their offset in struct seccomp_data.
FILTER = """
import ctypes, errno, os, struct

ARCHITECTURES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
LOAD, EQUAL, SET, RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JSET|K, BPF_RET|K
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, FIRST, SECOND = 0, 4, 16, 24
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def install(program):
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    steps = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]

    prctl = ctypes.CDLL(None, use_errno=True).prctl
    argument = ctypes.c_ulong
    assert prctl(PR_SET_NO_NEW_PRIVS, argument(1), argument(0), argument(0), argument(0)) == 0
    whole = Program(len(program), ctypes.addressof(steps))
    assert prctl(PR_SET_SECCOMP, argument(SECCOMP_MODE_FILTER), ctypes.byref(whole), argument(0), argument(0)) == 0, (
        ctypes.get_errno()
    )


def forbid(family, answer):
    '''socket(family, ...) is answered by an error number.'''
    architecture, number = ARCHITECTURES[os.uname().machine]
    install([
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, 4, architecture),
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 2, number),
        (LOAD, 0, 0, FIRST),
        (EQUAL, 1, 0, family),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ERRNO | answer),
    ])


def forbid_quietly(family, answer):
    '''The same, but for types with the bit that is none: what a security module's refusal looks like.'''
    architecture, number = ARCHITECTURES[os.uname().machine]
    install([
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 0, 6, architecture),
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, FIRST),
        (EQUAL, 0, 2, family),
        (LOAD, 0, 0, SECOND),
        (SET, 0, 1, 0x100000),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ERRNO | answer),
    ])


def forbid_call(number, answer):
    '''Any call of that number on x86-64 is answered by an error number.'''
    install([
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 0, 1, number),
        (RETURN, 0, 0, ERRNO | answer),
        (RETURN, 0, 0, ALLOW),
    ])
"""


@pytest.fixture
def filtered(python: Any) -> Any:
    """Runs a program that can put a filter on itself."""
    if os.uname().machine not in ("x86_64", "aarch64"):
        pytest.skip("the filter is written out for two processors")
    return lambda program: python(f"{FILTER}\nimport cffisock\n{textwrap.dedent(program)}")


def run_in(namespaces: list[str], program: str, folder: Any) -> None:
    """Runs a program in new namespaces."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare(1)")
    command = ["unshare", *namespaces, "--", sys.executable, "-W", "error", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


def test_available() -> None:
    for name in ("AF_INET", "AF_UNIX", "AF_NETLINK", "IPPROTO_TCP", "SCM_RIGHTS", "SO_REUSEPORT"):
        assert cffisock.has(name), cffisock.explain(name)


def test_the_kernel_has_no_such_family() -> None:
    """No kernel has had IPX since 2018."""
    found = cffisock.capabilities()["AF_IPX"]
    assert found.status is Status.MISSING
    assert "CONFIG_IPX" in found.hint
    with pytest.raises(OSError, match="not supported"):
        cffisock.socket(cffisock.AF_IPX, cffisock.SOCK_DGRAM)


@pytest.mark.parametrize("answer", ["EPERM", "EACCES", "EAFNOSUPPORT", "ENOSYS"])
@pytest.mark.parametrize("name", ["AF_ALG", "AF_VSOCK", "AF_PACKET"])
def test_forbidden_by_a_filter(filtered: Any, name: str, answer: str) -> None:
    """Whatever the filter answers (systemd's says EAFNOSUPPORT), and whether the kernel has the family or not."""
    filtered(f"""
        before = cffisock.capabilities()
        forbid(cffisock.{name}, errno.{answer})
        found = cffisock.capabilities(refresh=True)
        one = found["{name}"]
        assert one.status.name == "FORBIDDEN", one
        assert "seccomp" in one.reason and "{answer}" in one.reason, one
        assert "{name}" in one.hint, one
        assert not cffisock.has("{name}")
        assert all(found[name] == before[name] for name in before if name != "{name}")
        try:
            cffisock.socket(cffisock.{name}, cffisock.SOCK_RAW)
        except OSError as error:
            assert error.errno == errno.{answer}, error
            assert "seccomp" in cffisock.explain(error)
        else:
            raise AssertionError
        """)


def test_forbidden_by_something_else(filtered: Any) -> None:
    """Root lacks no capability, and the kernel looked at the arguments before it refused: that was a security module.

    Here a filter stands in for one; it lets through what the kernel refuses before it asks security modules.
    """
    filtered("""
        forbid_quietly(cffisock.AF_UNIX, errno.EACCES)
        one = cffisock.capabilities()["AF_UNIX"]
        assert one.status.name == "FORBIDDEN", one
        assert "security module" in one.reason, one
        assert "denied" in one.hint
        """)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers of the calls are those of x86-64")
@pytest.mark.parametrize(
    ("name", "number", "answer", "status"),
    [
        ("recvmmsg", 299, "EPERM", "FORBIDDEN"),
        ("recvmmsg", 299, "ENOSYS", "MISSING"),
        ("sendmmsg", 307, "EPERM", "FORBIDDEN"),
        ("sendmmsg", 307, "ENOSYS", "MISSING"),
        ("UDP_GRO", 54, "EPERM", "FORBIDDEN"),
        ("UDP_SEGMENT", 54, "ENOPROTOOPT", "MISSING"),
        ("MSG_ZEROCOPY", 54, "ENOPROTOOPT", "MISSING"),
        ("SO_TIMESTAMPING", 54, "ENOPROTOOPT", "MISSING"),
        ("SO_REUSEPORT", 54, "ENOPROTOOPT", "MISSING"),
        ("TCP_FASTOPEN", 54, "ENOPROTOOPT", "MISSING"),
        ("dual-stack", 54, "ENOPROTOOPT", "MISSING"),
        ("SCM_PIDFD", 54, "ENOPROTOOPT", "MISSING"),
        ("SCM_RIGHTS", 46, "EINVAL", "MISSING"),
        ("abstract UNIX names", 49, "EINVAL", "MISSING"),
    ],
)
def test_features_that_are_refused(filtered: Any, name: str, number: int, answer: str, status: str) -> None:
    """By the calls they take; that a filter may have said so is said."""
    if name == "sendmmsg" and platform.libc_ver()[0] != "glibc":
        pytest.skip("musl sends one message after the other")
    filtered(f"""
        before = cffisock.capabilities()["{name}"]
        forbid_call({number}, errno.{answer})
        one = cffisock.capabilities(refresh=True)["{name}"]
        assert one.status.name == "{status}", one
        assert "seccomp" in one.reason and "{answer}" in one.reason, one
        assert before.status is not one.status
        """)


def test_without_capabilities(tmp_path: Any) -> None:
    """In a user namespace where it is nobody, a program has none: it is told which one it takes."""
    program = """
        import cffisock
        found = cffisock.capabilities()
        for name, privilege in (("AF_PACKET", "CAP_NET_RAW"), ("AF_XDP", "CAP_NET_RAW")):
            one = found[name]
            if one.status.name == "MISSING":
                assert name == "AF_XDP"
                continue
            assert one.status.name == "NEEDS_PRIVILEGE", one
            assert one.privilege == privilege and privilege in one.reason and privilege in one.hint, one
            assert cffisock.capabilities(sockets=False)[name] == one
        assert found["AF_INET"].status.name == "AVAILABLE"
        raw = next(one for one in found["AF_INET"].protocols if one.name == "IPPROTO_RAW")
        assert raw.status.name == "NEEDS_PRIVILEGE" and "CAP_NET_RAW" in raw.reason, raw
        try:
            cffisock.socket(cffisock.AF_INET, cffisock.SOCK_RAW, cffisock.IPPROTO_ICMP)
        except PermissionError as error:
            assert "CAP_NET_RAW" in cffisock.explain(error)
        else:
            raise AssertionError
        """
    run_in(["--user"], program, tmp_path)


def test_capabilities_of_another_user_namespace(tmp_path: Any) -> None:
    """Root of a user namespace has all capabilities, and they do not count for a network that is not its own."""
    program = """
        import cffisock
        one = cffisock.capabilities()["AF_PACKET"]
        assert one.status.name == "NEEDS_PRIVILEGE", one
        assert "user namespace" in one.reason and "--net" in one.hint, one
        """
    run_in(["--user", "--map-root-user"], program, tmp_path)
    run_in(
        ["--user", "--map-root-user", "--net"],
        "import cffisock; assert cffisock.has('AF_PACKET'), cffisock.explain('AF_PACKET')",
        tmp_path,
    )


@ROOT
def test_switched_off(tmp_path: Any) -> None:
    program = """
        import pathlib
        import cffisock
        switch = pathlib.Path("/proc/sys/net/mptcp/enabled")
        assert cffisock.has("MPTCP") and cffisock.has("IPPROTO_MPTCP")
        switch.write_text("0")
        for name in ("MPTCP", "IPPROTO_MPTCP"):
            assert not cffisock.has(name, refresh=True)
            assert "net.mptcp.enabled" in cffisock.explain(name)
        for sockets in (True, False):
            protocols = cffisock.capabilities(sockets=sockets)["AF_INET"].protocols
            one = next(one for one in protocols if one.name == "IPPROTO_MPTCP")
            assert one.status.name == "SWITCHED_OFF", one
            assert one.hint == "As root: sysctl -w net.mptcp.enabled='1'", one
        assert cffisock.capabilities()["MPTCP"].status.name == "SWITCHED_OFF"
        switch.write_text("1")
        assert cffisock.has("MPTCP", refresh=True)
        """
    if not os.path.exists("/proc/sys/net/mptcp/enabled"):
        pytest.skip("this kernel has no MPTCP")
    run_in(["--net"], program, tmp_path)


@ROOT
def test_a_group_that_may(tmp_path: Any) -> None:
    program = """
        import os, pathlib
        import cffisock
        switch = pathlib.Path("/proc/sys/net/ipv4/ping_group_range")
        for allowed, status in (("1 0", "NEEDS_PRIVILEGE"), ("0 2147483647", "AVAILABLE")):
            switch.write_text(allowed)
            for sockets in (True, False):
                protocols = cffisock.capabilities(refresh=True, sockets=sockets)["AF_INET"].protocols
                one = next(one for one in protocols if one.name == "IPPROTO_ICMP")
                assert one.status.name == status, one
                assert ("ping_group_range" in one.reason) == (status != "AVAILABLE")
        """
    run_in(["--net"], program, tmp_path)


def test_not_on_this_platform() -> None:
    for name, where in (("AF_HYPERV", "Windows"), ("AF_SYSTEM", "macOS"), ("AF_DIVERT", "FreeBSD")):
        for sockets in (True, False):
            found = cffisock.capabilities(sockets=sockets)[name]
            assert (found.status, found.number, found.own) == (Status.NOT_HERE, None, False)
            assert where in found.hint
        assert "not on this platform" in cffisock.explain(name)


def test_a_platform_that_lacks_more(python: Any) -> None:
    """What Windows and macOS have no numbers for: the rows are there, and the report is made."""
    python("""
        import cffisock
        from cffisock.constants import numbers
        from cffisock.native import lib
        linux = [name for name in numbers if name.startswith("AF_") and name not in ("AF_INET", "AF_INET6")]
        for name in [*linux, "IPPROTO_MPTCP", "UDP_SEGMENT", "SO_ZEROCOPY", "SOCK_DCCP", "SO_PASSPIDFD"]:
            numbers.pop(name, None)
        found = cffisock.capabilities()
        assert {one.status.name for name, one in found.items() if name in linux} == {"NOT_HERE"}
        assert found["AF_INET"].status.name == "AVAILABLE"
        assert found["UDP_SEGMENT"].status.name == "NOT_HERE"
        assert cffisock.explain("AF_UNIX") and cffisock.explain("UDP_SEGMENT")
        from cffisock.capability import report
        assert all(len(line) <= 80 for line in report.lines(found))
        """)


@ROOT
def test_the_files_are_not_to_be_seen(tmp_path: Any) -> None:
    """Without /proc nothing is known but what sockets say, and nothing is claimed."""
    program = """
        import subprocess
        import cffisock
        subprocess.run(["mount", "-t", "tmpfs", "none", "/proc"], check=True)
        found = cffisock.capabilities()
        assert found["AF_INET"].status.name == "AVAILABLE"
        assert found["AF_UNIX"].status.name == "AVAILABLE"
        read = cffisock.capabilities(sockets=False)
        known = {one.status.name for one in read.values()}
        assert known <= {"NOT_KNOWN", "NOT_HERE"}, known
        """
    run_in(["--mount"], program, tmp_path)
