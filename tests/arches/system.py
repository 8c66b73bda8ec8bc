"""Another processor as a whole: its Debian's kernel under QEMU's emulation of a computer, with a folder as its files.

QEMU's user emulation translates system calls, and not all of them; here the kernel is the processor's own.  What a
command needs is packed into the first file system, which is in memory; one folder comes back, on a disk.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import tarfile
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.pythons.root import Root, cache
from tests.vm.initramfs import entry
from tests.vm.kernel import LEFT_OUT, PROGRAMS
from tests.vm.modules import MODULES
from tests.vm.packages import MissingError, Suite, command, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MEMORY = 3072  # MiB; the files are in it, and their archive while it is unpacked
DISK_BYTES = 256 << 20
BOOT_SECONDS = 300.0
SLOWER = 3  # than user emulation: what a command may take is that much more
# What the first process says on the console when all is over.
OVER = b"cffisock: the machine is done"
INIT = """#!/bin/sh
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm /run /tmp /var/tmp
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
chmod 1777 /tmp /var/tmp
for name in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do
    ln -sf "/proc/self/${name#*:}" "/dev/${name%%:*}"
done
hostname cffisock 2>/dev/null || echo cffisock >/proc/sys/kernel/hostname
modprobe virtio_blk
for name in MODULES; do modprobe -q "$name"; done
ip link set lo up
sh /job
sync
echo "OVER" >/dev/console
echo o >/proc/sysrq-trigger
sleep 1000
"""


class Computer(NamedTuple):
    """A computer that QEMU emulates.

    Attributes:
        program: QEMU's.
        package: Debian's, which that is in.
        hardware: QEMU's arguments.
        console: the kernel's name of the first serial port.
    """

    program: str
    package: str
    hardware: tuple[str, ...]
    console: str


# By Debian's name of the architecture.  Not s390x: QEMU 7.2 reckons its checksums wrong, and UDP-Lite loses all.
COMPUTERS = {
    "arm64": Computer("qemu-system-aarch64", "qemu-system-arm", ("-M", "virt", "-cpu", "cortex-a72"), "ttyAMA0"),
}


def kernel(release: str, architecture: str) -> Path:
    """The folder of a kernel, ``vmlinuz``, and of its modules; unpacked if it is not there yet."""
    require(PROGRAMS)
    folder = cache() / f"kernel-{release}-{architecture}"
    if folder.exists():
        return folder
    with tempfile.TemporaryDirectory(dir=cache()) as name, closing(Suite(release, architecture)) as suite:
        half = Path(name, "half")
        (package,) = (
            found for found in suite.depends(f"linux-image-{architecture}") if found.startswith("linux-image-")
        )
        suite.unpack(package, half)
        (image,) = (half / "boot").glob("vmlinu[xz]-*")
        image.rename(half / "vmlinuz")
        (modules,) = {*half.glob("lib/modules/*"), *half.glob("usr/lib/modules/*")}
        for left_out in LEFT_OUT:
            shutil.rmtree(modules / "kernel" / left_out, ignore_errors=True)
        if not (half / "lib").exists():  # from trixie on; depmod looks there
            (half / "lib").symlink_to("usr/lib")
        command("depmod", "-b", half, modules.name)
        half.rename(folder)
    return folder


def files(source: Path, target: str, left_out: tuple[str, ...] = ()) -> Iterator[tuple[str, Path]]:
    """What is in a folder, with the names that it is to have."""
    for place, folders, names in os.walk(source):
        inner = Path(target, os.path.relpath(place, source))
        folders[:] = sorted(name for name in folders if name not in left_out)
        for name in (*folders, *sorted(names)):
            yield str(inner / name).lstrip("/"), Path(place, name)


def pack(contents: list[tuple[str, Path]], made: dict[str, str], output: BinaryIO) -> None:
    """Writes an archive of files, later ones in the place of earlier ones, and of some with a given text."""
    chosen: dict[str, Path | None] = {}
    for name, path in contents:
        for parent in reversed(Path(name).parents):
            chosen.setdefault(str(parent), None)
        chosen[name] = path
    chosen.pop(".", None)
    for number, (name, found) in enumerate(chosen.items(), 1):
        if found is None or (found.is_dir() and not found.is_symlink()):
            output.write(entry(name, stat.S_IFDIR | 0o755, b"", number))
        elif found.is_symlink():
            output.write(entry(name, stat.S_IFLNK | 0o777, os.fsencode(os.readlink(found)), number))
        elif found.is_file():
            executable = 0o755 if os.access(found, os.X_OK) else 0o644
            output.write(entry(name, stat.S_IFREG | executable, found.read_bytes(), number))
    for number, (name, text) in enumerate(made.items(), len(chosen) + 1):
        output.write(entry(name, stat.S_IFREG | 0o755, text.encode(), number))
    output.write(entry("TRAILER!!!", 0))


class System(Root):
    """A Debian as `Root` has it, on a computer of its own."""

    def __init__(self, release: str, architecture: str, packages: tuple[str, ...], checkout: Path) -> None:
        """Unpacks the packages and the kernel if they are not there yet."""
        super().__init__(release, architecture, packages)
        self._computer = COMPUTERS[architecture]
        require({self._computer.program: self._computer.package})
        self._kernel = kernel(release, architecture)
        self._checkout = checkout

    def run(
        self,
        command: list[str],
        limit: float,
        folder: Path,
        log: Path,
        variables: dict[str, str] | None = None,
        bound: dict[Path, str] | None = None,
    ) -> int:
        """Runs a command on the computer: see `Root.run`. The folder of the log comes back as the command leaves it."""
        limit *= SLOWER
        variables = {"LC_ALL": "C.UTF-8", "HOME": "/root", **(variables or {})}
        result, status = log.parent, log.with_suffix(".status")
        contents = [*files(self.folder, "/"), *files(self._kernel / "lib" / "modules", "/usr/lib/modules")]
        contents += files(self._checkout, str(self._checkout), (".git", ".tox", ".hypothesis", "__pycache__"))
        contents += files(result, str(result), ("site",))
        for source, target in (bound or {}).items():
            contents += files(source, target)
        job = (
            f"mkdir -p {shlex.quote(str(result))}\n"
            f"cd {shlex.quote(str(folder))}\n"
            f"{shlex.join(f'{name}={value}' for name, value in variables.items())} "
            f"timeout -s KILL {limit} {shlex.join(command)} </dev/null >{shlex.quote(str(log))} 2>&1\n"
            f"echo $? >{shlex.quote(str(status))}\n"
            f"cd {shlex.quote(str(result))}\n"
            "python3 -m tarfile -c /dev/vda *\n"
        )
        status.unlink(missing_ok=True)
        init = INIT.replace("MODULES", " ".join(MODULES)).replace("OVER", OVER.decode())
        with tempfile.TemporaryDirectory(prefix="cffisock-system-") as name:
            place = Path(name)
            with open(place / "initramfs", "wb") as archive:
                pack(contents, {"init": init, "job": job}, archive)
            with open(place / "disk", "wb") as disk:
                disk.truncate(DISK_BYTES)
            self._boot(place, limit)
            try:
                with tarfile.open(place / "disk") as returned:
                    returned.extractall(result)
                ended = int(status.read_text(encoding="ascii"))
            except (tarfile.ReadError, FileNotFoundError):
                console = (place / "console").read_text(errors="replace").splitlines()[-30:]
                log.write_text("\n".join(["the computer gave nothing back; its console:", *console]), encoding="utf-8")
                return -1
        return -1 if ended == 128 + 9 else ended

    def _boot(self, place: Path, limit: float) -> None:
        """Starts the computer, and ends it when it says that it is done, or too late."""
        computer, console = self._computer, place / "console"
        arguments = [
            *("setpriv", "--pdeathsig", "KILL", computer.program, *computer.hardware, "-m", str(MEMORY)),
            *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none"),
            *("-kernel", str(self._kernel / "vmlinuz"), "-initrd", str(place / "initramfs")),
            *("-append", f"console={computer.console} quiet panic=-1 mitigations=off random.trust_cpu=on"),
            *("-drive", f"file={place / 'disk'},format=raw,if=virtio"),
            *("-chardev", f"file,id=console,path={console}", "-serial", "chardev:console"),
        ]
        deadline = time.monotonic() + limit + BOOT_SECONDS
        with subprocess.Popen(arguments, stdin=subprocess.DEVNULL) as process:
            try:
                while process.poll() is None and time.monotonic() < deadline:
                    if console.exists() and OVER in console.read_bytes():
                        break
                    time.sleep(1)
            finally:
                process.kill()
        if not console.exists():
            raise MissingError(f"{computer.program} did not start")
