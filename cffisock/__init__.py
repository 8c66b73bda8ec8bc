"""Python's ``socket`` module, complete, on CFFI: ``import cffisock as socket``.

It has every function, class and constant of the newest Python's ``socket`` that the platform has, on every interpreter,
whatever that interpreter was built with; see the documentation for what it has beyond that.
"""

from __future__ import annotations

from typing import Any as _Any

from cffisock import constants as _constants
from cffisock import errors as _errors
from cffisock import highlevel as _highlevel
from cffisock.ancillary import CMSG_LEN, CMSG_SPACE
from cffisock.byteorder import htonl, htons, ntohl, ntohs
from cffisock.constants import AddressFamily, AddressInfo, MsgFlag, SocketKind
from cffisock.errors import EAGAIN, EBADF, EWOULDBLOCK, error, gaierror, herror, timeout
from cffisock.highlevel import (
    create_connection,
    create_server,
    fromfd,
    getaddrinfo,
    getfqdn,
    has_dualstack_ipv6,
    has_ipv6,
    recv_fds,
    send_fds,
    socket,
    socketpair,
)
from cffisock.interfaces import gethostname, if_indextoname, if_nameindex, if_nametoindex, sethostname
from cffisock.lowlevel import close, dup
from cffisock.lowlevel import socket as SocketType
from cffisock.resolver import (
    gethostbyaddr,
    gethostbyname,
    gethostbyname_ex,
    getnameinfo,
    getprotobyname,
    getservbyname,
    getservbyport,
    inet_aton,
    inet_ntoa,
    inet_ntop,
    inet_pton,
)
from cffisock.socketio import SocketIO
from cffisock.timeouts import getdefaulttimeout, setdefaulttimeout

__version__ = "0.1.0"

# What is only loaded when asked for: name -> the module that has it.
_LATER = {
    "capabilities": "cffisock.probe",
    "from_stdlib": "cffisock.interop",
    "install": "cffisock.interop",
    "to_stdlib": "cffisock.interop",
    "uninstall": "cffisock.interop",
}

__all__ = [
    "AddressFamily",
    "AddressInfo",
    "CMSG_LEN",
    "CMSG_SPACE",
    "EAGAIN",
    "EBADF",
    "EWOULDBLOCK",
    "MsgFlag",
    "SocketIO",
    "SocketKind",
    "SocketType",
    "close",
    "create_connection",
    "create_server",
    "dup",
    "error",
    "fromfd",
    "gaierror",
    "getaddrinfo",
    "getdefaulttimeout",
    "getfqdn",
    "gethostbyaddr",
    "gethostbyname",
    "gethostbyname_ex",
    "gethostname",
    "getnameinfo",
    "getprotobyname",
    "getservbyname",
    "getservbyport",
    "has_dualstack_ipv6",
    "has_ipv6",
    "herror",
    "htonl",
    "htons",
    "if_indextoname",
    "if_nameindex",
    "if_nametoindex",
    "inet_aton",
    "inet_ntoa",
    "inet_ntop",
    "inet_pton",
    "ntohl",
    "ntohs",
    "recv_fds",
    "send_fds",
    "setdefaulttimeout",
    "sethostname",
    "socket",
    "socketpair",
    "timeout",
]
globals().update(_constants.public)
__all__ += [*_constants.public, *_LATER]


def __getattr__(name: str) -> _Any:
    """Loads what is only loaded when asked for; private names that libraries use come from `highlevel`."""
    if name in _LATER:
        from importlib import import_module

        value = globals()[name] = getattr(import_module(_LATER[name]), name)
        return value
    if name == "CAPI":
        return _errors.own_socket.CAPI
    try:
        return getattr(_highlevel, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
