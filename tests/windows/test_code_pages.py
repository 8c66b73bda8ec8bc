"""Names and texts beyond ASCII.  `run.py` runs this for each of several code pages, which it names in CODE_PAGE."""

from __future__ import annotations

import ctypes
import importlib
import os
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Iterator

winreg: Any = importlib.import_module("winreg")  # which type checkers elsewhere do not know
kernel32: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]  # Windows only
SETTINGS = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
# The hosts file that `wine.py` makes has this address, with a name in UTF-8; Wine says that it is in the code page.
ADDRESS, IN_UTF_8 = "127.0.0.53", "rätsel.test"


@pytest.fixture
def called() -> Iterator[str]:
    """Gives this machine a name that no code page has all letters of."""
    name = "rätsel-テスト-имя"
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, SETTINGS, 0, winreg.KEY_ALL_ACCESS) as key:
        before, kind = winreg.QueryValueEx(key, "Hostname")
        winreg.SetValueEx(key, "Hostname", 0, kind, name)
        yield name
        winreg.SetValueEx(key, "Hostname", 0, kind, before)


def test_the_code_page_is_the_one_that_is_meant() -> None:
    assert kernel32.GetACP() == int(os.environ.get("CODE_PAGE", kernel32.GetACP()))


def test_the_name_of_this_machine(called: str, own: Any) -> None:
    assert cffisock.gethostname() == called == own.gethostname()


def test_the_host_of_an_address(own: Any) -> None:
    name = IN_UTF_8.encode().decode("mbcs")
    assert cffisock.gethostbyaddr(ADDRESS)[0] == name == own.gethostbyaddr(ADDRESS)[0]
    assert cffisock.getnameinfo((ADDRESS, 80), 0) == own.getnameinfo((ADDRESS, 80), 0)
    assert cffisock.getnameinfo((ADDRESS, 80), 0)[0] == name
    assert cffisock.getfqdn(ADDRESS) == own.getfqdn(ADDRESS)


@pytest.mark.parametrize("host", ["rätsel.invalid", "テスト.invalid", "имя.invalid"])
def test_hosts_that_are_not_there(host: str, own: Any) -> None:
    for module in (own, cffisock):
        with pytest.raises(own.gaierror) as raised:
            module.getaddrinfo(host, 80)
        assert raised.value.errno == own.EAI_NONAME
    for name in (host.encode(), host.encode("mbcs", "replace"), host.encode("utf-16-le").replace(b"\0", b"\xff")):
        with pytest.raises(own.gaierror):
            cffisock.getaddrinfo(name, 80)


def test_services_that_are_not_there() -> None:
    for name in ("dienst-ä", "サービス", b"\xff\xfe", "x" * 5000):
        with pytest.raises(cffisock.gaierror):
            cffisock.getaddrinfo("127.0.0.1", name)


def test_a_host_that_is_too_long_for_every_buffer(own: Any) -> None:
    for module in (own, cffisock):
        with pytest.raises(own.gaierror) as raised:
            module.getaddrinfo(b"x" * 5000, 80)
        assert raised.value.errno == own.EAI_NONAME


def test_interfaces(own: Any) -> None:
    assert cffisock.if_nameindex() == own.if_nameindex()
    for name in ("schnittstelle-ä", "インターフェース", "интерфейс", "x" * 5000):
        for module in (own, cffisock):
            with pytest.raises(OSError, match=r"no interface|\[WinError"):
                module.if_nametoindex(name)


@pytest.mark.parametrize("number", [5, 6, 8, 87, 10013, 10022, 10035, 10061, 11001, 12345678])
def test_texts_of_errors(number: int) -> None:
    from cffisock.errors import os_error

    text = ctypes.FormatError(number).rstrip(". \r\n")  # type: ignore[attr-defined,unused-ignore]  # Windows only
    failure = os_error(number)
    if text != "<no description>":
        assert failure.strerror == text
    assert failure.winerror == number  # type: ignore[attr-defined,unused-ignore]
    assert type(failure) is type(OSError(0, "", None, number, None))
    assert failure.errno == OSError(0, "", None, number, None).errno
