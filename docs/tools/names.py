"""Finds what docstrings and pages call by a short name, as one who reads them would.

``recv`` in the docstring of ``cffisock.socket.send`` is ``cffisock.socket.recv``, ``timeout`` among what it raises is
``cffisock.timeout``, and a name with a dot is looked for in all modules.  Of several the first counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PLACES = (
    *("cffisock", "cffisock.socket", "cffisock.DatagramBatch", "cffisock.Datagram", "cffisock.zerocopy"),
    *("cffisock.aio", "cffisock.aio.BatchTransport", "cffisock.capability", "cffisock.families"),
    "cffisock.addresses",
)


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element) -> nodes.Node | None:
    """A link to the object that is meant, if there is one."""
    domain: Any = env.get_domain("py")
    target = node["reftarget"].removeprefix("cffisock.")
    last = target.rpartition(".")[2]
    for place in PLACES:
        for name in (target, last):
            found = domain.objects.get(f"{place}.{name}")
            if found is not None:
                return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, content, name)
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
