"""AF_NETROM, NET/ROM over amateur radio: addresses like those of AF_AX25, `Ax25Address`.

The callsign is that of a node.  With one digipeater it is another matter: bind() takes the node, then the user for
whom it is done; getpeername() returns the user at the other end, then the node.

Source: linux/netrom.h, net/netrom/af_netrom.c of the kernel.
"""

from __future__ import annotations

from cffisock.constants import numbers
from cffisock.families.ax25 import Ax25


class Netrom(Ax25):
    """Nodes and users."""

    name = "AF_NETROM"
    number: int | None = numbers.get("AF_NETROM")
