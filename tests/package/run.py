"""Makes the packages as they are published, and looks at them as whoever installs them: ``tox -e package``.

The sdist and the wheel that is built from it are made twice, in folders of different names, and must be the same bytes;
and so must a wheel built from the checkout itself.  Then they are checked by the tools that look for mistakes in
packages, and the wheel, with the tag of the oldest system that it runs on, is installed in empty environments.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.conformance import interpreters  # noqa: E402

HERE = Path(__file__).parent
EPOCH = "1735689600"
# What git has and a source package need not.
NOT_IN_SDIST = (".ci/", ".github/", ".gitignore", ".clang-format")
ONLY_IN_SDIST = {"PKG-INFO", "setup.cfg"}
PLATFORMS = ("linux", "macos", "windows")
# What cibuildwheel is to build, by the first part of its identifiers, and on how many platforms at least.
BUILDS = {"cp39": 7, "cp314t": 7, "pp39": 3, "pp311": 3}


class PackageError(Exception):
    """A package is not as it should be."""


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Runs a command that has to succeed; returns what it printed."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    printed = [str(part) for part in command]
    print("$", *printed, flush=True)
    done = subprocess.run(
        printed, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False
    )  # fmt: skip
    if done.returncode:
        raise PackageError(f"exit status {done.returncode}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return done.stdout


def build(folder: Path, *options: str) -> list[Path]:
    """Builds packages from a copy of the checkout in a folder."""
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=interpreters.NOT_COPIED)
    run(sys.executable, "-m", "build", *options, "--outdir", folder / "dist", source, cwd=folder)
    return sorted((folder / "dist").iterdir())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def reproducible(folder: Path) -> tuple[Path, Path]:
    """Builds everything twice; returns an sdist and a wheel."""
    (folder / "here").mkdir()
    (folder / "quite-elsewhere").mkdir()
    wheel, sdist = build(folder / "here")  # the wheel from the sdist
    others = build(folder / "quite-elsewhere", "--sdist", "--wheel")  # both from the source
    for ours, other in zip((wheel, sdist), others):
        print(f"{digest(ours)} {ours.name}")
        if ours.name != other.name or digest(ours) != digest(other):
            raise PackageError(f"{ours} and {other} differ")
    return sdist, wheel


def sdist_is_complete(sdist: Path) -> None:
    """Compares the names in the sdist with what git knows; a checkout without git has nothing to compare with."""
    if not (ROOT / ".git").exists():
        return
    tracked = set(run("git", "ls-files").split())
    with tarfile.open(sdist) as archive:
        packed = {member.name.partition("/")[2] for member in archive if member.isfile()}
    missing = sorted(name for name in tracked - packed if not name.startswith(NOT_IN_SDIST) and (ROOT / name).exists())
    spurious = sorted(name for name in packed - tracked - ONLY_IN_SDIST if not name.startswith("cffisock.egg-info/"))
    print(f"{len(packed)} files in the sdist; missing: {missing}; not git's: {spurious}")
    if missing or spurious:
        raise PackageError("the sdist is not what git has; see MANIFEST.in")


def checked(sdist: Path, wheel: Path) -> None:
    """Runs the tools that know what goes wrong with packages."""
    run("twine", "check", "--strict", sdist, wheel)
    run("check-wheel-contents", wheel)
    # The project has a place for issues and no mailbox.
    run("pyroma", "--min", "10", "--skip-tests", "AuthorEmail", sdist)


def repaired(wheel: Path, folder: Path) -> Path:
    """The wheel with the tag of the oldest C library that it works with; it needs nothing beside the C library."""
    print(run("auditwheel", "show", wheel))
    run("auditwheel", "repair", wheel, "--wheel-dir", folder)
    (result,) = folder.glob("*manylinux*.whl")
    return result


def installed(wheel: Path, folder: Path) -> None:
    """Installs the wheel into an empty environment of every CPython found that it is for, and asks it."""
    found = [one for one in interpreters.find_all() if one.implementation == "cpython" and not one.free_threaded]
    usable = [one for one in found if one.venv]
    for interpreter in {one.name: one for one in (usable[0], usable[-1])}.values():
        environment = folder / interpreter.slug
        run(interpreter.executable, "-m", "venv", environment)
        run(environment / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
        print(run(environment / "bin" / "python", HERE / "installed.py", cwd=folder), end="")


def wheels_to_build() -> None:
    """Asks cibuildwheel what it would build; building that takes containers and other systems."""
    found: list[str] = []
    for platform in PLATFORMS:
        found += run("cibuildwheel", "--platform", platform, "--print-build-identifiers").split()
    print(*found)
    for prefix, least in BUILDS.items():
        if sum(identifier.startswith(f"{prefix}-") for identifier in found) < least:
            raise PackageError(f"cibuildwheel would build too few of {prefix}")


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            sdist, wheel = reproducible(folder)
            sdist_is_complete(sdist)
            checked(sdist, wheel)
            installed(repaired(wheel, folder), folder)
            wheels_to_build()
        except PackageError as failure:
            print(failure)
            return 1
    print("the packages are as they should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
