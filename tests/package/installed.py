"""Asks an installed cffisock whether all of it is there: run by the Python of an environment with nothing else in it.

    python tests/package/installed.py

A wheel is made once and used everywhere.  If the machine that made it lacked a header, constants or families could be
missing from it; so it must have every one that ``tests/cross/tables`` stores for its system and processor, with the
number stored there.  More than that it may have.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

# Behind everything else, so that cffisock is what was installed, and not the checkout.
ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

import cffisock  # noqa: E402
from cffisock import constants  # noqa: E402
from cffisock.families import families, find  # noqa: E402
from cffisock.families.base import UNKNOWN, waiting  # noqa: E402
from tests.cross.run import read  # noqa: E402
from tests.cross.targets import TARGETS  # noqa: E402

PROCESSORS = {
    "AMD64": "x86_64",
    "ARM64": "aarch64",
    "amd64": "x86_64",
    "arm64": "aarch64",
    "i686": "x86",
    "armv7l": "arm",
}
# What the system of today may lack that it is installed on, or what its C library's headers say of themselves.
MAY_LACK = {"win32": {"AF_UNIX", "TCP_FASTOPEN", "TCP_KEEPCNT", "TCP_KEEPIDLE", "TCP_KEEPINTVL"}}
GROWS = {"SOMAXCONN"}
# Fewer would be another table than this one.
FAMILIES = {"linux": 40, "darwin": 8, "win32": 5}


def triple() -> str:
    """The target that this machine is, as the tables call it."""
    processor = PROCESSORS.get(platform.machine(), platform.machine())
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform.rstrip("0123456789"))
    if system == "linux":
        system += "-gnu" if platform.libc_ver()[0] == "glibc" else "-musl"
    return next(target.triple for target in TARGETS if target.triple.startswith(f"{processor}-{system}"))


def constants_differ(stored: dict[str, str]) -> list[str]:
    """What of the table is not there, or has another number."""
    table = {name: int(value) for name, value in stored.items() if " " not in name}
    wrong = {name: number for name, number in table.items() if constants.numbers.get(name) != number}
    allowed = MAY_LACK.get(sys.platform, set()) - constants.numbers.keys() | GROWS
    return [
        f"{name}: {number}, not {constants.numbers.get(name)}" for name, number in wrong.items() if name not in allowed
    ]


def families_differ(stored: dict[str, str]) -> list[str]:
    """The families of the table that are not there, and those that cannot be loaded."""
    listed = {name: int(number) for name, number in stored.items() if name.startswith("AF_")}
    assert len(listed) >= FAMILIES.get(sys.platform, 1), f"only {len(listed)} families in the table"
    wrong = [name for name in listed if name.isupper() and name not in cffisock.AddressFamily.__members__]
    codecs = {place: find(*key) if isinstance(key, tuple) else find(key) for key, place in list(waiting.items())}
    assert families, "no family is registered"
    print(f"{len(families)} families of addresses")
    return wrong + [f"{place} was not loaded" for place, codec in codecs.items() if codec is UNKNOWN]


def main() -> int:
    name = triple()
    stored = read(next(target for target in TARGETS if target.triple == name))
    package = Path(cffisock.__file__).resolve().parent
    wrong = constants_differ(stored) + families_differ(stored)
    if ROOT in package.parents:
        wrong.append(f"{package} is the checkout, not what was installed")
    if metadata.version("cffisock") != cffisock.__version__:
        wrong.append(f"the package says {metadata.version('cffisock')}, cffisock {cffisock.__version__}")
    wrong += [f"{part} is missing" for part in ("py.typed", "_declared.pyi") if not (package / part).exists()]
    script = Path(sysconfig.get_path("scripts"), "cffisock")
    for command in ([sys.executable, "-m", "cffisock"], [str(script)]):
        subprocess.run([*command, "--no-sockets", "--json"], check=True, stdout=subprocess.DEVNULL, timeout=120)
    print(
        f"cffisock {cffisock.__version__}, {name}: {len(constants.numbers)} constants; {len(wrong)} wrong",
        *wrong,
        sep="\n  ",
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
