"""The systems and processors that cffisock is compiled for, as ``zig cc`` names them."""

from __future__ import annotations

from typing import NamedTuple

from build_ffi import OPTIONS


class Target(NamedTuple):
    """One of them.

    Attributes:
        triple: zig's name, which the table of the target is called by.
        platform: whose layers it takes, a key of ``build_ffi.LAYERS``.
        options: of the compiler, beyond those that all have.
        headers: whether the compiler has the system's headers.  If not, its table is made by hand and only read.
    """

    triple: str
    platform: str
    options: tuple[str, ...] = ()
    headers: bool = True


# Debian's 32-bit ARM counts time in 64 bits, and so has other numbers for SO_RCVTIMEO and its like.
WIDE_TIME = ("-D_TIME_BITS=64", "-D_FILE_OFFSET_BITS=64")

# A SOCKET is unsigned, and kept as a signed number: the casts would say nothing else.
WINDOWS = (*(f"-D{name}={value}" for name, value in OPTIONS["windows"]["define_macros"]), "-Wno-sign-conversion")

TARGETS = (
    Target("x86_64-linux-gnu.2.17", "linux"),
    Target("aarch64-linux-gnu", "linux"),
    Target("arm-linux-gnueabihf", "linux", WIDE_TIME),
    Target("x86-linux-gnu", "linux"),
    Target("s390x-linux-gnu", "linux"),
    Target("riscv64-linux-gnu", "linux"),
    Target("powerpc64le-linux-gnu", "linux"),
    Target("x86_64-linux-musl", "linux"),
    Target("aarch64-linux-musl", "linux"),
    Target("x86-linux-musl", "linux"),
    Target("x86_64-macos", "darwin"),
    Target("aarch64-macos", "darwin"),
    Target("x86_64-freebsd", "freebsd"),
    Target("aarch64-freebsd", "freebsd"),
    Target("x86_64-netbsd", "netbsd"),
    Target("aarch64-netbsd", "netbsd"),
    Target("x86_64-openbsd", "openbsd"),
    Target("aarch64-openbsd", "openbsd"),
    # Constants of golang.org/x/sys/unix (zerrors_dragonfly_amd64.go, ztypes_dragonfly_amd64.go), read from DragonFly's
    # own headers on DragonFly, and of the resolver of Zig's std/c.zig; layouts of FreeBSD, from which it came, and of
    # Bluetooth of NetBSD.  What none of these has is absent.
    Target("x86_64-dragonfly", "dragonfly", headers=False),
    Target("x86_64-windows-gnu", "windows", WINDOWS),
    Target("aarch64-windows-gnu", "windows", WINDOWS),
    Target("x86-windows-gnu", "windows", WINDOWS),
)
