"""A family made of two functions, for those who need a form of their own for some addresses and no more."""

from __future__ import annotations

from cffisock.arguments import index
from cffisock.families.base import START, Family
from cffisock.families.raw import DATA_AT, RawAddress, sockaddr_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Custom(Family):
    """Addresses that two functions turn into bytes and back, for `register`.

    Args:
        number: ``AF_*``, also one that cffisock has no name for.
        encode: takes what a user gave as an address and returns what follows ``sa_family`` in the kernel's sockaddr, a
            bytes-like object of at most 126 bytes.
        decode: takes those bytes, as many as the kernel wrote, and returns what the user gets.
        name: what the family is called, like ``"AF_MCTP"``.
        protocol: the only protocol of the family that it is for; None for all.

    Raises:
        TypeError: the number is no integer, or a function cannot be called.
    """

    def __init__(
        self,
        number: int,
        encode: Callable[[Any], Any],
        decode: Callable[[bytes], Any],
        name: str = "",
        protocol: int | None = None,
    ) -> None:
        if not callable(encode) or not callable(decode):
            raise TypeError("encode and decode must be functions")
        super().__init__()
        self.number: int | None = index(number)
        self.name: str = name or f"family {self.number}"
        self.protocol: int | None = None if protocol is None else index(protocol)
        self._encode, self._decode = encode, decode

    def encode(self, address: Any, caller: str, fd: int, protocol: int) -> bytes:
        """See `Family.encode`."""
        return sockaddr_of(RawAddress(self.number, self._encode(address)), caller)

    def read(self, raw: bytes, size: int, fd: int, protocol: int) -> Any:
        """See `Family.read`."""
        return self._decode(raw[START + DATA_AT : START + size])
