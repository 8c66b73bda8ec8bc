"""What `cffisock` has beyond the standard library's module; most of it is loaded when it is called."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cffisock.capability import Capability
    from cffisock.capability.survey import Survey
    from cffisock.highlevel import socket


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

    Raises:
        OSError: it is closed.
        TypeError: no socket.
    """
    from cffisock import interop

    return interop.to_stdlib(sock)


def from_stdlib(sock: Any) -> socket:
    """Takes a socket over from the interpreter's own ``socket.socket``.

    Args:
        sock: it gives its descriptor up and is closed.

    Returns:
        A cffisock socket with the same descriptor, family, type, protocol and timeout.

    Raises:
        OSError: it is closed.
        TypeError: no socket.
    """
    from cffisock import interop

    return interop.from_stdlib(sock)


def capabilities(refresh: bool = False, *, sockets: bool = True, load: bool = False) -> Mapping[str, Capability]:
    """What works here, and if not, why not: every family that cffisock knows, with its protocols, and features.

    The kernel is asked when this is called for the first time, and again only if told so.  Sockets are opened and
    closed at once; nothing is sent.  Linux would load modules for some: those are not opened, but said to be
    ``LOADABLE``.  (In a container that does not show the installed modules this cannot be foreseen.)

    Args:
        refresh: ask again, after modules were loaded, devices made, or the network namespace changed.
        sockets: False to open none, and only to read ``/proc`` and the lists of modules.
        load: True to open all, whatever the kernel loads for that.

    Returns:
        Records by name; families in alphabetical order, then features.

    Raises:
        ValueError: ``load`` without ``sockets``.
    """
    return _survey(refresh, sockets, load).everything()


def has(name: str | int, *, refresh: bool = False) -> bool:
    """Whether a family, a protocol or a feature works here: ``has("AF_CAN")``, ``has("CAN_ISOTP")``.

    It does if its status is ``AVAILABLE``, or ``LOADABLE``: the kernel loads it for the first socket.  Only what is
    asked for is tried out, with the rest of its family.

    Args:
        name: as `capabilities` has it, or the number of a family.
        refresh: ask the kernel again.

    Raises:
        ValueError: cffisock knows nothing of that name; the message has names that come near.

    >>> has("AF_INET"), has("IPPROTO_TCP")
    (True, True)
    """
    from cffisock.capability import Status
    from cffisock.capability.names import known

    found = _survey(refresh, sockets=True, load=False).find(known(name))
    return found.status in (Status.AVAILABLE, Status.LOADABLE)


def explain(subject: str | int | OSError, *, sockets: bool = True, load: bool = False) -> str:
    """Says all that is known of something, or of why a socket could not be made.

    Args:
        subject: a name or number as for `has`; or an OSError from cffisock, for its notes, which Python shows with the
            traceback from 3.11 on.
        sockets: as for `capabilities`.
        load: as for `capabilities`.

    Returns:
        Lines of at most 80 columns; of an exception, its notes.

    Raises:
        ValueError: cffisock knows nothing of that name; the message has names that come near.
    """
    from cffisock.capability.explain import explain_error, explain_record
    from cffisock.capability.names import known

    if isinstance(subject, BaseException):
        return explain_error(subject)
    return explain_record(_survey(False, sockets, load).find(known(subject)))


def _survey(refresh: bool, sockets: bool, load: bool) -> Survey:
    from cffisock.capability.survey import Way, survey

    if load and not sockets:
        raise ValueError("modules are loaded by opening sockets: load=True needs sockets=True")
    return survey(Way.LOAD if load else Way.OPEN if sockets else Way.READ, refresh)
