"""Wine, which runs Windows programs on Linux: Debian trixie's Wine 10, unpacked beside the system.

It is entered by chroot in a mount namespace of its own, in which everything of this machine but its libraries and
programs is where it always is.  A server is kept alive from `Wine.__enter__` to `Wine.__exit__`, since a program starts
ten times quicker then; it and the services of Windows get no file of ours, or whoever reads a pipe would wait for them.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pythons.root import OWN, SHARE
from tests.vm.packages import Suite

if TYPE_CHECKING:
    from collections.abc import Mapping

RELEASE = "trixie"
PACKAGES = ("wine", "wine64", "libz-mingw-w64", "fonts-liberation")
LOADER, SERVER = "/usr/lib/wine/wine64", "/usr/lib/wine/wineserver64"
# Of this machine's settings, what name resolution needs.
SETTINGS = ("group", "hosts", "nsswitch.conf", "passwd", "protocols", "resolv.conf", "services")
ENTER = (
    """
root=$1 folder=$2; shift 2
"""
    + SHARE
    + """exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@"
"""
)


def cache() -> Path:
    """The folder for what is worth keeping between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "cffisock" / "windows"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def windows_path(path: Path) -> str:
    """What a Windows program calls a file of this machine."""
    return "Z:" + str(path).replace("/", "\\")


def unix_path(text: str) -> str:
    """An argument of a Windows program with the names of files in it as this machine calls them."""
    return text.replace("\\", "/").replace("Z:/", "/")


def provide() -> Path:
    """The folder with Wine in it, unpacked by the first who needs it."""
    folder = cache() / f"wine-{RELEASE}"
    if folder.exists():
        return folder
    print(f"unpacking Wine of {RELEASE}", flush=True)
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    with closing(Suite(RELEASE)) as suite:
        suite.unpack_system(PACKAGES, half)
    # What Wine's package does when it is installed: mingw's zlib becomes one of Wine's own libraries.
    zlib = (half / "usr/x86_64-w64-mingw32/lib/zlib1.dll").read_bytes()
    marked = zlib[:64] + b"Wine builtin DLL".ljust(32, b"\0") + zlib[96:]
    (library,) = (half / "usr/lib").glob("*/wine/x86_64-windows")
    (library / "zlib1.dll").write_bytes(marked)
    for name in SETTINGS:
        if Path("/etc", name).exists():
            shutil.copyfile(Path("/etc", name), half / "etc" / name)
    with (half / "etc" / "hosts").open("a", encoding="utf-8") as hosts:
        hosts.write("127.0.0.53 rätsel.test\n")  # for test_code_pages.py
    half.rename(folder)
    return folder


class Wine:
    """A Windows of one's own, forgotten at the end."""

    def __init__(self) -> None:
        """Sees to it that Wine is there."""
        self._root = provide()
        self._place = tempfile.TemporaryDirectory(prefix="cffisock-wine-", ignore_cleanup_errors=True)
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        """For files that are to be forgotten as well."""
        return Path(self._place.name)

    def __enter__(self) -> Wine:  # noqa: PYI034 - nobody inherits from it
        """Starts Windows."""
        (self.folder / "prefix").mkdir()
        self._server = self._start([SERVER, "--foreground", "--persistent"])
        version = ["reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"]
        try:
            for command in (["wineboot", "--init"], version):
                self._start([LOADER, *command]).wait(timeout=600)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        """Ends Windows, and all that still runs in it."""
        try:
            self._start([SERVER, "--kill"]).wait(timeout=30)
            if self._server is not None:
                self._server.wait(timeout=30)
        finally:
            if self._server is not None and self._server.poll() is None:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()
            self._place.cleanup()

    def _start(
        self,
        command: list[str],
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
        output: int = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        # It ends with this process, however that ends.
        namespace = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount"]
        namespace += [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))},
            **(variables or {}),
            "OWN": " ".join(OWN),
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINELOADER": LOADER,
            "WINEDEBUG": "-all",
            "XDG_RUNTIME_DIR": str(self.folder),
        }
        return subprocess.Popen(
            [*namespace, "sh", "-c", ENTER, "sh", str(self._root), str(folder or self.folder), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )

    def run(
        self, command: list[str], limit: float, variables: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> tuple[int, str]:
        """Runs a Windows program.

        Args:
            command: the program, as this machine calls it, and its arguments, as Windows does.
            limit: seconds, after which it is killed.
            variables: of its environment.
            folder: to run in.

        Returns:
            The exit status, -1 if it took too long; and what it printed.
        """
        with tempfile.TemporaryFile(dir=self.folder) as output:
            process = self._start([LOADER, *command], variables, folder, output.fileno())
            try:
                status = process.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                status = -1
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            output.seek(0)
            return status, output.read().decode("utf-8", "replace").replace("\r\n", "\n")
