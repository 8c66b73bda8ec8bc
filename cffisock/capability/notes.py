"""The note on an OSError from ``socket()``: why, and what would help.  Loaded when the first such error happens."""

from __future__ import annotations

import sys
from time import monotonic

from cffisock.capability.kernel import Kernel
from cffisock.capability.records import Status
from cffisock.capability.survey import explained
from cffisock.capability.table import FAMILIES, Protocol, Row
from cffisock.constants import numbers
from cffisock.memo import remember

TYPE_CHECKING = False
if TYPE_CHECKING:
    Asked = tuple[int, int, int]

# When a program tries in a loop, the kernel's files are not read each time: a note holds for so many seconds.
_HOLDS = 1.0
_said: dict[tuple[Asked, int], tuple[float, str]] = {}
_TYPES = {number: name for name, number in numbers.items() if name.startswith("SOCK_")}
_FLAGS = numbers.get("SOCK_NONBLOCK", 0) | numbers.get("SOCK_CLOEXEC", 0)


def add(error: OSError, family: int, kind: int, protocol: int) -> None:
    """Adds the note to an error of ``socket(family, kind, protocol)``, if there is something to say.

    From Python 3.11 on it is shown with the traceback; before, it is in ``__notes__`` too, for those who look there.
    """
    asked, number = (family, kind & ~_FLAGS, protocol), error.errno or 0
    said, note = _said.get((asked, number), (0.0, ""))
    if not said or said + _HOLDS < monotonic():
        note = _note(asked, number)
        remember(_said, (asked, number), (monotonic(), note))
    if not note:
        return
    if sys.version_info >= (3, 11):
        error.add_note(note)
    else:
        error.__notes__ = [*getattr(error, "__notes__", ()), note]  # type: ignore[attr-defined]


def _note(asked: Asked, failure: int) -> str:
    row = next((row for row in FAMILIES if numbers.get(row.name) == asked[0]), None)
    if row is None:
        return ""
    protocol = _protocol(row, *asked[1:])
    finding = explained(row, protocol, asked, failure, Kernel())
    if finding.status is Status.FAILED:
        return ""
    name = f"{row.name}, {protocol.name}" if protocol.name else row.name
    return " ".join(part for part in (f"{name}:", finding.reason, finding.hint) if part)


def _protocol(row: Row, kind: int, number: int) -> Protocol:
    """What is known of a protocol, or of the family's sockets of that type."""
    for protocol in row.protocols:
        if numbers.get(protocol.type) == kind and numbers.get(protocol.name, protocol.number) == number:
            return protocol
    raw = kind == numbers["SOCK_RAW"]
    return Protocol(_TYPES.get(kind, ""), privilege="CAP_NET_RAW" if raw and not row.privilege else "")
