"""python-can's own tests: fetched from PyPI, unchanged, kept in the cache."""

from __future__ import annotations

import pathlib
import sys
import tarfile
import tempfile

from tests.vm.packages import MissingError, cache, command

VERSION = "4.6.1"
REQUIREMENTS = (
    "wrapt~=1.10",
    "packaging>=23.1",
    "typing_extensions>=3.10",
    "parameterized==0.9.*",
    "msgpack~=1.1",
    "pytest-rerunfailures",
)
TESTS = (
    "test/test_socketcan.py",
    "test/test_cyclic_socketcan.py",
    "test/test_socketcan_helpers.py",
    "test/test_socketcan_loopback.py",
    "test/back2back_test.py",
    "--override-ini=addopts=",
    *("--reruns", "2"),  # some expect a frame within so many milliseconds, which the machine may not have
    *("-k", "socketcan"),  # back2back_test.py has other buses, too: UDP's, and one without sockets
)
# What their own script makes, besides what is there.
DEVICES = "ip link add dev slcan0 type vcan && ip link set slcan0 up"


def source() -> pathlib.Path:
    """The unpacked sources."""
    name = f"python_can-{VERSION}"
    folder = cache() / name
    if folder.is_dir():
        return folder
    with tempfile.TemporaryDirectory(dir=cache(), prefix="unfinished-") as place:
        only = ("--no-deps", "--no-binary", "python-can", f"python-can=={VERSION}")
        command(sys.executable, "-m", "pip", "download", "--quiet", "--dest", place, *only)
        (archive,) = pathlib.Path(place).glob("*.tar.gz")
        with tarfile.open(archive) as file:
            file.extractall(place)  # an archive of PyPI's, as pip would unpack it
        try:
            (pathlib.Path(place) / name).rename(folder)
        except OSError:
            if not folder.is_dir():  # otherwise somebody else was quicker
                raise MissingError(f"python-can's sources have another form than expected: {archive.name}") from None
    return folder
