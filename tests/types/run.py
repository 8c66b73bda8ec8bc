"""Checks the types, as programs that use cffisock see them; ``tox -e types`` runs it beside an installed cffisock.

The checkout itself is mypy's on the platform where it runs, see pyproject.toml.  Here it is checked for others, and for
the oldest Python that mypy knows; then compared with typeshed's ``socket``.  pyright looks at the installed package:
whether it says all types of all public names (``--verifytypes``), and at ``uses.py``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
# What only Windows has names for.
WINDOWS = [*sorted(map(str, (ROOT / "tests" / "windows").glob("test_*.py"))), "examples/sniff_windows.py"]
OLDEST = "3.10"
PLATFORMS = {
    "linux": [],
    "darwin": [],
    "dragonfly6": [],
    "freebsd14": [],
    "netbsd10": [],
    "openbsd7": [],
    "win32": WINDOWS,
}
# It has more than that; a package that is not found has none, and no error.
SYMBOLS = 2000


def run(*command: str, cwd: Path = ROOT) -> bool:
    print("$", *command, flush=True)
    return subprocess.run(command, cwd=cwd, check=False, timeout=600).returncode == 0


def completeness(folder: Path) -> bool:
    """Whether pyright finds a type for everything that the installed package exports."""
    command = ["pyright", "--verifytypes", "cffisock", "--ignoreexternal"]
    done = subprocess.run(
        [*command, "--outputjson"], cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )
    report = json.loads(done.stdout).get("typeCompleteness", {})
    counts = report.get("exportedSymbolCounts", {})
    print("$", *command, counts, f"score {report.get('completenessScore')}", flush=True)
    if not done.returncode and counts.get("withKnownType", 0) >= SYMBOLS and report["completenessScore"] == 1:
        return True
    run(*command, cwd=folder)
    return False


def uses(folder: Path) -> bool:
    """What pyright says of ``uses.py``, in a folder without the checkout, where only the installed package is found."""
    (folder / "uses.py").write_text((HERE / "uses.py").read_text(encoding="utf-8"), encoding="utf-8")
    options = {"include": ["uses.py"], "typeCheckingMode": "strict", "reportUnnecessaryTypeIgnoreComment": "error"}
    (folder / "pyrightconfig.json").write_text(json.dumps(options), encoding="utf-8")
    return run("pyright", cwd=folder)


def main() -> int:
    mypy = [sys.executable, "-m", "mypy", "--python-version"]
    newest = f"{sys.version_info[0]}.{sys.version_info[1]}"
    passed = [
        run(*mypy, version, "--platform", platform, "cffisock", *files)
        for platform, files in PLATFORMS.items()
        for version in ([OLDEST, newest] if platform == "linux" else [newest])
    ]
    passed.append(run(sys.executable, str(HERE / "typeshed.py")))
    with tempfile.TemporaryDirectory() as name:
        passed.append(completeness(Path(name)))
        passed.append(uses(Path(name)))
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
