"""The first file system of the virtual machine: BusyBox, the modules that reach the host's file system, and the job.

It is a cpio archive in the "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst), made anew for
every start, which takes a moment.
"""

from __future__ import annotations

import pathlib
import stat

from tests.vm.packages import program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.vm.kernel import Kernel

HERE = pathlib.Path(__file__).resolve().parent
MODULES = ("virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay")
FOLDERS = ("dev", "guest", "host", "modules", "proc", "root", "sys", "top")


def entry(name: str, mode: int, content: bytes = b"", number: int = 0) -> bytes:
    """One file of the archive."""
    path = name.encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(path), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + path
    return header + bytes(-len(header) % 4) + content + bytes(-len(content) % 4)


def archive(kernel: Kernel, settings: str, job: str) -> bytes:
    """The archive for a kernel, the settings of guest.sh, and a job, which is a shell script."""
    modules = kernel.needed(*MODULES)
    files = {
        "busybox": pathlib.Path(str(program("busybox"))).read_bytes(),
        "init": (HERE / "init.sh").read_bytes(),
        "guest/guest.sh": (HERE / "guest.sh").read_bytes(),
        "guest/devices.sh": (HERE / "devices.sh").read_bytes(),
        "guest/settings": settings.encode("utf-8", "surrogateescape"),
        "guest/job": job.encode("utf-8", "surrogateescape"),
        "modules.order": "\n".join(file.name for file in modules).encode(),
        **{f"modules/{file.name}": file.read_bytes() for file in modules},
    }
    entries = [(name, stat.S_IFDIR | 0o755, b"") for name in FOLDERS]
    entries += [(name, stat.S_IFREG | 0o755, content) for name, content in files.items()]
    made = [entry(*given, number) for number, given in enumerate(entries, 1)]
    return b"".join((*made, entry("TRAILER!!!", 0)))
