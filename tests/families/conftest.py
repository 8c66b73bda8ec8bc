"""What the tests of a family need of the kernel, said in one place:

    pytestmark = pytest.mark.needs(socket=(29, 3, 1), device="vcan0")

A test that needs what is not there is skipped, and the reason says what it was.  In the virtual machine (`tests/vm`),
which is made to have everything, it fails; and there only those run that say a need.
"""

from __future__ import annotations

import functools
import os
import pathlib
import shutil
import socket as own_socket
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

SIOCSIFHWADDR = 0x8924
IN_MACHINE = "CFFISOCK_VM" in os.environ

# What is drawn at random asks nothing of the kernel, and the machine is slow.
settings.register_profile("codecs", max_examples=10 if IN_MACHINE else 100, deadline=None, database=None)
settings.load_profile("codecs")


def lacks_socket(wanted: tuple[int, int, int]) -> str:
    try:
        own_socket.socket(*wanted).close()
    except OSError as error:
        return f"the kernel has no socket{wanted}: {error}"
    return ""


def lacks_device(name: str) -> str:
    return "" if pathlib.Path("/sys/class/net", name).exists() else f"there is no device {name}"


def lacks_module(name: str) -> str:
    return "" if pathlib.Path("/sys/module", name).exists() else f"the kernel's module {name} is not loaded"


def lacks_program(name: str) -> str:
    return "" if shutil.which(name) else f"there is no program {name}"


def lacks_root(wanted: bool) -> str:
    return "" if not wanted or os.geteuid() == 0 else "this needs root"


KINDS: dict[str, Callable[..., str]] = {
    "socket": lacks_socket,
    "device": lacks_device,
    "module": lacks_module,
    "program": lacks_program,
    "root": lacks_root,
}


@functools.cache
def lacking(kind: str, wanted: object) -> str:
    """Why a need is not met; "" if it is."""
    return KINDS[kind](wanted)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "needs(socket=(family, type, protocol), device=NAME, module=NAME, program=NAME, root=True): "
        "what the kernel has to have; each may be a list of several",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the virtual machine, which is slow, only those run that need something of the kernel.

    Those with Bluetooth controllers come last: once there are any, they stay, and other tests want none.
    """
    if IN_MACHINE:
        left_out = [item for item in items if item.get_closest_marker("needs") is None]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items.sort(key=lambda item: "controllers" in getattr(item, "fixturenames", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose needs are not met, before its fixtures meet that; in the virtual machine, fails it."""
    for mark in item.iter_markers("needs"):
        for kind, wanted in mark.kwargs.items():
            for one in wanted if isinstance(wanted, list) else [wanted]:
                reason = lacking(kind, one)
                if reason and IN_MACHINE:
                    pytest.fail(reason, pytrace=False)
                elif reason:
                    pytest.skip(reason)


@pytest.fixture
def address_interface() -> Callable[..., None]:
    """Gives an interface an address by an ioctl, SIOCSIFHWADDR if not said otherwise, and switches it on."""

    import fcntl  # which Windows has not

    def do(name: str, address: bytes, request: int = SIOCSIFHWADDR, family: int = own_socket.AF_INET) -> None:
        run_ip("link", "set", name, "down")
        with own_socket.socket(family, own_socket.SOCK_DGRAM) as sock:
            fcntl.ioctl(sock, request, name.encode().ljust(16, b"\0") + address.ljust(24, b"\0"))
        run_ip("link", "set", name, "up")

    return do


def run_ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, stdin=subprocess.DEVNULL, timeout=250)
