"""The table that ``python -m cffisock`` prints: 80 columns, and colours on a terminal that tell nothing more."""

from __future__ import annotations

import os
import platform
import textwrap

from cffisock.capability.records import Capability, Kind, Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TextIO

WIDTH = 80
_NAME, _STATUS, _OWN = 20, 22, 10
_COLOURS = {Status.AVAILABLE: "32", Status.LOADABLE: "36", Status.MISSING: "2", Status.NOT_HERE: "2"}
_OTHERS = "33"
_GOOD = (Status.AVAILABLE, Status.LOADABLE)


def wants_colour(stream: TextIO) -> bool:
    """Whether to use colours: the stream is a terminal that has them, and the user did not say no (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def machine() -> str:
    """What the report was made on."""
    interpreter = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{interpreter}, {platform.system()} {platform.release()}"


def heading(version: str, made_on: str) -> str:
    """The first line."""
    return f"cffisock {version} on {made_on}"


def lines(found: Mapping[str, Capability], colour: bool = False) -> Iterator[str]:
    """The report, line by line."""
    for kind, title in ((Kind.FAMILY, "family"), (Kind.FEATURE, "feature")):
        yield f"{title:{_NAME}}{'here':{_STATUS}}{'own':{_OWN}}for"
        for capability in found.values():
            if capability.kind is kind:
                yield from _entry(capability, colour)
        yield ""
    counts = ", ".join(f"{status.value}: {number}" for status, number in _counts(found.values()))
    added = sum(not one.own and one.status in _GOOD for one in found.values())
    yield from wrapped(f"{counts}. The own socket lacks {added} of those that work.")


def _counts(found: Iterable[Capability]) -> list[tuple[Status, int]]:
    statuses = [one.status for one in found]
    return [(status, statuses.count(status)) for status in Status if status in statuses]


def _entry(found: Capability, colour: bool) -> Iterator[str]:
    """A family or a feature: what it is, why it does not work, and its protocols."""
    own = "has it" if found.own else "lacks it"
    status = _painted(f"{found.status.value:{_STATUS}}", found.status, colour)
    yield f"{found.name:{_NAME}}{status}{own:{_OWN}}{found.purpose}"
    yield from _why(found.reason, found.hint, 4)
    for alike in _groups(found):
        names = ", ".join(protocol.name for protocol in alike)
        first = alike[0]
        if first.reason == found.reason:
            yield from _indented(names, 2)
            continue
        hint = first.hint if all(protocol.hint == first.hint for protocol in alike) else ""
        why = f" {first.reason}" if first.reason else ""
        yield from _why(f"{names}: {first.status.value}.{why}", hint, 2)


def _groups(found: Capability) -> list[list[Capability]]:
    """The protocols of a family, those of which the same is to be said together."""
    groups: dict[tuple[Status, str], list[Capability]] = {}
    for protocol in found.protocols:
        groups.setdefault((protocol.status, protocol.reason), []).append(protocol)
    return list(groups.values())


def _why(reason: str, hint: str, indent: int) -> list[str]:
    """On one line if they fit; else the hint, which may be a command, gets its own."""
    if indent + len(f"{reason} {hint}") <= WIDTH:
        return _indented(f"{reason} {hint}", indent)
    return _indented(reason, indent) + _indented(hint, 4)


def _indented(text: str, by: int) -> list[str]:
    return wrapped(text, " " * by, " " * 4)


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """A text in lines, no word broken: it may be an option or a path."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _painted(text: str, status: Status, colour: bool) -> str:
    return f"\033[{_COLOURS.get(status, _OTHERS)}m{text}\033[0m" if colour else text
