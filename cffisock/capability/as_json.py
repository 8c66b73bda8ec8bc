"""The report for programs: ``python -m cffisock --json``."""

from __future__ import annotations

import json

from cffisock.capability.records import Capability, Kind, Status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def dumps(found: Mapping[str, Capability], **about: str) -> str:
    """A JSON object with ``about``, and the records under ``"families"`` and ``"features"``, in the report's order.

    A record has the attributes of `Capability`; ``status`` and ``kind`` are the names of the enums' members.
    """
    lists = {"families": Kind.FAMILY, "features": Kind.FEATURE}
    return json.dumps(
        {
            **about,
            **{name: [_plain(one) for one in found.values() if one.kind is kind] for name, kind in lists.items()},
        },
        indent=2,
    )


def loads(text: str) -> dict[str, Capability]:
    """The records in what `dumps` made."""
    data = json.loads(text)
    return {one["name"]: _record(one) for one in (*data["families"], *data["features"])}


def _plain(found: Capability) -> dict[str, Any]:
    return {
        **found._asdict(),
        "kind": found.kind.name,
        "status": found.status.name,
        "protocols": [_plain(protocol) for protocol in found.protocols],
    }


def _record(data: dict[str, Any]) -> Capability:
    protocols = tuple(_record(protocol) for protocol in data["protocols"])
    return Capability(**{**data, "kind": Kind[data["kind"]], "status": Status[data["status"]], "protocols": protocols})
