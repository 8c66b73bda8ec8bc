"""What `cffisock` has beyond the standard library's module; most of it is loaded when it is called."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cffisock.highlevel import socket
    from cffisock.probe import Capability


def install() -> None:
    """Puts cffisock in the place of ``socket`` and ``_socket``, for everything that is imported from now on.

    Calling it again does nothing.  Modules that hold the original already keep it; a RuntimeWarning names them.
    """
    from cffisock import interop

    interop.install()


def uninstall() -> None:
    """Puts the interpreter's own modules back, for everything that is imported from now on."""
    from cffisock import interop

    interop.uninstall()


def to_stdlib(sock: socket) -> Any:
    """Hands a socket over to the interpreter's own ``socket.socket``, for libraries that insist on the type.

    Args:
        sock: it gives its descriptor up and is closed.

    Returns:
        A socket of the standard library with the same descriptor, family, type, protocol and timeout.
    """
    from cffisock import interop

    return interop.to_stdlib(sock)


def from_stdlib(sock: Any) -> socket:
    """Takes a socket over from the interpreter's own ``socket.socket``.

    Args:
        sock: it gives its descriptor up and is closed.

    Returns:
        A cffisock socket with the same descriptor, family, type, protocol and timeout.
    """
    from cffisock import interop

    return interop.from_stdlib(sock)


def capabilities() -> dict[str, Capability]:
    """Every family that cffisock knows, by name in alphabetical order, each tried out now.

    A try opens a socket and closes it at once.  The kernel may load a module for that; nothing is sent.
    """
    from cffisock import probe

    return probe.capabilities()
