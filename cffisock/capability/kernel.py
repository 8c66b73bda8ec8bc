"""What the kernel's files say: ``/proc``, and the lists of modules that are installed; no socket is opened for it.

Each file is read when it is first asked for, and once per `Kernel`.  On a system that has no such files nothing is
known: None, where that differs from "nothing".  Sources: proc(5), capabilities(7), modprobe.d(5), depmod(8).
"""

from __future__ import annotations

import os
import platform
import re
import sys
from functools import cached_property
from pathlib import Path

# Elsewhere these files are somebody else's, if there are any; in a file that is no folder there is none.
_ROOT = "/" if sys.platform.startswith("linux") else os.devnull
# Where distributions keep what depmod made; NixOS has it in the last.
_MODULES = ("lib/modules", "usr/lib/modules", "run/booted-system/kernel-modules/lib/modules")
_MODPROBE = ("etc/modprobe.d", "run/modprobe.d", "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d")

# The aliases by which the kernel asks for modules when a socket is made.
_ASKED = re.compile(r"^alias (?:net-pf|can-proto|bt-proto)-\S+ (\S+)$", re.MULTILINE)
_FILE = re.compile(r"([\w-]+)\.ko\b[^:\n]*(?::.*)?$", re.MULTILINE)
_KEPT_OUT = re.compile(r"^\s*(blacklist|install)\s+(\S+)(?:[ \t]+(\S+))?", re.MULTILINE)
_NOTHING = ("/bin/false", "/bin/true", "/usr/bin/false", "/usr/bin/true")

# Bits of the masks in /proc/self/status (linux/capability.h).
_CAPABILITIES = {"CAP_NET_ADMIN": 12, "CAP_NET_RAW": 13, "CAP_SYS_ADMIN": 21}


def _names(found: list[str]) -> frozenset[str]:
    """Modules are called ``can-raw`` in one file and ``can_raw`` in the next."""
    return frozenset(name.replace("-", "_") for name in found)


class Kernel:
    """The files of the running kernel.

    Args:
        root: the folder that they are in.
    """

    def __init__(self, root: str = _ROOT) -> None:
        self._root = Path(root)

    def _read(self, name: str) -> str | None:
        try:
            return Path(self._root, name).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    @cached_property
    def release(self) -> str:
        """Like ``"6.12.1"``."""
        return (self._read("proc/sys/kernel/osrelease") or platform.release()).strip()

    @cached_property
    def protocols(self) -> frozenset[str] | None:
        """The names in ``/proc/net/protocols``: what can be opened without loading anything."""
        text = self._read("proc/net/protocols")
        return None if text is None else frozenset(line.split()[0] for line in text.splitlines()[1:] if line)

    @cached_property
    def loaded(self) -> frozenset[str] | None:
        """The modules in ``/proc/modules``; None if this kernel has none, or does not tell."""
        text = self._read("proc/modules")
        return None if text is None else _names([line.split()[0] for line in text.splitlines() if line])

    @cached_property
    def _folder(self) -> str | None:
        folders = (f"{parent}/{self.release}" for parent in _MODULES)
        return next((folder for folder in folders if Path(self._root, folder, "modules.dep").exists()), None)

    def _list(self, name: str) -> str | None:
        return None if self._folder is None else self._read(f"{self._folder}/{name}")

    @cached_property
    def builtin(self) -> frozenset[str]:
        """What would be modules, but is part of the kernel, if ``modules.builtin`` is there to say so."""
        return _names(_FILE.findall(self._list("modules.builtin") or ""))

    @cached_property
    def installed(self) -> frozenset[str] | None:
        """The modules in ``modules.dep``; None where it is not to be seen, which is usual in containers."""
        text = self._list("modules.dep")
        return None if text is None else _names(_FILE.findall(text))

    @cached_property
    def asked_for(self) -> frozenset[str]:
        """The modules in ``modules.alias`` that the kernel loads by itself when a socket is made."""
        return _names(_ASKED.findall(self._list("modules.alias") or ""))

    @cached_property
    def kept_out(self) -> dict[str, tuple[str, str]]:
        """The modules that modprobe's configuration keeps from being loaded: by which word, in which file.

        ``blacklist`` keeps the kernel from it, ``install`` (with a command that does nothing) everybody.
        """
        found: dict[str, tuple[str, str]] = {}
        for folder in _MODPROBE:
            for path in sorted(Path(self._root, folder).glob("*.conf")):
                name = str(path.relative_to(self._root))
                for word, module, command in _KEPT_OUT.findall(self._read(name) or ""):
                    if word == "blacklist" or command in _NOTHING:
                        found.setdefault(module.replace("-", "_"), (word, f"/{name}"))
        return found

    @cached_property
    def loads_modules(self) -> bool:
        """Whether this kernel can load any; built without modules, it has no ``/proc/modules``."""
        return self.loaded is not None and (self._read("proc/sys/kernel/modules_disabled") or "0").strip() == "0"

    def has(self, module: str, listed: str) -> bool:
        """Whether the kernel has something now: its module is loaded or built in, or its protocol is listed."""
        if listed and listed in (self.protocols or ()):
            return True
        return bool(module) and (module in self.builtin or module in (self.loaded or ()))

    def loads(self, module: str) -> bool:
        """Whether the kernel would load a module, which is installed, by itself."""
        installed = self.loads_modules and module in (self.installed or ())
        return installed and module in self.asked_for and module not in self.kept_out

    @cached_property
    def _status(self) -> dict[str, str]:
        lines = (self._read("proc/self/status") or "").splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def lacks(self, privilege: str) -> bool:
        """Whether this process lacks a capability, by its effective set."""
        held = int(self._status.get("CapEff", "0"), 16)
        return not held >> _CAPABILITIES[privilege] & 1

    def in_range_of_groups(self, setting: str) -> bool:
        """Whether a group of this process is within the two numbers in a file below ``/proc/sys``."""
        groups = f"{self._status.get('Gid', '')} {self._status.get('Groups', '')}".split()
        limits = self.setting(setting).split()
        return len(limits) != 2 or any(int(limits[0]) <= int(group) <= int(limits[1]) for group in groups)

    @cached_property
    def filtered(self) -> bool:
        """Whether a seccomp filter watches this process's system calls."""
        return self._status.get("Seccomp") == "2"

    @cached_property
    def own_users(self) -> bool:
        """Whether this process is in a user namespace of its own: its privileges hold only there."""
        mapped = (self._read("proc/self/uid_map") or "0 0 4294967295").split()
        return mapped != ["0", "0", "4294967295"]

    def setting(self, name: str) -> str:
        """What a file below ``/proc/sys`` says; empty if it is not there."""
        return (self._read(f"proc/sys/{name}") or "").strip()

    @cached_property
    def interface_types(self) -> dict[str, int]:
        """The types (ARPHRD_*) of this network namespace's interfaces, as far as ``/sys`` shows them.

        ``/sys`` shows the namespace that it was mounted in, ``/proc/net/dev`` the caller's.
        """
        names = [line.partition(":")[0].strip() for line in (self._read("proc/net/dev") or "").splitlines()[2:]]
        types = {name: self._read(f"sys/class/net/{name}/type") for name in names}
        return {name: int(text) for name, text in types.items() if text}

    def in_class(self, name: str) -> list[str]:
        """The devices in a folder of ``/sys/class``."""
        try:
            return sorted(os.listdir(Path(self._root, "sys/class", name)))
        except OSError:
            return []
