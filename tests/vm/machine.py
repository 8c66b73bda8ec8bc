"""Boots the virtual machine, runs one command in it, and brings out what it prints and how it ends.

QEMU emulates the processor: no KVM is needed.  Each machine has a temporary folder of its own and no network, so any
number of them can run at once.  Standard output, standard error and the exit status come through three serial ports;
the kernel's console goes to a file, which is shown if the machine dies.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
import os
import pathlib
import select
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
import time

from tests.vm import btvirt
from tests.vm.initramfs import archive
from tests.vm.kernel import PROGRAMS as KERNEL_PROGRAMS
from tests.vm.kernel import kernel
from tests.vm.modules import MODULES
from tests.vm.packages import require

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

PROGRAMS = {
    **KERNEL_PROGRAMS,
    "qemu-system-x86_64": "qemu-system-x86",
    "busybox": "busybox-static",
    "modprobe": "kmod",
    "ip": "iproute2",
    "setpriv": "util-linux",
}
HARDWARE = (
    *("-M", "q35", "-cpu", "max", "-smp", "1", "-m", "2048"),
    *("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none"),
)
FAST = ("-accel", "tcg,thread=multi")
# The machine's clock goes on by a nanosecond with each instruction, and jumps where nothing is to be done: every run
# takes the same time, whatever else the host does.
COUNTING = ("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off")
KERNEL_ARGUMENTS = (
    "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check nokaslr audit=0 random.trust_cpu=on "
    "cryptomgr.notests=1"
)
PORTS = ("stdout", "stderr", "status")
BOOT_SECONDS = 300.0  # what a start may take on a busy machine
TIMED_OUT, DIED = 124, 125
CONSOLE_SHOWN = 60  # lines, the last of it, when the machine gave no answer
# Folders that the machine has its own of; and what is compiled once inside is to serve the next process there.
NOT_PASSED = ("TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "PYTHONDONTWRITEBYTECODE")


@dataclasses.dataclass(frozen=True)
class Job:
    """A command, and what it needs."""

    command: Sequence[str]
    timeout: float = 300.0
    modules: Sequence[str] = MODULES
    shares: Sequence[str] = ()  # folders of the host that the command may write to
    counting: bool = False  # whether time is counted in instructions
    folder: str = dataclasses.field(default_factory=os.getcwd)
    environment: Mapping[str, str] = dataclasses.field(default_factory=lambda: dict(os.environ))

    def settings(self, modules_folder: pathlib.Path) -> str:
        """The variables of guest.sh."""
        return "".join(
            f"{name}={shlex.quote(value)}\n"
            for name, value in {
                "modules_folder": str(modules_folder),
                "hostname": socket.gethostname(),
                "seconds": str(math.ceil(self.timeout) + 60),
                "modules": " ".join(self.modules),
                "shares": " ".join(self.shares),
            }.items()
        )

    def script(self) -> str:
        """The command as the machine's shell runs it: in the same folder, with the same environment."""
        passed = {name: value for name, value in self.environment.items() if name not in NOT_PASSED}
        passed.update(CFFISOCK_VM="1", TMPDIR="/var/tmp")
        emulator = btvirt.folder() if "hci_vhci" in self.modules else None
        if emulator:
            passed["PATH"] = os.pathsep.join([str(emulator), passed.get("PATH", os.defpath)])
        assignments = [f"{name}={value}" for name, value in passed.items()]
        run = shlex.join(["env", "-i", *assignments, *self.command])
        return f"cd {shlex.quote(self.folder)} || exit\nexec {run}\n"


def copy(source: BinaryIO, target: BinaryIO) -> None:
    """Hand on what comes, at once; when nobody takes it any more, let it fall."""
    with source:
        while data := os.read(source.fileno(), 65536):
            with contextlib.suppress(BrokenPipeError):
                target.write(data)
                target.flush()


def next_line(source: BinaryIO, seconds: float) -> str | None:
    """A line from a port: "" if the other side has gone, None if none came in time."""
    deadline, line = time.monotonic() + seconds, b""
    while not line.endswith(b"\n"):
        if not select.select([source], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return None
        byte = os.read(source.fileno(), 1)
        if not byte:
            return ""
        line += byte
    return line.decode().strip()


def share(name: str, path: str, options: str) -> list[str]:
    """QEMU's arguments for a folder of the host."""
    escaped = path.replace(",", ",,")
    fsdev = f"local,id={name},path={escaped},security_model=none,multidevs=remap{options}"
    return ["-fsdev", fsdev, "-device", f"virtio-9p-pci,fsdev={name},mount_tag={name}"]


def run(job: Job, stdout: BinaryIO | None = None, stderr: BinaryIO | None = None) -> int:
    """Run a job; answer its exit status, `TIMED_OUT` or `DIED`. Its output goes to this process's, if not elsewhere."""
    require(PROGRAMS)
    used = kernel()
    output, errors = stdout or sys.stdout.buffer, stderr or sys.stderr.buffer
    with tempfile.TemporaryDirectory(prefix="cffisock-vm-") as name, contextlib.ExitStack() as ending:
        folder = pathlib.Path(name)
        console = folder / "console"
        (folder / "initramfs").write_bytes(archive(used, job.settings(used.modules), job.script()))
        arguments = [
            *("setpriv", "--pdeathsig", "KILL"),  # however this process ends, the machine ends with it
            *(
                "qemu-system-x86_64",
                *HARDWARE,
                *(COUNTING if job.counting else FAST),
                "-kernel",
                str(used.image),
                "-append",
                KERNEL_ARGUMENTS,
            ),
            *("-initrd", str(folder / "initramfs")),
            *("-chardev", f"file,id=console,path={console}", "-serial", "chardev:console"),
            *share("root", "/", ",readonly=on"),
            *("-device", "virtio-serial-pci"),
        ]
        for number, path in enumerate(job.shares):
            arguments += share(f"share{number}", os.path.realpath(path), "")
        readers, writers = {}, []
        for number, port in enumerate(PORTS, 1):
            reader, writer = os.pipe()
            readers[port] = ending.enter_context(os.fdopen(reader, "rb", 0))
            writers.append(writer)
            arguments += ["-add-fd", f"fd={writer},set={number}"]
            arguments += [
                "-chardev",
                f"file,id={port},path=/dev/fdset/{number},append=on",
            ]  # appending: pipes have no size
            arguments += ["-device", f"virtserialport,chardev={port},name={port},nr={number}"]
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, pass_fds=writers)
        try:
            for writer in writers:
                os.close(writer)
            targets = (("stdout", output), ("stderr", errors))
            copiers = [threading.Thread(target=copy, args=(readers[port], target)) for port, target in targets]
            for copier in copiers:
                copier.start()
            started = next_line(readers["status"], BOOT_SECONDS)
            ended = next_line(readers["status"], job.timeout) if started else started
        finally:
            process.kill()
            process.wait()
        for copier in copiers:
            copier.join()
        if ended:
            return int(ended)
        late = f"did not end in {job.timeout:g} s" if started else f"did not start in {BOOT_SECONDS:g} s"
        reason = "died" if ended == "" else late
        last = console.read_text(errors="replace").splitlines()[-CONSOLE_SHOWN:] if console.exists() else []
        message = "\n".join([f"the virtual machine {reason}; its console:", *last, ""])
        errors.write(message.encode(errors="replace"))
        errors.flush()
        return DIED if ended == "" else TIMED_OUT
