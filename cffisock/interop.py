"""Living with the standard library: taking its place, and handing sockets over.

One module must go on with the interpreter's own socket: ``ssl``, whose C half works with no other type.  While cffisock
is installed, ``import ssl`` therefore sees the original modules; ``SSLContext.wrap_socket`` takes a cffisock socket all
the same, since it only takes over its descriptor.  PyPy's ``ssl`` works with any object and needs no such care.
"""

from __future__ import annotations

import builtins
import os
import sys
from _warnings import warn
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

import cffisock
from cffisock import ancillary, byteorder, constants, errors, interfaces, lowlevel, resolver, timeouts
from cffisock.highlevel import socket
from cffisock.native import lib

if TYPE_CHECKING:
    from collections.abc import Sequence

_REPLACED = ("socket", "_socket")
_NEEDS_ORIGINAL: tuple[str, ...] = ("ssl",) if sys.implementation.name == "cpython" else ()
if not hasattr(os, "sysconf"):
    # It takes a sendmsg, which Windows' own socket has not, for a sign of POSIX.  All that it does with sockets it does
    # by their methods, so it works with those of cffisock all the same.
    _NEEDS_ORIGINAL += ("asyncio.selector_events",)

# The interpreter's own modules, while cffisock stands in their place.
_originals: dict[str, ModuleType] = {}


class _LowLevel(ModuleType):
    """What stands in for ``_socket``."""

    @property
    def CAPI(self) -> Any:  # noqa: N802 - the standard library's name
        """The interpreter's own capsule, by which ``_ssl`` finds the one type of socket that it works with."""
        return errors.own_socket.CAPI


def _make_lowlevel() -> ModuleType:
    module = _LowLevel("_socket", "cffisock in the place of the interpreter's own _socket.")
    names = vars(module)
    names.update({**constants.numbers, **constants.texts})
    for part in (ancillary, byteorder, errors, interfaces, lowlevel, resolver, timeouts):
        names.update({name: getattr(part, name) for name in part.__all__})
    names.update(has_ipv6=cffisock.has_ipv6, SocketType=lowlevel.socket)
    return module


def _import_original(name: str, *args: Any, **kwargs: Any) -> Any:
    """``__import__`` for modules that need the originals."""
    return _originals[name] if name in _originals else builtins.__import__(name, *args, **kwargs)


class _OriginalLoader(Loader):
    """Runs a module with `_import_original` in its built-in names."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self.loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import_original}
        self.loader.exec_module(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.loader, name)


class _OriginalFinder(MetaPathFinder):
    """Finds the modules that need the originals."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _NEEDS_ORIGINAL:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _OriginalLoader(spec.loader)
        return spec


_finder = _OriginalFinder()


def install() -> None:
    """See `cffisock.install`, which calls it."""
    if _originals:
        return
    import socket as original

    _originals.update(socket=original, _socket=errors.own_socket)
    affected = _holders()
    sys.modules.update(socket=cffisock, _socket=_make_lowlevel())
    sys.meta_path.insert(0, _finder)
    if affected:
        names = ", ".join(affected)
        warn(f"imported before cffisock.install(), keep the interpreter's own socket: {names}", RuntimeWarning, 3)


def uninstall() -> None:
    """See `cffisock.uninstall`."""
    if not _originals:
        return
    sys.meta_path.remove(_finder)
    sys.modules.update(_originals)
    _originals.clear()


def _holders() -> list[str]:
    """The modules that already have the original modules, or its class, among their names."""
    own = set(map(id, (*_originals.values(), *(getattr(module, "socket", None) for module in _originals.values()))))
    exempt = {*_REPLACED, *_NEEDS_ORIGINAL, "_ssl"}
    return sorted(
        name
        for name, module in list(sys.modules.items())
        if name not in exempt
        and name.partition(".")[0] != "cffisock"
        and own.intersection(map(id, getattr(module, "__dict__", {}).values()))
    )


def _original() -> Any:
    if _originals:
        return _originals["socket"]
    import socket as original

    return original


def _hand_over(sock: Any, cls: Any, caller: str) -> Any:
    """A new socket of another class that owns the descriptor of ``sock``, which is closed by that."""
    if not hasattr(sock, "detach"):
        raise TypeError(f"{caller}() takes a socket, not {type(sock).__name__}")
    family, kind, proto, timeout = int(sock.family), int(sock.type), sock.proto, sock.gettimeout()
    fd = sock.detach()
    if fd < 0:
        raise OSError(errors.EBADF, os.strerror(errors.EBADF))
    try:
        taken = cls(family, kind, proto, fileno=fd)
    except BaseException:
        lib.cs_close(fd)
        raise
    taken.settimeout(timeout)
    return taken


def to_stdlib(sock: socket) -> Any:
    """See `cffisock.to_stdlib`."""
    return _hand_over(sock, _original().socket, "to_stdlib")


def from_stdlib(sock: Any) -> socket:
    """See `cffisock.from_stdlib`."""
    taken: socket = _hand_over(sock, socket, "from_stdlib")
    return taken
