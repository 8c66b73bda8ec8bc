"""What works here, and if not, why not: nothing of this is loaded before it is asked for.

A question goes down these files: ``survey.py`` looks a name up in ``table.py`` (families) or ``features.py`` and asks
the kernel by opening a socket; ``reasons.py`` turns the error number into a status, a sentence and what would help,
from what ``kernel.py`` reads in ``/proc`` and the lists of modules, and what ``devices.py`` finds.  ``report.py``,
``explain.py`` and ``notes.py`` say it to people, ``as_json.py`` to programs.
"""

from __future__ import annotations

from cffisock.capability.records import Capability, Kind, Status

__all__ = ["Capability", "Kind", "Status"]
