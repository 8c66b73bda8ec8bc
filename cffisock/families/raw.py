"""Addresses as they are: the number of a family, and bytes."""

from __future__ import annotations

from _operator import itemgetter

from cffisock.arguments import exact, index, readable
from cffisock.native import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# No address is longer (POSIX, <sys/socket.h>): the kernel refuses one that is, and never writes one.
LONGEST = ffi.sizeof("struct sockaddr_storage")
DATA_AT = ffi.offsetof("struct sockaddr", "sa_data")
_FAMILY_MAX = 2 ** (8 * ffi.sizeof("sa_family_t")) - 1


class RawAddress(tuple):  # type: ignore[type-arg]  # a named one; importing what makes those costs more than this module
    """A socket address of any family: goes to the kernel as it stands, and comes from it where nobody knows better.

    It is taken wherever an address is, by sockets of every family, whether or not cffisock knows the family's own form;
    the two families need not be the same.  So ``sock.connect(RawAddress(AF_UNSPEC, b""))`` undoes the connect() of a
    datagram socket (connect(2)).  It comes out for addresses of families that have no form of their own.  There the
    standard library has a plain tuple of the same two, always with the first 14 bytes, however many the kernel wrote,
    and takes no address at all.

    Attributes:
        family: ``AF_*``, the kernel's ``sa_family``.
        data: all that follows it in the sockaddr, in the kernel's own layout and byte order; a bytes-like object of at
            most 126 bytes, since no sockaddr is longer than a ``struct sockaddr_storage``.
    """

    __slots__ = ()
    __match_args__ = ("family", "data")

    def __new__(cls, family: Any, data: Any) -> Any:
        """Takes the two; they are checked where the address is used."""
        return tuple.__new__(cls, (family, data))

    family: Any = property(itemgetter(0))
    data: Any = property(itemgetter(1))

    def __getnewargs__(self) -> tuple[Any, Any]:
        """What a copy is made of."""
        return self.family, self.data

    def __repr__(self) -> str:
        """Both, with their names."""
        return f"{type(self).__name__}(family={self.family!r}, data={self.data!r})"


def sockaddr_of(address: RawAddress, caller: str) -> bytes:
    """The sockaddr that a raw address stands for; ``caller`` is the method that it was given to.

    Raises:
        TypeError: ``family`` is no integer, or ``data`` no bytes-like object.
        OverflowError: ``family`` does not fit the kernel's type.
        ValueError: ``data`` is longer than any address.
    """
    number, data = exact(address)
    family = index(number)
    if not 0 <= family <= _FAMILY_MAX:
        raise OverflowError(f"{caller}(): family must be 0-{_FAMILY_MAX}.")
    sockaddr = ffi.new("struct sockaddr *", {"sa_family": family})
    return bytes(ffi.buffer(sockaddr, DATA_AT)) + data_of(data, caller)


def data_of(data: Any, caller: str) -> bytes:
    """What is behind ``sa_family`` in a sockaddr, checked."""
    with readable(data) as memory:
        if len(memory) > LONGEST - DATA_AT:
            raise ValueError(f"{caller}(): address data must be {LONGEST - DATA_AT} bytes or less, not {len(memory)}")
        return bytes(ffi.buffer(memory))
