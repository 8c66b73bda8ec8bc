"""The functions of ``socket.py``: what makes sockets, names peers, and passes descriptors.

Programs replace names of the module that they imported (``socket.getaddrinfo = ...``) and expect its functions to
follow. So what is made here is looked up in `cffisock` when it is needed.
"""

from __future__ import annotations

import os

import cffisock
from cffisock import resolver
from cffisock.ancillary import CMSG_LEN, FD_SIZE, descriptors, rights
from cffisock.constants import AddressFamily, SocketKind, numbers
from cffisock.errors import ExceptionGroup, error
from cffisock.highlevel import known_families, known_kinds, socket
from cffisock.lowlevel import dup, make_pair, makes_plainly
from cffisock.native import lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Literal, SupportsIndex

    from typing_extensions import Buffer, TypeAlias

    from cffisock.addresses import Address, ControlMessage

    Answer: TypeAlias = (
        tuple[Literal[AddressFamily.AF_INET], SocketKind, int, str, tuple[str, int]]
        | tuple[Literal[AddressFamily.AF_INET6], SocketKind, int, str, tuple[str, int, int, int] | tuple[int, bytes]]
    )

AF_INET, AF_INET6 = AddressFamily["AF_INET"], AddressFamily["AF_INET6"]
SOCK_STREAM = SocketKind["SOCK_STREAM"]
SOL_SOCKET = numbers["SOL_SOCKET"]
IPPROTO_IPV6, IPV6_V6ONLY = numbers["IPPROTO_IPV6"], numbers["IPV6_V6ONLY"]
has_ipv6 = True

_HAS_PAIRS = hasattr(lib, "cs_socketpair")
_GLOBAL_DEFAULT_TIMEOUT: Any = object()
_LOCALHOST, _LOCALHOST_V6 = "127.0.0.1", "::1"


def fromfd(fd: SupportsIndex, family: int, type: int, proto: int = 0) -> socket:
    """A socket of a duplicate of a descriptor.

    Args:
        fd: the descriptor, which stays the caller's.
        family: ``AF_*``.
        type: ``SOCK_*``.
        proto: a protocol number.

    Raises:
        OSError: it is no descriptor, or there are too many.

    Source: Python's library reference, socket.
    """
    copy = dup(fd)
    try:
        return cffisock.socket(family, type, proto, copy)
    except BaseException:
        if makes_plainly(cffisock.socket):
            lib.cs_close(copy)
        raise


def send_fds(
    sock: socket, buffers: Iterable[Buffer], fds: Iterable[int], flags: int = 0, address: Address | None = None
) -> int:
    """Sends descriptors over an AF_UNIX socket (SCM_RIGHTS, unix(7)).

    Args:
        sock: the socket.
        buffers: data to go with them, an iterable of bytes-like objects; a stream needs one byte at least.
        fds: the descriptors.
        flags: a sum of ``MSG_*``.
        address: where to, if the socket is not connected.

    Returns:
        How many bytes of data were sent.

    Raises:
        OSError: what the system said; EBADF if one of them is none.
        TypeError: one of them is no integer.

    >>> import os
    >>> first, second = cffisock.socketpair()
    >>> send_fds(first, [b"x"], [0])
    1
    >>> data, fds, flags, address = recv_fds(second, 1, maxfds=1)
    >>> data, len(fds)
    (b'x', 1)
    >>> os.close(fds[0]); first.close(); second.close()

    Platforms: those with SCM_RIGHTS, which are all but Windows. Source: unix(7), cmsg(3).
    """
    return sock.sendmsg(buffers, [rights(fds)], flags, address)


def recv_fds(sock: socket, bufsize: int, maxfds: int, flags: int = 0) -> tuple[bytes, list[int], int, Any]:
    """Receives descriptors over an AF_UNIX socket.

    Args:
        sock: the socket.
        bufsize: the most bytes of data.
        maxfds: the most descriptors; more are lost, and MSG_CTRUNC is set in the flags returned.
        flags: a sum of ``MSG_*``.

    Returns:
        The data, the descriptors (not inheritable only with MSG_CMSG_CLOEXEC), the flags of the message, the address.
        If this raises after the system gave descriptors, they are closed.

    Raises:
        OSError: what the system said.

    Platforms: those with SCM_RIGHTS, which are all but Windows. Source: unix(7), cmsg(3).
    """
    messages: list[ControlMessage] = []
    try:
        data, messages, flags, address = sock.recvmsg(bufsize, CMSG_LEN(maxfds * FD_SIZE), flags)
        return data, descriptors(messages), flags, address
    except BaseException:
        for fd in descriptors(messages):
            lib.cs_close(fd)
        raise


def socketpair(
    family: int | None = None,
    type: int = SOCK_STREAM,
    proto: int = 0,
) -> tuple[socket, socket]:
    """Two sockets that are connected to each other.

    Args:
        family: AF_UNIX if not given, where there is one.
        type: ``SOCK_*``.
        proto: a protocol number.

    Raises:
        OSError: the system cannot make such a pair.
        ValueError: on Windows, another family than AF_INET and AF_INET6, or another type than SOCK_STREAM.

    Source: socketpair(2).
    """
    if not _HAS_PAIRS:
        return _fallback_socketpair(AF_INET if family is None else family, type, proto)
    return make_pair(cffisock.socket, numbers["AF_UNIX"] if family is None else family, type, proto)


def _fallback_socketpair(
    family: int = AF_INET,
    type: int = SOCK_STREAM,
    proto: int = 0,
) -> tuple[socket, socket]:
    """`socketpair` for systems that have none: a connection over loopback, with both ends checked."""
    if family not in (AF_INET, AF_INET6):
        raise ValueError("Only AF_INET and AF_INET6 socket address families are supported")
    if type != SOCK_STREAM:
        raise ValueError("Only SOCK_STREAM socket type is supported")
    if proto != 0:
        raise ValueError("Only protocol zero is supported")
    host = _LOCALHOST if family == AF_INET else _LOCALHOST_V6
    with cffisock.socket(family, type, proto) as listener:
        listener.bind((host, 0))
        listener.listen()
        client = cffisock.socket(family, type, proto)
        try:
            # Non-blocking, so that no thread is needed to accept.
            client.setblocking(False)
            try:
                client.connect(listener.getsockname()[:2])
            except (BlockingIOError, InterruptedError):
                pass
            client.setblocking(True)
            server, _ = listener.accept()
        except BaseException:
            client.close()
            raise
    try:
        # Somebody else may have connected first.
        if server.getsockname() != client.getpeername() or client.getsockname() != server.getpeername():
            raise ConnectionError("Unexpected peer connection")
    except BaseException:
        server.close()
        client.close()
        raise
    return server, client


def getaddrinfo(
    host: str | bytes | None,
    port: str | bytes | int | None,
    family: int = 0,
    type: int = 0,
    proto: int = 0,
    flags: int = 0,
) -> list[Answer]:
    """Resolves a host and a service.

    Args:
        host: a name or an address, as str or bytes; None for this machine's own (see AI_PASSIVE).
        port: a number, or the name of a service as str or bytes, or None.
        family: ``AF_*``, 0 for any.
        type: ``SOCK_*``, 0 for any.
        proto: a protocol number, 0 for any.
        flags: a sum of ``AI_*``.

    Returns:
        A list of ``(family, type, proto, canonname, address)``, ready for `socket` and `socket.connect`.

    Raises:
        gaierror: it cannot be resolved.
        UnicodeError: a name that IDNA cannot encode.
        ValueError: a name with a NUL in it.

    >>> [answer[4] for answer in getaddrinfo("127.0.0.1", 80, type=SOCK_STREAM)]
    [('127.0.0.1', 80)]

    Source: getaddrinfo(3), RFC 3493.
    """
    return resolver.answers_for(host, port, family, type, proto, flags, known_families, known_kinds)


def getfqdn(name: str = "") -> str:
    """The full name of a host: the first with a dot that is known for it, else the name itself.

    Args:
        name: a name or an address; empty, ``"0.0.0.0"`` and ``"::"`` mean this machine.

    Source: Python's library reference, socket.
    """
    name = name.strip()
    if name in ("", "0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        name = cffisock.gethostname()
    try:
        hostname, aliases, _ = cffisock.gethostbyaddr(name)
    except error:
        return name
    return next((known for known in (hostname, *aliases) if "." in known), hostname)


def create_connection(
    address: tuple[str | None, str | bytes | int | None],
    timeout: float | None = _GLOBAL_DEFAULT_TIMEOUT,
    source_address: Address | None = None,
    *,
    all_errors: bool = False,
) -> socket:
    """Connects to a TCP service, trying all addresses of its host.

    Args:
        address: ``(host, port)``.
        timeout: seconds for each attempt, None for no limit; the default for new sockets if not given.
        source_address: ``(host, port)`` to connect from.
        all_errors: raise all errors, in an ExceptionGroup, and not only the last.

    Raises:
        OSError: none of the addresses could be connected to.

    Source: Python's library reference, socket.
    """
    host, port = address
    failures: list[Exception] = []
    for family, kind, proto, _, target in cffisock.getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = cffisock.socket(family, kind, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(target)
            return sock
        except error as failure:
            if not all_errors:
                failures.clear()
            failures.append(failure)
            if sock is not None:
                sock.close()
        except BaseException:
            if sock is not None:
                sock.close()
            raise
    if not failures:
        raise error("getaddrinfo returns an empty list")
    try:
        if all_errors:
            raise ExceptionGroup("create_connection failed", failures)
        raise failures[0]
    finally:
        # The frame and the exceptions in it would keep each other alive.
        failures.clear()


def has_dualstack_ipv6() -> bool:
    """Whether one socket can take both IPv4 and IPv6 connections here.

    Source: ipv6(7), IPV6_V6ONLY.
    """
    if not cffisock.has_ipv6:
        return False
    try:
        with cffisock.socket(AF_INET6, SOCK_STREAM) as sock:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
    except error:
        return False
    return True


def create_server(
    address: Address,
    *,
    family: int = AF_INET,
    backlog: int | None = None,
    reuse_port: bool = False,
    dualstack_ipv6: bool = False,
) -> socket:
    """A TCP socket that is bound and listens.

    Args:
        address: ``(host, port)``.
        family: AF_INET or AF_INET6.
        backlog: how many connections may wait to be accepted.
        reuse_port: let other sockets bind the same port (SO_REUSEPORT).
        dualstack_ipv6: take IPv4 connections as well; needs AF_INET6.

    Raises:
        ValueError: this platform, or the family, cannot do what was asked for.
        OSError: the address is not to be had.

    Source: Python's library reference, socket; ipv6(7).
    """
    if reuse_port and "SO_REUSEPORT" not in numbers:
        raise ValueError("SO_REUSEPORT not supported on this platform")
    if dualstack_ipv6:
        if not cffisock.has_dualstack_ipv6():
            raise ValueError("dualstack_ipv6 not supported on this platform")
        if family != AF_INET6:
            raise ValueError("dualstack_ipv6 requires AF_INET6 family")
    sock = cffisock.socket(family, SOCK_STREAM)
    try:
        # On Windows this option would let anybody take the address over.
        if os.name not in ("nt", "cygwin"):
            try:
                sock.setsockopt(SOL_SOCKET, numbers["SO_REUSEADDR"], 1)
            except error:
                pass  # bind() will tell
        if reuse_port:
            sock.setsockopt(SOL_SOCKET, numbers["SO_REUSEPORT"], 1)
        if cffisock.has_ipv6 and family == AF_INET6:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0 if dualstack_ipv6 else 1)
        try:
            sock.bind(address)
        except error as failure:
            message = f"{failure.strerror} (while attempting to bind on address {address!r})"
            raise error(failure.errno, message) from None
        if backlog is None:
            sock.listen()
        else:
            sock.listen(backlog)
    except BaseException:
        sock.close()
        raise
    return sock
