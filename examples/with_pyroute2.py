"""pyroute2 on cffisock's netlink sockets: the interfaces of this machine.

python -m cffisock run with_pyroute2.py
"""

from __future__ import annotations

from pyroute2 import IPRoute

with IPRoute() as route:
    for link in route.get_links():
        print(link["index"], link.get("ifname"))
