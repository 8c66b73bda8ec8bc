"""The program that emulates Bluetooth controllers: BlueZ's ``btvirt``, of Debian's unstable release, in the cache.

Older releases' pass no sound (SCO).  The program needs a newer C library than this machine has, so that comes with it,
and nothing is installed.
"""

from __future__ import annotations

import contextlib
import pathlib
import shutil
import sys
import tempfile

from tests.vm.packages import MissingError, Suite, cache

RECIPE = 1  # counts the changes of what is cached
SUITE = "sid"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
FILES = ("usr/bin/btvirt", f"{LIBRARIES}/ld-linux-x86-64.so.2", f"{LIBRARIES}/libc.so.6")
START = """#!/bin/sh
here={here}
exec "$here/ld-linux-x86-64.so.2" --library-path "$here" "$here/btvirt" "$@"
"""


def folder() -> pathlib.Path | None:
    """A folder that holds a program ``btvirt``, put there first if need be; None if it cannot be had."""
    found = cache() / f"btvirt-{RECIPE}"
    if found.is_dir():
        return found / "bin"
    with tempfile.TemporaryDirectory(dir=cache(), prefix="unfinished-") as place:
        raw, made = pathlib.Path(place, "raw"), pathlib.Path(place, "btvirt")
        (made / "bin").mkdir(parents=True)
        try:
            print(f"fetching btvirt of Debian {SUITE}", file=sys.stderr, flush=True)
            with contextlib.closing(Suite(SUITE)) as suite:
                for package in ("bluez-test-tools", "libc6"):
                    suite.unpack(package, raw)
            for name in FILES:
                shutil.copy2(raw / name, made)
        except (MissingError, OSError) as reason:
            print(f"no emulated Bluetooth controllers: {reason}", file=sys.stderr)
            return None
        start = made / "bin" / "btvirt"
        start.write_text(START.format(here=found), encoding="utf-8")
        start.chmod(0o755)
        try:
            made.rename(found)
        except OSError:
            if not found.is_dir():  # otherwise somebody else was quicker
                raise
    return found / "bin"
