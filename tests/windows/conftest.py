"""The tests in this folder are for Windows Pythons; ``run.py`` runs them."""

from __future__ import annotations

import sys

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]
