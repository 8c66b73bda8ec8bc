"""The constants of this platform, loaded from the table that the build made.

A constant that the platform lacks is not here at all.  `numbers` has them as plain ints, which is what the code of
cffisock works with; `public` has what users see: members of the four enums where the standard library has enums.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag

from cffisock.native import ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _load() -> dict[str, int]:
    names = ffi.string(lib.cs_constant_names).decode("ascii").split()
    found = zip(names, ffi.unpack(lib.cs_constant_numbers, len(names)))
    absent = lib.CS_ABSENT
    return {name: number for name, number in found if number != absent}


def _members(prefix: str) -> list[tuple[str, int]]:
    """The members of an enum, in the standard library's order: of two names for a number the first is canonical."""
    chosen = [(number, name) for name, number in numbers.items() if name.startswith(prefix) and name.isupper()]
    return [(name, number) for number, name in sorted(chosen)]


numbers: dict[str, int] = _load()

# The type checker cannot know the members (hence the ignores): they come from the table.
AddressFamily = IntEnum("AddressFamily", _members("AF_"), module="cffisock")  # type: ignore[misc]
SocketKind = IntEnum("SocketKind", _members("SOCK_"), module="cffisock")  # type: ignore[misc]
MsgFlag = IntFlag("MsgFlag", _members("MSG_"), module="cffisock")  # type: ignore[misc]
AddressInfo = IntFlag("AddressInfo", _members("AI_"), module="cffisock")  # type: ignore[misc]

public: dict[str, Any] = {
    **numbers,
    **AddressFamily.__members__,
    **SocketKind.__members__,
    **MsgFlag.__members__,
    **AddressInfo.__members__,
}
texts: dict[str, str] = {}
if "AF_BLUETOOTH" in numbers:
    texts = {"BDADDR_ANY": "00:00:00:00:00:00", "BDADDR_LOCAL": "00:00:00:FF:FF:FF"}
public.update(texts)
