"""The examples of the documentation's pages about families do what they say."""

from __future__ import annotations

import pathlib
import re
import textwrap
from typing import Any

import pytest

import cffisock

PAGES = pathlib.Path(__file__).parents[2] / "docs" / "families"

NEEDS: dict[str, dict[str, Any]] = {
    "alg": {"socket": (cffisock.AF_ALG, cffisock.SOCK_SEQPACKET, 0)},
    "bluetooth": {"socket": (cffisock.AF_BLUETOOTH, cffisock.SOCK_SEQPACKET, cffisock.BTPROTO_L2CAP)},
    "can": {"socket": (cffisock.AF_CAN, cffisock.SOCK_RAW, cffisock.CAN_RAW), "device": "vcan0"},
    "key": {"socket": (cffisock.AF_KEY, cffisock.SOCK_RAW, cffisock.PF_KEY_V2), "root": True},
    "l2tpip": {"socket": (cffisock.AF_INET, cffisock.SOCK_DGRAM, cffisock.IPPROTO_L2TP)},
    "llc": {"socket": (cffisock.AF_LLC, cffisock.SOCK_DGRAM, 0), "device": ["veth0", "veth1"]},
    "netlink": {},
    "packet": {"root": True},
    "qipcrtr": {"socket": (cffisock.AF_QIPCRTR, cffisock.SOCK_DGRAM, 0)},
    "rds": {"socket": (cffisock.AF_RDS, cffisock.SOCK_SEQPACKET, 0), "module": "rds_tcp"},
    "tipc": {"socket": (cffisock.AF_TIPC, cffisock.SOCK_RDM, 0), "module": "tipc"},
    "transports": {"socket": (cffisock.AF_INET, cffisock.SOCK_STREAM, cffisock.IPPROTO_SCTP)},
    "unix": {},
    "vsock": {"socket": (cffisock.AF_VSOCK, cffisock.SOCK_STREAM, 0), "module": "vsock_loopback"},
}


@pytest.mark.parametrize("page", [pytest.param(page, marks=pytest.mark.needs(**NEEDS[page])) for page in NEEDS])
def test_example(page: str) -> None:
    text = (PAGES / f"{page}.rst").read_text(encoding="utf-8")
    (example,) = re.findall(r"^\.\. code-block:: python\n\n((?:    .*\n|\n)+)", text, flags=re.MULTILINE)
    exec(compile(textwrap.dedent(example), f"{page}.rst", "exec"), {"socket": cffisock})


def test_every_example_is_run() -> None:
    """One that no test can have is a plain block, behind two colons."""
    having = [path.stem for path in PAGES.glob("*.rst") if ".. code-block:: python" in path.read_text(encoding="utf-8")]
    assert sorted(having) == sorted(NEEDS)
