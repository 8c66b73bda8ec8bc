"""What pyproject.toml cannot say: the compiled module, which of its wheels serve every CPython, and the same bytes."""

from __future__ import annotations

import gzip
import os
import platform
import sysconfig
import tarfile
from typing import Any

from setuptools import setup
from setuptools.command.sdist import sdist

# One wheel for every CPython from 3.9 up.  PyPy and free-threaded CPython have no stable ABI.
stable_abi = platform.python_implementation() == "CPython" and not sysconfig.get_config_var("Py_GIL_DISABLED")

EPOCH = os.environ.get("SOURCE_DATE_EPOCH")


class ReproducibleSdist(sdist):
    """Archives the same bytes for the same files, if SOURCE_DATE_EPOCH says the time; wheels do so by themselves."""

    def make_archive(self, base_name: Any, format: str, *args: Any, **options: Any) -> str:
        """Writes a ``.tar.gz`` without the traces of whoever made it."""
        if EPOCH is None or format != "gztar":
            return str(super().make_archive(base_name, format, *args, **options))
        name = f"{base_name}.tar.gz"
        when = int(EPOCH)
        with (
            open(name, "wb") as raw,
            gzip.GzipFile("", "wb", 9, raw, when) as gz,
            tarfile.open(mode="w", fileobj=gz) as tar,
        ):
            tar.add(options["base_dir"], filter=_anonymous)
        return name


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member without its time and owner, with the mode that git would give it."""
    member.mtime = int(EPOCH or 0)
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.mode & 0o100 else 0o644
    return member


setup(
    cmdclass={"sdist": ReproducibleSdist},
    cffi_modules=["build_ffi.py:ffibuilder"],
    options={"bdist_wheel": {"py_limited_api": "cp39"}} if stable_abi else {},
)
