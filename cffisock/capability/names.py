"""What a user may mean by a name: a family, a protocol or a feature, as text, enum or number; or what comes near it."""

from __future__ import annotations

from cffisock.arguments import exact
from cffisock.capability.features import BY_NAME as FEATURES
from cffisock.capability.table import BY_NAME as FAMILIES
from cffisock.capability.table import OWNERS
from cffisock.constants import numbers

KNOWN = (*FAMILIES, *OWNERS, *FEATURES)


def known(name: str | int) -> str:
    """The name of what is meant.

    Args:
        name: a name in any case, with or without ``AF_``; or the number of a family, like ``AF_CAN``.

    Raises:
        TypeError: neither text nor a number.
        ValueError: nothing has that name; the message has those that come near.
    """
    name = exact(name)
    if isinstance(name, int):
        for family in FAMILIES:
            if numbers.get(family) == name:
                return family
        raise ValueError(f"no family that cffisock knows has the number {int(name)}")
    if not isinstance(name, str):
        raise TypeError(f"a name or the number of a family is needed, not {type(name).__name__}")
    spoken = {known.upper(): known for known in reversed(KNOWN)}
    for candidate in (name.upper(), f"AF_{name.upper()}"):
        if candidate in spoken:
            return spoken[candidate]
    raise ValueError(f"cffisock knows nothing called {name!r}{_near(name.upper(), spoken)}")


def _near(name: str, spoken: dict[str, str]) -> str:
    """What to say of names that are near: alike, or with this one in them."""
    if not name:
        return ""
    from difflib import get_close_matches

    alike = get_close_matches(name, spoken, n=5) or get_close_matches(f"AF_{name}", spoken, n=5)
    containing = [candidate for candidate in spoken if name in candidate]
    near = list(dict.fromkeys([spoken[candidate] for candidate in (*alike, *sorted(containing))]))[:5]
    return f"; near it: {', '.join(near)}" if near else ""
