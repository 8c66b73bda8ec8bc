"""What Debian's packages provide: programs of this machine, and packages unpacked into a folder.

Programs are installed by ``apt-get install`` where this is root on a Debian; anywhere else a `MissingError` says what
to install.  Packages that must not be installed (another kernel, a program of a later release) are downloaded through
a private configuration of apt: its own lists and cache, no installed package, and this machine's own sources with
another suite in the place of its own.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCES = pathlib.Path("/etc/apt")
FOLDERS = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])


class MissingError(Exception):
    """Something that the virtual machine needs cannot be had; the message says what and why."""


def cache() -> pathlib.Path:
    """The folder for what is worth keeping between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(base) / "cffisock" / "vm"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def program(name: str) -> str | None:
    """Where a program is, the administrator's included."""
    return shutil.which(name, path=FOLDERS)


def command(*arguments: str | os.PathLike[str], environment: dict[str, str] | None = None) -> str:
    """Run a command that has to succeed; answer what it printed."""
    shown = " ".join(map(str, arguments))
    try:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env={**os.environ, "PATH": FOLDERS, **(environment or {})},
            check=False,
            timeout=600,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingError(f"{shown}: {error}") from None
    if done.returncode:
        raise MissingError(f"{shown}: exit status {done.returncode}\n{done.stdout.strip()}")
    return done.stdout


def require(programs: dict[str, str]) -> None:
    """See to it that programs are there; the table has the package of each."""
    lacking = sorted({package for name, package in programs.items() if not program(name)})
    if not lacking:
        return
    if os.geteuid() != 0 or not program("apt-get"):
        raise MissingError(f"the virtual machine needs what these Debian packages hold: {' '.join(lacking)}")
    print(f"installing {' '.join(lacking)}", file=sys.stderr, flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    patient = ("-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3")
    install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *patient, *lacking)
    try:
        command(*install, environment=quiet)
    except MissingError:  # the lists may be old, or not there
        command("apt-get", "update", "-qq", *patient, environment=quiet)
        command(*install, environment=quiet)


def codename() -> str:
    """The release that this machine runs: bookworm."""
    try:
        text = pathlib.Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"^VERSION_CODENAME=(\w+)$", text, re.MULTILINE)
    if not found or not program("apt-get"):
        raise MissingError("the virtual machine's kernel comes from Debian's packages, and this machine has no apt")
    return found.group(1)


class Suite:
    """A suite of Debian's archive, reached beside the one that this machine runs on; ends with its folder."""

    def __init__(self, name: str, architecture: str | None = None) -> None:
        """Reads the suite's list of packages, for this machine's architecture or another."""
        self.name = name
        self._folder = tempfile.TemporaryDirectory(prefix="cffisock-apt-")
        folder = pathlib.Path(self._folder.name)
        for part in ("sources", "lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True)
        (folder / "status").touch()
        own = re.compile(rf"(?<![\w-]){codename()}(?![\w-])")
        for source in [SOURCES / "sources.list", *sorted((SOURCES / "sources.list.d").glob("*"))]:
            if source.suffix in (".list", ".sources") and source.exists():
                # Stanzas, or lines; without those for updates, which other suites have under other names or not at all.
                parts = re.split(r"\n\n|\n(?=deb)", source.read_text(encoding="utf-8"))
                text = "\n\n".join(own.sub(name, part) for part in parts if own.search(part))
                text = re.sub(rf"\b{codename()}-\w+", "", text)
                (folder / "sources" / source.name).write_text(f"{text}\n", encoding="utf-8")
        other = (
            f'APT::Architecture "{architecture}"; APT::Architectures {{ "{architecture}"; }};' if architecture else ""
        )
        (folder / "apt.conf").write_text(
            f"""
            Dir::Etc::sourcelist "/dev/null";
            Dir::Etc::sourceparts "{folder}/sources";
            Dir::State::status "{folder}/status";
            Dir::State::lists "{folder}/lists";
            Dir::Cache "{folder}/cache";
            APT::Sandbox::User "root";
            APT::Default-Release "{name}";
            Acquire::Retries "3";
            {other}
            """,
            encoding="utf-8",
        )
        self._environment = {"APT_CONFIG": str(folder / "apt.conf"), "LC_ALL": "C"}
        try:
            command("apt-get", "update", "-qq", environment=self._environment)
        except MissingError:
            self.close()
            raise

    def depends(self, package: str) -> list[str]:
        """The packages that a package depends on."""
        said = command("apt-cache", "depends", "--important", package, environment=self._environment)
        return re.findall(r"^ +Depends: ([^<\s]+)$", said, re.MULTILINE)

    def unpack(self, package: str, folder: pathlib.Path) -> None:
        """Download a package and unpack it, without what it would do when installed."""
        with tempfile.TemporaryDirectory(dir=self._folder.name) as place:
            download = ("env", "--chdir", place, "apt-get", "download", "-qq", package)
            command(*download, environment=self._environment)
            (file,) = pathlib.Path(place).glob("*.deb")
            command("dpkg-deb", "-x", file, folder)

    def source(self, package: str, folder: pathlib.Path) -> None:
        """Download a source package and unpack what its authors published, without Debian's changes."""
        for file in (pathlib.Path(self._folder.name) / "sources").iterdir():
            text = file.read_text(encoding="utf-8")
            if "deb-src" not in text:
                text = re.sub(r"^Types: deb$", "Types: deb deb-src", text, flags=re.MULTILINE)
                text = re.sub(r"^deb (.*)$", r"deb \1\ndeb-src \1", text, flags=re.MULTILINE)
                file.write_text(text, encoding="utf-8")
        with tempfile.TemporaryDirectory(dir=self._folder.name) as place:
            command("apt-get", "update", "-qq", environment=self._environment)
            fetch = ("env", "--chdir", place, "apt-get", "source", "-qq", "--download-only", package)
            command(*fetch, environment=self._environment)
            (archive,) = pathlib.Path(place).glob("*.orig.tar.?z")
            folder.mkdir()
            command("tar", "-x", "-f", archive, "-C", folder, "--strip-components=1")

    def unpack_system(self, packages: tuple[str, ...], folder: pathlib.Path) -> None:
        """Unpack packages, all that they depend on, and what it takes to enter the folder by chroot."""
        essential = ("base-files", "bash", "coreutils", "dash", "libc-bin")
        install = ("apt-get", "install", "-qq", "-y", "--download-only", "--no-install-recommends")
        command(*install, *essential, *packages, environment=self._environment)
        folder.mkdir(parents=True, exist_ok=True)
        files = (pathlib.Path(self._folder.name) / "cache" / "archives").glob("*.deb")
        # The one that makes the links /bin and /lib comes first; tar keeps them, where dpkg-deb -x would not.
        for file in sorted(files, key=lambda file: (not file.name.startswith("base-files"), file.name)):
            into = 'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink --no-same-owner -C "$2"'
            command("bash", "-o", "pipefail", "-c", into, "bash", file, folder)

    def close(self) -> None:
        """Forget the lists."""
        self._folder.cleanup()
