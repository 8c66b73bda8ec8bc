"""Checks what was built: every link inside leads somewhere, and every public name can be found in ``objects.inv``.

python -m docs.tools.check docs/_build/html
"""

from __future__ import annotations

import inspect
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import cffisock
from cffisock import addresses, aio, capability, families, zerocopy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Page(HTMLParser):
    """The places and the links of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.places: set[str] = {""}
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes in a tag."""
        found = {name: value or "" for name, value in attrs}
        self.places.update(value for name, value in found.items() if name in ("id", "name"))
        self.links += [found[name] for name in ("href", "src") if name in found]


def broken(folder: Path) -> Iterator[str]:
    """Links to what is not there."""
    pages = {path.resolve(): Page(path) for path in folder.rglob("*.html") if "_static" not in path.parts}
    count = 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            count += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                yield f"{path.relative_to(folder.resolve())}: {link}: no such file"
            elif target in pages and unquote(parts.fragment) not in pages[target].places:
                yield f"{path.relative_to(folder.resolve())}: {link}: no such place"
    print(f"{len(pages)} pages, {count} links inside")


def inventory(folder: Path) -> set[str]:
    """The names in ``objects.inv``."""
    packed = (folder / "objects.inv").read_bytes().split(b"\n", 4)[4]
    lines = zlib.decompress(packed).decode("utf-8").splitlines()
    return {line.split(" py:")[0] for line in lines if " py:" in line}


def public() -> Iterator[str]:
    """The public names."""
    yield from (f"cffisock.{name}" for name in cffisock.__all__)
    for module in (addresses, aio, capability, families):
        yield from (f"{module.__name__}.{name}" for name in module.__all__)
    owners = {
        "cffisock.socket": cffisock.socket,
        "cffisock.DatagramBatch": cffisock.DatagramBatch,
        "cffisock.Datagram": cffisock.Datagram,
        "cffisock.zerocopy.Token": zerocopy.Token,
        "cffisock.SocketIO": cffisock.SocketIO,
    }
    for label, owner in owners.items():
        for name in dir(owner):
            value = inspect.getattr_static(owner, name)
            value = value.fget if isinstance(value, property) else value
            if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith("cffisock"):
                yield f"{label}.{name}"


def main(folder: Path) -> int:
    """Returns the exit status."""
    names = set(public())
    documented = inventory(folder)
    missing = sorted(names - documented)
    problems = [*broken(folder), *(f"{name} is not documented" for name in missing)]
    print(f"{len(names)} public names, {len(names) - len(missing)} documented; {len(documented)} to be linked to")
    print(*problems, sep="\n", end="")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
