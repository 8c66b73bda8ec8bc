"""How a socket gets its names and its peer, and its options: bind, listen, accept, connect, shut down."""

from __future__ import annotations

import errno
import os
import sys
from sys import audit

from cffisock.arguments import INT_MAX, INT_MIN, NO_SIZE, c_int, c_unsigned, index, readable
from cffisock.constants import numbers
from cffisock.errors import TIMED_OUT, check, os_error, resume
from cffisock.families.base import UNSEEN
from cffisock.handle import NEVER_TRIED, Handle, own
from cffisock.native import ffi, lib
from cffisock.scratch import getpeername_bytes, getsockname_bytes, pool, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, overload

    from typing_extensions import Buffer

    from cffisock.addresses import Address

_AF_ALG, _AF_VSOCK = numbers.get("AF_ALG"), numbers.get("AF_VSOCK")
_BACKLOG = min(numbers["SOMAXCONN"], 128)
_EINTR, _EWOULDBLOCK = -errno.EINTR, errno.EWOULDBLOCK
_LONGEST_OPTION = 1024
_NO_OPTION = lib.CS_NO_OPTION
_NOT_GIVEN: Any = object()
# Since then setsockopt() has other words for what it does not take.
_SAYS_WHAT_FITS = sys.version_info >= (3, 15)
_ONLY_LENGTH = "setsockopt() argument 3 must be None, not {}"
if _SAYS_WHAT_FITS:
    _ONLY_LENGTH = "setsockopt() only takes 4 arguments when the third argument is None (got {})"

_getsockopt_int, _setsockopt_int = lib.cs_getsockopt_int, lib.cs_setsockopt_int
_accept = lib.cs_accept


class Connection(Handle):
    """Names, peers and options."""

    __slots__ = ()

    def bind(self, address: Address, /) -> None:
        """Gives this end a name.

        Args:
            address: in the form of the socket's family.

        Raises:
            OSError: the name is taken, or not to be had.
            TypeError: not in that form.

        Source: bind(2).
        """
        sockaddr = self._cs_codec.sockaddr(address, "bind", self._cs_fd, self._cs_proto)
        audit("socket.bind", self, address)
        outcome = lib.cs_bind(self._cs_fd, sockaddr, len(sockaddr))
        if outcome < 0:
            raise os_error(-outcome)

    def listen(self, backlog: int = _BACKLOG, /) -> None:
        """Lets connections come in.

        Args:
            backlog: how many may wait to be accepted; 0 and less are 0, and the system has a limit of its own.

        Raises:
            OSError: sockets of this type have no connections, or the socket has no name.

        Source: listen(2).
        """
        check(lib.cs_listen(self._cs_fd, max(0, c_int(backlog))))

    def _accept(self) -> tuple[int, Any]:
        """Waits for a connection; returns its descriptor and the address of the other end."""
        owner = Handle.__new__(Handle)
        address = self._cs_accept(owner)
        return owner.detach(), address

    def _cs_accept(self, connection: Handle) -> Any:
        """Waits for a connection, and makes a closed socket the owner of it; returns the address of the other end."""
        memory = take()
        try:
            timeout = self._cs_timeout
            address = memory[2] if self._cs_family != _AF_ALG else ffi.NULL
            outcome = own(connection, _accept, (self._cs_handle or self._cs_make_handle(), address, timeout))
            while outcome < 0:
                timeout = resume(outcome, timeout)
                outcome = own(connection, _accept, (self._cs_handle or self._cs_make_handle(), address, timeout))
            codec = self._cs_codec
            raw = memory[3][: codec.span] if self._cs_family != _AF_ALG else b""
            address = codec.decoded.get(raw, UNSEEN)
            return address if address is not UNSEEN else codec.decode(raw, self._cs_fd, self._cs_proto)
        except BaseException:
            Handle.close(connection)
            raise
        finally:
            pool.append(memory)

    def connect(self, address: Address, /) -> None:
        """Connects to an address; the timeout covers all of it.

        Args:
            address: in the form of the socket's family.

        Raises:
            timeout: the timeout passed.
            OSError: refused, unreachable, and so on.
            BlockingIOError: the socket does not block, and the connection is under way.
            TypeError: the address is not in that form.

        Source: connect(2).
        """
        sockaddr = self._cs_codec.sockaddr(address, "connect", self._cs_fd, self._cs_proto)
        audit("socket.connect", self, address)
        timeout = self._cs_timeout
        outcome = lib.cs_connect(self._cs_fd, sockaddr, len(sockaddr), timeout)
        while outcome < 0:
            if timeout == 0 and outcome == _EINTR:
                raise InterruptedError(errno.EINTR, os.strerror(errno.EINTR))
            timeout = resume(outcome, timeout)
            outcome = lib.cs_finish_connect(self._cs_handle or self._cs_make_handle(), timeout)

    def connect_ex(self, address: Address, /) -> int:
        """`connect` that returns the error number, 0 for success, where `connect` raises what the system said.

        Args:
            address: in the form of the socket's family.

        Raises:
            TypeError: the address is not in that form.
            OSError: its host is not known (`gaierror`), or its name too long.

        Source: connect(2).
        """
        sockaddr = self._cs_codec.sockaddr(address, "connect_ex", self._cs_fd, self._cs_proto)
        audit("socket.connect", self, address)
        timeout = self._cs_timeout
        outcome = lib.cs_connect(self._cs_fd, sockaddr, len(sockaddr), timeout)
        while outcome < 0:
            if outcome == TIMED_OUT:
                return _EWOULDBLOCK
            if outcome > TIMED_OUT and (outcome != _EINTR or timeout == 0):
                return -outcome
            timeout = resume(outcome, timeout)
            outcome = lib.cs_finish_connect(self._cs_handle or self._cs_make_handle(), timeout)
        return 0

    def shutdown(self, how: int, /) -> None:
        """Ends one direction or both.

        Args:
            how: ``SHUT_RD``, ``SHUT_WR`` or ``SHUT_RDWR``.

        Raises:
            OSError: not connected.

        Source: shutdown(2).
        """
        check(lib.cs_shutdown(self._cs_fd, c_int(how)))

    def getsockname(self) -> Any:
        """The address of this end, in the form of the socket's family.

        Raises:
            OSError: closed, or the family has no addresses.

        Source: getsockname(2).
        """
        return self._name(getsockname_bytes)

    def getpeername(self) -> Any:
        """The address of the other end, in the form of the socket's family.

        Raises:
            OSError: not connected.

        Source: getpeername(2).
        """
        return self._name(getpeername_bytes)

    def _name(self, ask: Callable[[int, int], Any]) -> Any:
        codec = self._cs_codec
        raw = ask(self._cs_fd, codec.span)
        if type(raw) is not bytes:
            raise os_error(-raw)
        address = codec.decoded.get(raw, UNSEEN)
        return address if address is not UNSEEN else codec.decode(raw, self._cs_fd, self._cs_proto)

    if TYPE_CHECKING:

        @overload
        def getsockopt(self, level: int, option: int, /) -> int: ...
        @overload
        def getsockopt(self, level: int, option: int, buflen: int, /) -> bytes: ...

    def getsockopt(self, level: int, option: int, buflen: int = 0, /) -> int | bytes:
        """Reads a socket option.

        Args:
            level: ``SOL_*`` or ``IPPROTO_*``.
            option: the option's number at that level.
            buflen: 0 for an option that is an int, else the most bytes to return, 1 to 1024.

        Returns:
            An int, or the bytes that the system gave.

        Raises:
            OSError: the socket has no such option, or ``buflen`` is out of range.

        Source: getsockopt(2), socket(7).
        """
        if buflen is not NO_SIZE:
            level, option, buflen = c_int(level), c_int(option), c_int(buflen)
            if buflen != 0:
                return self._option_bytes(level, option, buflen)
        try:
            level | option  # CFFI would make an int of a Decimal
            value = _getsockopt_int(self._cs_fd, level, option)
        except (TypeError, OverflowError):
            value = _getsockopt_int(self._cs_fd, c_int(level), c_int(option))
        if value >= 0 or value > _NO_OPTION:  # the first is quicker to compare with
            return value
        if level == _AF_VSOCK and value == _NO_OPTION - errno.EOVERFLOW:
            return int.from_bytes(self._option_bytes(level, option, 8), sys.byteorder)
        raise os_error(_NO_OPTION - value)

    def _option_bytes(self, level: int, option: int, size: int) -> bytes:
        if not 0 < size <= _LONGEST_OPTION:
            raise OSError("getsockopt buflen out of range")
        value = ffi.new("char[]", size)  # cleared, for some options fill less than they say
        return bytes(ffi.buffer(value, check(lib.cs_getsockopt(self._cs_fd, level, option, value, size))))

    if TYPE_CHECKING:

        @overload
        def setsockopt(self, level: int, option: int, value: int | Buffer, /) -> None: ...
        @overload
        def setsockopt(self, level: int, option: int, value: None, optlen: int, /) -> None: ...

    def setsockopt(
        self, level: int, option: int, value: Any = _NOT_GIVEN, optlen: Any = _NOT_GIVEN, more: Any = _NOT_GIVEN, /
    ) -> None:
        """Sets a socket option.

        Args:
            level: ``SOL_*`` or ``IPPROTO_*``.
            option: the option's number at that level.
            value: an int; or a bytes-like object, passed as it is; or None, for options that only have a length.
            optlen: that length, with None only.
            more: nothing; it would be one too many.

        Raises:
            OSError: the socket has no such option, or not with that value.
            TypeError: the value is none of these.

        Source: setsockopt(2), socket(7).
        """
        if type(value) is int and optlen is _NOT_GIVEN:
            try:
                level | option  # as for getsockopt
                outcome = _setsockopt_int(self._cs_fd, level, option, value)
            except (TypeError, OverflowError):
                outcome = self._set_option(c_int(level), c_int(option), value, optlen)
        else:
            if value is _NOT_GIVEN:
                raise TypeError("setsockopt() takes at least 3 arguments (2 given)")
            if more is not _NOT_GIVEN:
                raise TypeError("setsockopt() takes at most 4 arguments (5 given)")
            outcome = self._set_option(c_int(level), c_int(option), value, optlen)
        if outcome:
            check(outcome)
            self._cs_quick = NEVER_TRIED

    def _set_option(self, level: int, option: int, value: Any, optlen: Any) -> int:
        if optlen is not _NOT_GIVEN:
            if value is not None:
                raise TypeError(_ONLY_LENGTH.format(type(value).__name__))
            return lib.cs_setsockopt(self._cs_fd, level, option, ffi.NULL, c_unsigned(optlen))
        if hasattr(value, "__index__"):
            number = index(value)
            if level == _AF_VSOCK and number > INT_MAX:
                wide = (number & 0xFFFFFFFFFFFFFFFF).to_bytes(8, sys.byteorder)
                return lib.cs_setsockopt(self._cs_fd, level, option, wide, 8)
            if INT_MIN <= number <= INT_MAX or _SAYS_WHAT_FITS:
                return _setsockopt_int(self._cs_fd, level, option, c_int(number))
        elif value is None and _SAYS_WHAT_FITS:
            raise TypeError("setsockopt() requires 4 arguments when the third argument is None")
        try:
            memory = readable(value)
        except TypeError:
            if not _SAYS_WHAT_FITS:
                raise
            got = type(value).__name__
            raise TypeError(f"socket option should be int, bytes-like object or None (got {got})") from None
        with memory:
            return lib.cs_setsockopt(self._cs_fd, level, option, memory, len(memory))
