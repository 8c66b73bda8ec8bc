"""The constants of this platform, loaded from the table that the build made.

A constant that the platform lacks is not here at all.  `numbers` has them as plain ints, which is what the code of
cffisock works with; `public` has what users see: members of the four enums where the standard library has enums.
"""

from __future__ import annotations

import sys
from enum import IntEnum, IntFlag

from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# In alphabetical order, each between blanks.
_NAMES: str = " " + ffi.string(lib.cs_constant_names).decode("ascii")


def _load() -> dict[str, int]:
    names = _NAMES.split()
    found = ffi.unpack(lib.cs_constant_numbers, len(names))
    here = dict(zip(names, found))
    position = -1
    for _ in range(found.count(lib.CS_ABSENT)):
        position = found.index(lib.CS_ABSENT, position + 1)
        del here[names[position]]
    if hasattr(lib, "cs_provides"):
        _as_windows_has_them(here)
    return here


# The builds of Windows 10 that these came with.
_LATER = {"TCP_FASTOPEN": 14393, "TCP_KEEPCNT": 15063, "TCP_KEEPIDLE": 16299, "TCP_KEEPINTVL": 16299}


def _as_windows_has_them(here: dict[str, int]) -> None:
    """Removes what came with a later Windows than this one; and Python takes IPv4 addresses for C longs of 32 bits."""
    here.update({name: number - 2**32 for name, number in here.items() if name.startswith("INADDR_") and number >> 31})
    build = sys.getwindowsversion().build  # type: ignore[attr-defined,unused-ignore]  # where there is a cs_provides
    for name, first in _LATER.items():
        if build < first:
            here.pop(name, None)
    if lib.cs_provides(here["AF_UNIX"]) <= 0:
        del here["AF_UNIX"]


def _members(prefix: str) -> list[tuple[str, int]]:
    """The members of an enum, in the standard library's order: of two names for a number the first is canonical."""
    first, last = (found(f" {prefix}") for found in (_NAMES.find, _NAMES.rfind))
    names = _NAMES[first : _NAMES.index(" ", last + 1)].split()
    chosen = [(numbers[name], name) for name in names if name in numbers and name.isupper()]
    return [(name, number) for number, name in sorted(chosen)]


numbers: dict[str, int] = _load()

if TYPE_CHECKING:
    from cffisock._declared import AddressFamily as AddressFamily
    from cffisock._declared import AddressInfo as AddressInfo
    from cffisock._declared import MsgFlag as MsgFlag
    from cffisock._declared import SocketKind as SocketKind
else:
    AddressFamily = IntEnum("AddressFamily", _members("AF_"), module="cffisock")
    SocketKind = IntEnum("SocketKind", _members("SOCK_"), module="cffisock")
    MsgFlag = IntFlag("MsgFlag", _members("MSG_"), module="cffisock")
    AddressInfo = IntFlag("AddressInfo", _members("AI_"), module="cffisock")

public: dict[str, Any] = {
    **numbers,
    **AddressFamily.__members__,
    **SocketKind.__members__,
    **MsgFlag.__members__,
    **AddressInfo.__members__,
}
if ffi.sizeof("long") == 4 and not hasattr(lib, "cs_provides"):
    # The standard library's are C longs, which have a sign, on processors of 32 bits too.
    public.update({name: number - 2**32 for name, number in numbers.items() if number >> 31 == 1})
texts: dict[str, str] = {}
if "AF_BLUETOOTH" in numbers:
    texts = {"BDADDR_ANY": "00:00:00:00:00:00", "BDADDR_LOCAL": "00:00:00:FF:FF:FF"}
if "HV_PROTOCOL_RAW" in numbers:
    texts.update(
        HV_GUID_ZERO="00000000-0000-0000-0000-000000000000",
        HV_GUID_WILDCARD="00000000-0000-0000-0000-000000000000",
        HV_GUID_BROADCAST="FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        HV_GUID_CHILDREN="90DB8B89-0D35-4F79-8CE9-49EA0AC8B7CD",
        HV_GUID_LOOPBACK="E0E16197-DD56-4A10-9195-5EE7A155A838",
        HV_GUID_PARENT="A42E7CDA-D03F-480C-9CC2-A4DE20ABB878",
    )
public.update(texts)
