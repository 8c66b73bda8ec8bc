"""What only Windows has: requests to a socket's provider, sockets handed to other processes, and names of its errors.

It is loaded where the compiled half has what it calls.
"""

from __future__ import annotations

import struct

import cffisock
from cffisock.arguments import index, kind
from cffisock.constants import numbers
from cffisock.errors import check
from cffisock.handle import Handle
from cffisock.native import allocate, ffi, lib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from cffisock.highlevel import socket

__all__ = ["errorTab", "fromshare"]

_KEEPALIVE = numbers["SIO_KEEPALIVE_VALS"]
# Requests whose value is an unsigned int.
_UNSIGNED = [
    numbers[name] for name in ("SIO_LOOPBACK_FAST_PATH", "SIO_RCVALL", "SIO_TCP_SET_ACK_FREQUENCY", "SIO_UDP_CONNRESET")
]


def _unsigned(value: Any) -> int:
    """An integer as a C unsigned long, which only its lower 32 bits count for."""
    return index(value) & 0xFFFFFFFF


class Winsock(Handle):
    """The methods that only Windows has."""

    __slots__ = ()

    def ioctl(self, control: int, option: int | tuple[int, int, int], /) -> int:
        """Makes a request to the provider of the socket.

        Args:
            control: ``SIO_*``.
            option: for SIO_KEEPALIVE_VALS ``(on, idle, interval)``, the times in milliseconds; for SIO_RCVALL one of
                ``RCVALL_*``; for SIO_LOOPBACK_FAST_PATH, SIO_TCP_SET_ACK_FREQUENCY and SIO_UDP_CONNRESET an int.
                SIO_UDP_CONNRESET off keeps a datagram that nobody wanted from failing the next receive (error 10054).

        Returns:
            How many bytes the provider answered.

        Raises:
            ValueError: another request.

        Platforms: Windows. Source: Microsoft Learn, "Winsock IOCTLs".
        """
        request = _unsigned(control)
        if request in _UNSIGNED:
            value = struct.pack("=L", _unsigned(option))
        elif request == _KEEPALIVE:
            if not isinstance(option, tuple) or len(option) != 3:
                raise TypeError(f"ioctl() argument 2 must be sequence of length 3, not {kind(option)}")
            value = struct.pack("=3L", *map(_unsigned, option))
        else:
            raise ValueError(f"invalid ioctl command {request}")
        return check(lib.cs_ioctl(self._cs_fd, request, value, len(value)))

    def share(self, process_id: int, /) -> bytes:
        """Describes the socket to another process, which opens it with `cffisock.fromshare`.

        Args:
            process_id: of that process; only there, and only once, can it be opened.

        Returns:
            The description.

        Raises:
            OSError: what Windows said.

        Platforms: Windows. Source: Microsoft Learn, "WSADuplicateSocketW".
        """
        shared = allocate("char[]", lib.CS_SHARED_SIZE)
        check(lib.cs_share(self._cs_fd, _unsigned(process_id), shared))
        return bytes(ffi.buffer(shared))


def fromshare(info: bytes) -> socket:
    """Opens a socket that another process shared.

    Args:
        info: what `socket.share` returned there.

    Raises:
        ValueError: that is no description of a socket.
        OSError: what Windows said.

    Platforms: Windows.

    Source: Microsoft Learn, "WSASocketW".
    """
    return cffisock.socket(0, 0, 0, info)


def open_shared(info: bytes) -> tuple[int, int, int, int]:
    """The descriptor, family, type and protocol of a socket that was shared.

    Raises:
        ValueError: that is no description.
        OSError: it was opened before, or is for another process.
    """
    if len(info) != lib.CS_SHARED_SIZE:
        raise ValueError(f"socket descriptor string has wrong size, should be {lib.CS_SHARED_SIZE} bytes.")
    about = ffi.new("int[3]")
    fd = check(lib.cs_open_shared(info, about, about + 1, about + 2))
    return fd, about[0], about[1], about[2]


# Short texts for the errors of Winsock. Source: Microsoft Learn, "Windows Sockets Error Codes".
errorTab: dict[int, str] = {  # noqa: N816 - the standard library's name
    6: "Invalid handle.",
    8: "Out of memory.",
    87: "Invalid parameter.",
    995: "The operation was aborted.",
    996: "The event object is not signaled yet.",
    997: "The operation is still under way.",
    10004: "A blocking call was interrupted.",
    10009: "Invalid file handle.",
    10013: "Permission denied.",
    10014: "Invalid address.",
    10022: "Invalid argument.",
    10024: "Too many open sockets.",
    10035: "The operation would block.",
    10036: "A blocking operation is already under way.",
    10037: "The operation is already under way.",
    10038: "Not a socket.",
    10039: "A destination address is required.",
    10040: "The message is too long.",
    10041: "Wrong protocol for this type of socket.",
    10042: "No such option of this protocol.",
    10043: "Protocol not supported.",
    10044: "Socket type not supported.",
    10045: "Operation not supported.",
    10046: "Protocol family not supported.",
    10047: "Address family not supported.",
    10048: "The address is in use.",
    10049: "The address is not available.",
    10050: "The network is down.",
    10051: "The network cannot be reached.",
    10052: "The network dropped the connection.",
    10053: "The connection was aborted.",
    10054: "The connection was reset by the other end.",
    10055: "No room for buffers.",
    10056: "The socket is already connected.",
    10057: "The socket is not connected.",
    10058: "This direction was shut down.",
    10059: "Too many references.",
    10060: "The operation timed out.",
    10061: "The connection was refused.",
    10062: "The name cannot be translated.",
    10063: "The name is too long.",
    10064: "The host is down.",
    10065: "The host cannot be reached.",
    10066: "The directory is not empty.",
    10067: "Too many processes.",
    10068: "The quota of a user is exceeded.",
    10069: "The disk quota is exceeded.",
    10070: "The handle is stale.",
    10071: "The item is remote.",
    10091: "The network subsystem is not ready.",
    10092: "This version of Winsock is not supported.",
    10093: "Winsock was not started.",
    10101: "The other end is shutting down.",
    10102: "No more results.",
    10103: "The call was canceled.",
    10104: "Invalid table of procedures.",
    10105: "Invalid service provider.",
    10106: "The service provider failed.",
    10107: "A system call failed.",
    10108: "No such service.",
    10109: "No such type.",
    10110: "No more results.",
    10111: "The call was canceled.",
    10112: "The query was refused.",
    11001: "Host not found.",
    11002: "The name server did not answer; try again.",
    11003: "The name server failed.",
    11004: "The name has no data of that type.",
    11005: "At least one reservation has arrived.",
    11006: "At least one path has arrived.",
    11007: "There are no senders.",
    11008: "There are no receivers.",
    11009: "The reservation is confirmed.",
    11010: "Not enough resources for this quality of service.",
    11011: "The policy does not allow this quality of service.",
    11012: "The style of the request is unknown or in conflict.",
    11013: "The filterspec or its style is not valid.",
    11014: "The provider's buffer is not valid.",
    11015: "The flowspec is not valid.",
    11016: "General error of quality of service.",
    11017: "A service type in the flowspec is not valid.",
    11018: "The flowspec is not valid.",
    11019: "The provider's buffer is not valid.",
    11020: "The filter's style is not valid.",
    11021: "The filter's type is not valid.",
    11022: "The number of filters is not valid.",
    11023: "The length of an object is not valid.",
    11024: "The number of flows is not valid.",
    11025: "An object is not known.",
    11026: "A policy object is not valid.",
    11027: "A flow descriptor is not valid.",
    11028: "The provider's flowspec is not valid.",
    11029: "The provider's filterspec is not valid.",
    11030: "The shape discard mode is not valid.",
    11031: "The shaping rate is not valid.",
}
