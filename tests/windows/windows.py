"""A Windows Python with cffisock, and how to run it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from tests.conformance.interpreters import NOT_COPIED
from tests.windows import pythons
from tests.windows.wine import Wine, windows_path

ROOT = Path(__file__).resolve().parents[2]


class Windows(NamedTuple):
    """A Windows Python with cffisock.

    Attributes:
        version: like "3.13".
        wine: where it runs.
        folder: of this version, for files.
    """

    version: str
    wine: Wine
    folder: Path

    @property
    def python(self) -> Path:
        """The program."""
        return pythons.home(self.version) / "python.exe"

    @property
    def site(self) -> Path:
        """What pip installs into, to be imported from there."""
        return self.folder / "site"

    @property
    def checkout(self) -> Path:
        """A copy of this checkout without the package, which is to be the one that was installed."""
        folder = self.folder / "checkout"
        if not folder.exists():
            shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
            shutil.rmtree(folder / "cffisock")
        return folder

    def run(
        self,
        arguments: list[str],
        limit: float,
        *path: Path,
        folder: Path | None = None,
        variables: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        """Runs Python with these arguments, with ``path`` to import from before all else."""
        searched = [*path, self.site, pythons.packages(self.version)]
        environment = {
            "PYTHONPATH": ";".join(map(windows_path, searched)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            **(variables or {}),
        }
        return self.wine.run([str(self.python), *arguments], limit, environment, folder or self.folder)

    def say(self, text: str) -> None:
        """Prints what was found out on this Python."""
        print(f"{self.version}: {text}", flush=True)
