"""The kernel of the virtual machine: Debian's, with its modules, unpacked into the cache.

Trixie's 6.12 has the most socket families of all that Debian has released.  Where only this machine's own release can
be reached its kernel is taken; bookworm's 6.1 lacks IPPROTO_SMC, and nothing else that is tested.

The image is unpacked to its ELF file, which QEMU starts directly, and the modules are decompressed: emulated, the
machine would take seconds for either, at every start.
"""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

from tests.vm.packages import MissingError, Suite, cache, codename, command, program

RECIPE = 1  # counts the changes of what is cached
SUITES = ("trixie", "bookworm-backports")
PROGRAMS = {"depmod": "kmod", "xz": "xz-utils", "zstd": "zstd", "dpkg-deb": "dpkg"}

# Hardware that the machine has not: most of the modules, by size.
LEFT_OUT = (
    *("sound", "drivers/gpu", "drivers/hid", "drivers/hwmon", "drivers/iio", "drivers/infiniband/hw", "drivers/md"),
    *("drivers/media", "drivers/net/ethernet", "drivers/net/wireless", "drivers/platform", "drivers/scsi"),
)


@dataclasses.dataclass(frozen=True)
class Kernel:
    """An unpacked kernel in the cache."""

    folder: pathlib.Path

    @property
    def image(self) -> pathlib.Path:
        """The ELF file."""
        return self.folder / "vmlinux"

    @property
    def version(self) -> str:
        """What ``uname -r`` says in the machine."""
        (found,) = (self.folder / "lib" / "modules").iterdir()
        return found.name

    @property
    def modules(self) -> pathlib.Path:
        """What is /lib/modules/VERSION in the machine."""
        return self.folder / "lib" / "modules" / self.version

    def needed(self, *names: str) -> list[pathlib.Path]:
        """The files of modules and of all that they need, in the order of loading; built-in ones have none."""
        needs = {}
        for line in (self.modules / "modules.dep").read_text(encoding="utf-8").splitlines():
            file, _, others = line.partition(":")
            files = [self.modules / name for name in (*reversed(others.split()), file)]
            needs[files[-1].stem.replace("-", "_")] = files
        return list(dict.fromkeys(file for name in names for file in needs.get(name, ())))


def uncompressed(image: bytes) -> bytes:
    """The ELF file in a bzImage (Documentation/arch/x86/boot.rst)."""
    if image[0x202:0x206] != b"HdrS":
        raise MissingError("the kernel's package holds an image of an unknown form")
    offset, length = struct.unpack_from("<II", image, 0x248)
    start = (image[0x1F1] + 1) * 512 + offset
    packed = image[start : start + length - 4]  # the last four bytes are the size
    tool = {b"\xfd7zX": ["xz", "-dc", "--single-stream"], b"\x28\xb5\x2f\xfd": ["zstd", "-dcq"]}[packed[:4]]
    done = subprocess.run([str(program(tool[0])), *tool[1:]], input=packed, stdout=subprocess.PIPE, check=False)
    if done.stdout[:4] != b"\x7fELF":
        raise MissingError(f"{tool[0]} cannot unpack the kernel's image")
    return done.stdout


def build(suite: Suite, folder: pathlib.Path) -> None:
    """Fill a folder with a suite's kernel."""
    (package,) = (name for name in suite.depends("linux-image-amd64") if name.startswith("linux-image-"))
    raw = folder / "raw"
    suite.unpack(package, raw)
    (image,) = (raw / "boot").glob("vmlinuz-*")
    (folder / "vmlinux").write_bytes(uncompressed(image.read_bytes()))
    (modules,) = (*raw.glob("lib/modules/*"), *raw.glob("usr/lib/modules/*"))
    for name in LEFT_OUT:
        shutil.rmtree(modules / "kernel" / name, ignore_errors=True)
    for suffix, tool in (".xz", ("xz", "-d")), (".zst", ("zstd", "-dq", "--rm")):
        files = [str(file) for file in modules.glob(f"**/*.ko{suffix}")]
        if files:
            command(*tool, *files)
    version = modules.name
    (folder / "lib" / "modules").mkdir(parents=True)
    modules.rename(folder / "lib" / "modules" / version)
    command("depmod", "-b", folder, version)
    shutil.rmtree(raw)


def kernel() -> Kernel:
    """The kernel in the cache, put there first if need be; several may do so at once."""
    own = codename()
    wanted = [*SUITES, own] if own == "bookworm" else [own]
    found = Kernel(cache() / f"kernel-{RECIPE}")
    if found.folder.is_dir():
        return found
    reasons = []
    for name in wanted:
        with tempfile.TemporaryDirectory(dir=cache(), prefix="unfinished-") as place:
            folder = pathlib.Path(place) / "kernel"
            folder.mkdir()
            try:
                print(f"fetching the kernel of Debian {name}", file=sys.stderr, flush=True)
                with contextlib.closing(Suite(name)) as suite:
                    build(suite, folder)
            except MissingError as reason:
                reasons.append(f"{name}: {reason}")
                continue
            try:
                folder.rename(found.folder)
            except OSError:
                if not found.folder.is_dir():  # otherwise somebody else was quicker
                    raise
        if found.version.startswith("6.1."):
            print("Kernel 6.12 cannot be reached; 6.1 lacks IPPROTO_SMC.", *reasons, sep="\n", file=sys.stderr)
        return found
    raise MissingError("no kernel can be fetched:\n" + "\n".join(reasons))
