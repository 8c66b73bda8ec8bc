"""Python's ``socket`` module, complete, on CFFI: ``import cffisock as socket``.

It has every function, class and constant of the newest Python's ``socket`` that the platform has, on every interpreter,
whatever that interpreter was built with; see the documentation for what it has beyond that.
"""

from __future__ import annotations

from cffisock import constants as _constants
from cffisock import errors as _errors
from cffisock.ancillary import CMSG_LEN, CMSG_SPACE
from cffisock.batches import Datagram, DatagramBatch
from cffisock.beyond import capabilities, explain, from_stdlib, has, install, to_stdlib, uninstall
from cffisock.byteorder import htonl, htons, ntohl, ntohs
from cffisock.constants import AddressFamily, AddressInfo, MsgFlag, SocketKind
from cffisock.errors import EAGAIN, EBADF, EWOULDBLOCK, error, gaierror, herror, timeout
from cffisock.functions import (
    _GLOBAL_DEFAULT_TIMEOUT,
    _LOCALHOST,
    _LOCALHOST_V6,
    _fallback_socketpair,
    create_connection,
    create_server,
    fromfd,
    getaddrinfo,
    getfqdn,
    has_dualstack_ipv6,
    has_ipv6,
    recv_fds,
    send_fds,
    socketpair,
)
from cffisock.highlevel import _GiveupOnSendfile, socket
from cffisock.interfaces import gethostname, if_indextoname, if_nameindex, if_nametoindex, sethostname
from cffisock.lowlevel import close, dup
from cffisock.lowlevel import socket as SocketType
from cffisock.native import VERSION as _VERSION
from cffisock.native import lib as _lib
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cffisock import _declared
    from cffisock._declared import *  # noqa: F403 - all constants, which only the tables list


__version__ = _VERSION

__all__ = [
    "AddressFamily",
    "AddressInfo",
    "CMSG_LEN",
    "CMSG_SPACE",
    "Datagram",
    "DatagramBatch",
    "EAGAIN",
    "EBADF",
    "EWOULDBLOCK",
    "MsgFlag",
    "SocketIO",
    "SocketKind",
    "SocketType",
    "capabilities",
    "close",
    "create_connection",
    "create_server",
    "dup",
    "error",
    "explain",
    "from_stdlib",
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
    "has",
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
    "install",
    "ntohl",
    "ntohs",
    "recv_fds",
    "send_fds",
    "setdefaulttimeout",
    "sethostname",
    "socket",
    "socketpair",
    "timeout",
    "to_stdlib",
    "uninstall",
]
if TYPE_CHECKING:
    __all__ += _declared.__all__
else:
    globals().update(_constants.public)
    __all__ += _constants.public

# What this platform cannot do has no name.
_ABSENT = [] if hasattr(_lib, "cs_sethostname") else ["sethostname"]
_ABSENT += [] if "SCM_RIGHTS" in _constants.numbers else ["recv_fds", "send_fds"]
for _name in _ABSENT:
    del globals()[_name]
__all__ = [_name for _name in __all__ if _name not in _ABSENT]
if hasattr(_lib, "cs_share"):
    from cffisock.winsock import errorTab, fromshare

    __all__ += ["errorTab", "fromshare"]

# Private names of the standard library's module that others use, and the capsule by which ``_ssl`` finds its type.
_PRIVATE = (_GLOBAL_DEFAULT_TIMEOUT, _LOCALHOST, _LOCALHOST_V6, _GiveupOnSendfile, _fallback_socketpair)
if hasattr(_errors.own_socket, "CAPI"):
    CAPI = _errors.own_socket.CAPI
