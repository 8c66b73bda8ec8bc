"""The directive ``constants``: tables of all constants of some subjects, with the number of each on every platform.

    .. constants:: can can_error

The names, their order, the headings and what is said of them come from ``backends/*/constants/SUBJECT.h``, the numbers
from what compilers of the platforms said (``tests/cross/tables``).  Each name can be linked to, also from other
projects, as ``cffisock.NAME``.  A subject that no page shows is a warning.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import build_ffi
from tests.cross.run import read
from tests.cross.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

LAYERS = ("common", "posix", "linux", "bsd", "darwin", "windows")
COLUMNS = {
    "Linux": "linux",
    "macOS": "darwin",
    "FreeBSD": "freebsd",
    "NetBSD": "netbsd",
    "OpenBSD": "openbsd",
    "Windows": "windows",
}
VARIES = "†"


class Group(NamedTuple):
    """Constants that stand together.

    Attributes:
        about: what the table says of all of them, only for the first of a file.
        heading: what it says of these.
        names: theirs.
    """

    about: str
    heading: str
    names: list[str]


def files(subject: str) -> list[Path]:
    """The tables of a subject."""
    return [path for layer in LAYERS for path in build_ffi.BACKENDS.glob(f"{layer}/constants/{subject}.h")]


def subjects() -> set[str]:
    """All there are."""
    return {path.stem for path in build_ffi.BACKENDS.glob("*/constants/*.h")}


def groups(path: Path) -> list[Group]:
    """What a table consists of."""
    found: list[Group] = []
    about = heading = ""
    text = path.read_text(encoding="utf-8")
    for comment, name in re.findall(r"/\*(.*?)\*/|^#define\s+(\w+)", text, flags=re.DOTALL | re.MULTILINE):
        if comment:
            said = re.sub(r"\s*\n \* ?", " ", comment).strip()
            about, heading = (said, "") if not about else (about, said)
        elif found and (found[-1].heading == heading or not heading):
            found[-1].names.append(name)
        else:
            found.append(Group("" if found else about, heading, [name]))
    return found


@cache
def numbers(platform: str) -> dict[str, str]:
    """The constants of a platform's first target."""
    return read(next(target for target in TARGETS if target.platform == platform))


@cache
def varying(platform: str) -> set[str]:
    """The constants that another processor, or C library, of the platform numbers otherwise, or lacks."""
    first, *others = (target for target in TARGETS if target.platform == platform)
    own = read(first)
    return {name for target in others for name in own if read(target).get(name) != own[name] and " " not in name}


class Constants(SphinxDirective):
    """See the module."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """What stands in its place."""
        shown = self.env.domaindata.setdefault("cffisock-constants", {})
        wanted = self.arguments[0].split()
        result: list[nodes.Node] = []
        seen: set[str] = set()
        for subject in wanted:
            shown[subject] = self.env.docname
            paths = files(subject)
            if not paths:
                raise self.error(f"there is no table of constants called {subject}")
            for path in paths:
                self.state.document.settings.record_dependencies.add(str(path))
                for group in groups(path):
                    names = [name for name in group.names if name not in seen]
                    seen.update(names)
                    if group.about:
                        result.append(nodes.paragraph(text=group.about))
                    if names:
                        result.append(self.table(group.heading, names))
        return result

    def table(self, heading: str, names: list[str]) -> nodes.Node:
        """The constants of a group."""
        columns = {title: name for title, name in COLUMNS.items() if numbers(name).keys() & set(names)} or COLUMNS
        table = nodes.table(classes=["constants"])
        if heading:
            table += nodes.title(text=heading)
        group = nodes.tgroup(cols=1 + len(columns))
        group += nodes.colspec(colwidth=40)
        group.extend(nodes.colspec(colwidth=12) for _ in columns)
        head = nodes.row()
        head.extend(self.entry(nodes.Text(text)) for text in ("name", *columns))
        group += nodes.thead("", head)
        group += nodes.tbody("", *(self.row(name, list(columns.values())) for name in names))
        table += group
        return table

    def row(self, name: str, platforms: list[str]) -> nodes.row:
        """A constant."""
        full = f"cffisock.{name}"
        literal = nodes.literal(text=name, classes=["constant"])
        domain: Any = self.env.get_domain("py")
        if full not in domain.objects:  # some stand in the tables of two subjects: the first counts
            literal["ids"].append(full)
            domain.note_object(full, "data", full, location=self.get_location())
        row = nodes.row()
        row += self.entry(literal)
        for platform in platforms:
            number = numbers(platform).get(name, "")
            row += self.entry(nodes.Text(number + (VARIES if name in varying(platform) else "")))
        return row

    @staticmethod
    def entry(content: nodes.Node) -> nodes.entry:
        """A cell."""
        return nodes.entry("", nodes.paragraph("", "", content))


def check(_: Sphinx, env: Any) -> None:
    """Warns of tables that no page shows."""
    for subject in sorted(subjects() - set(env.domaindata.get("cffisock-constants", {}))):
        logging.getLogger(__name__).warning("no page shows the constants of %s", subject)


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("constants", Constants)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
