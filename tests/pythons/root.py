"""Another Debian beside this one: packages of any suite, for any processor, unpacked into a folder and entered.

Nothing is installed.  A command runs with the folder as its root, in a mount namespace of its own, in which everything
of this machine but its programs and libraries is where it always is.  If the folder is for another processor, QEMU's
user emulation takes the place of that; the kernel is told so in a user namespace of its own, and forgets it with that.
"""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.vm.packages import Suite

# What the folder has of its own; all else is this machine's.
OWN = ("bin", "boot", "etc", "lib", "lib32", "lib64", "libx32", "sbin", "usr", "var")
# Of this machine's settings, what name resolution and pip need.
SETTINGS = ("group", "hosts", "passwd", "pip.conf", "protocols", "resolv.conf", "services", "ssl/certs")
# In the shell: all of this machine's folders but $OWN stand in $root, too.
SHARE = """
for name in $(ls /); do
    case " $OWN " in *" $name "*) continue ;; esac
    [ -d "/$name" ] && [ ! -L "/$name" ] || continue
    mkdir -p "$root/$name" && mount --rbind "/$name" "$root/$name"
done
"""
ENTER = (
    """
set -e
root=$1 folder=$2; shift 2
if [ -n "$EMULATE" ]; then
    mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
    printf %s "$EMULATE" >/proc/sys/fs/binfmt_misc/register
fi
mount --bind "$root" "$root"
"""
    + SHARE
    + """for bound in $BOUND; do
    mkdir -p "$root${bound#*:}" && mount --bind "${bound%%:*}" "$root${bound#*:}"
done
mkdir -p "$root/.outside"
cd "$root"
pivot_root . .outside
cd "$folder"
exec "$@"
"""
)

EMULATOR_RELEASE = "trixie"


class Processor(NamedTuple):
    """A processor that QEMU emulates.

    Attributes:
        emulator: what QEMU calls it.
        machine: its number in an ELF file's header, <elf.h>'s EM_*.
        bits: of an address: 32 or 64.
        order: of bytes.
    """

    emulator: str
    machine: int
    bits: int
    order: str = "little"

    def registration(self, program: Path) -> str:
        """What the kernel's binfmt_misc is told: which files it hands to the program.

        They begin with ELF's identification, of which all from the ABI on may be anything, and their type is a program
        or a shared object (2 or 3); flags: F opens the emulator at once, P and O keep what was said of the file.
        """
        header = b"\x7fELF" + bytes([self.bits // 32, 1 if self.order == "little" else 2, 1]) + bytes(9)
        little = self.order == "little"
        kind = (2).to_bytes(2, "little" if little else "big")
        magic = header + kind + self.machine.to_bytes(2, "little" if little else "big")
        any_kind = b"\xfe\xff" if little else b"\xff\xfe"
        mask = b"\xff" * 7 + bytes(9) + any_kind + b"\xff\xff"
        spelled = ["".join(f"\\x{byte:02x}" for byte in part) for part in (magic, mask)]
        return f":cffisock-{self.emulator}:M::{spelled[0]}:{spelled[1]}:{program}:FPO"


# By Debian's name of the architecture.
PROCESSORS = {
    "arm64": Processor("aarch64", 183, 64),
    "armhf": Processor("arm", 40, 32),
    "riscv64": Processor("riscv64", 243, 64),
    "s390x": Processor("s390x", 22, 64, "big"),
}
# What this machine's processor runs by itself.
NATIVE = {"x86_64": ("amd64", "i386"), "aarch64": ("arm64",)}.get(platform.machine(), ())


def cache() -> Path:
    """The folder for what is worth keeping between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "cffisock" / "roots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def emulator(processor: Processor) -> Path:
    """QEMU's program that emulates a processor."""
    folder = cache() / f"qemu-user-{EMULATOR_RELEASE}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=cache()) as name, closing(Suite(EMULATOR_RELEASE)) as suite:
            half = Path(name, "half")
            suite.unpack("qemu-user", half)
            half.rename(folder)
    return folder / "usr" / "bin" / f"qemu-{processor.emulator}"


class Root:
    """A folder with packages of a suite, for an architecture."""

    def __init__(self, release: str, architecture: str, packages: tuple[str, ...]) -> None:
        """Unpacks the packages if they are not there yet."""
        self.release = release
        self.folder = cache() / f"{release}-{architecture}"
        self._processor = None if architecture in NATIVE else PROCESSORS[architecture]
        wanted = self.folder / "packages.txt"
        if not wanted.exists() or wanted.read_text(encoding="utf-8").split() != list(packages):
            print(f"unpacking {architecture} packages of {release}", flush=True)
            shutil.rmtree(self.folder, ignore_errors=True)
            half = self.folder.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            with closing(Suite(release, architecture)) as suite:
                suite.unpack_system(packages, half)
            for name in SETTINGS:
                source, target = Path("/etc", name), half / "etc" / name
                if source.is_dir():
                    shutil.copytree(source, target, dirs_exist_ok=True)
                elif source.exists():
                    shutil.copyfile(source, target)
            (half / wanted.name).write_text("\n".join(packages), encoding="utf-8")
            half.rename(self.folder)

    def run(
        self,
        command: list[str],
        limit: float,
        folder: Path,
        log: Path,
        variables: dict[str, str] | None = None,
        bound: dict[Path, str] | None = None,
    ) -> int:
        """Runs a command in it, and ends whatever that leaves behind.

        Args:
            command: the program and its arguments, as they are called inside.
            limit: seconds, after which it is killed.
            folder: to run in.
            log: the file for what it prints.
            variables: of its environment, besides this one's.
            bound: folders of this machine, and where they are inside.

        Returns:
            The exit status, -1 if it took too long.
        """
        alone = os.geteuid() == 0 and self._processor is None
        # It ends with this process, however that ends.
        namespaces = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount"]
        namespaces += [] if alone else ["--user", "--map-root-user"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "TOX"))}
        environment = {
            **kept,
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            "LC_ALL": "C.UTF-8",
            "OWN": " ".join(OWN),
            "BOUND": " ".join(f"{source}:{target}" for source, target in (bound or {}).items()),
            "EMULATE": self._processor.registration(emulator(self._processor)) if self._processor else "",
            **(variables or {}),
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*namespaces, "sh", "-c", ENTER, "sh", str(self.folder), str(folder), *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                return process.wait(timeout=limit)
            except subprocess.TimeoutExpired:
                return -1
            finally:
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()
