"""The dispatcher: which family encodes and decodes which address.

Every family registers one object that knows its addresses (see `cffisock.families.base.Family`).  A socket asks `find`
once, when it is made.
"""

from __future__ import annotations

from cffisock.families.base import Family, families, find, register
from cffisock.families.inet import Inet
from cffisock.families.inet6 import Inet6
from cffisock.families.netlink import Netlink
from cffisock.families.packet import Packet
from cffisock.families.unix import Unix

__all__ = ["Family", "families", "find", "register"]

for _family in (Inet(), Inet6(), Netlink(), Packet(), Unix()):
    register(_family)
