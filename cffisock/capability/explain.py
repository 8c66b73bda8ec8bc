"""What ``python -m cffisock explain NAME`` and `cffisock.explain` say: all that is known of a thing, or of an error."""

from __future__ import annotations

from cffisock.capability.records import Capability, Kind, Status
from cffisock.capability.report import wrapped
from cffisock.capability.table import BY_NAME as FAMILIES
from cffisock.capability.table import OWNERS
from cffisock.families.base import families, waiting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL = 20


def explain_error(error: BaseException) -> str:
    """The notes of an exception; what it says itself if there are none."""
    notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, str)]
    return "\n".join(notes) or f"{error}: nothing more is known of this."


def explain_record(found: Capability) -> str:
    """What is known of a record, in lines of at most 80 columns."""
    number = "" if found.number is None else f" ({found.number})"
    lines = [f"{found.name}{number}, a {found.kind.value}: {found.purpose}", ""]
    for label, text in _facts(found):
        lines += wrapped(text, f"{label:{_LABEL}} ", " " * (_LABEL + 1))
    return "\n".join(lines)


def _facts(found: Capability) -> Iterator[tuple[str, str]]:
    yield "here", found.status.value
    if found.reason:
        yield "why", found.reason
    if found.hint:
        yield "what helps", found.hint
    row = FAMILIES.get(found.name) or OWNERS.get(found.name)
    if found.kind is Kind.PROTOCOL and row is not None:
        yield "family", row.name
    if found.module:
        yield "module", found.module
    if row is not None and row.config:
        config = next((name.config for name in row.protocols if name.name == found.name and name.config), row.config)
        yield "built with", config
    if found.privilege:
        yield "takes", found.privilege
    yield "own socket", "has it" if found.own else "lacks it"
    if found.kind is Kind.FAMILY and found.number is not None:
        codec = found.number in families or found.number in waiting
        yield "addresses", "as documented for the family" if codec else "none yet: only their bytes"
    for protocol in found.protocols:
        status = protocol.status.value
        same = protocol.status is Status.AVAILABLE or protocol.reason == found.reason
        yield protocol.name, status if same else f"{status}. {protocol.reason}"
