"""Writes the example of the report that README.md and the documentation show; nobody writes it by hand.

What a report says depends on the machine.  So it is made of a recorded one, ``docs/example.json``: that of Debian's
kernel in the virtual machine of the tests, with few modules loaded and by a user without privileges.

python docs/example.py            writes docs/example.txt and the part of README.md between the two comments
python docs/example.py --check    says whether they are as they should be, by the exit status
python docs/example.py --record   makes the recording anew first, which takes a minute
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cffisock.capability import as_json, report

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
RECORDING, WHOLE, README = DOCS / "example.json", DOCS / "example.txt", ROOT / "README.md"
BEGIN, END = "<!-- made by docs/example.py -->\n", "<!-- end -->\n"
# What README.md shows of it: something of every kind.
SHOWN = ("AF_ALG", "AF_BLUETOOTH", "AF_CAN", "AF_INET", "AF_PACKET", "AF_TIPC", "MPTCP", "UDP_GRO", "recvmmsg")


def record() -> None:
    command = [sys.executable, "tests/vm/run.py", "--modules", "hci_vhci,vcan", "--"]
    # Through cat: a virtual serial line takes 32 KiB at once, and an unbuffered Python gives up after that.
    command += ["sh", "-c", f"unshare --user {sys.executable} -m cffisock --json | cat"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    RECORDING.write_text(json.dumps(json.loads(done.stdout), indent=1) + "\n", encoding="utf-8")


def written() -> dict[Path, str]:
    """The files as they should be."""
    text = RECORDING.read_text(encoding="utf-8")
    about, found = json.loads(text), as_json.loads(text)
    heading = f"$ python3 -m cffisock\n{report.heading(about['cffisock'], about['machine'])}\n\n"
    whole = heading + "\n".join(report.lines(found)) + "\n"
    shown = [*report.lines({name: found[name] for name in SHOWN})]
    shown = shown[: len(shown) - shown[::-1].index("") - 1]  # what follows the last empty line counts all of them
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    block = f"```console\n{heading}{chr(10).join(shown)}\n```\n"
    return {WHOLE: whole, README: f"{before}{BEGIN}{block}{END}{after}"}


def main() -> int:
    if sys.argv[1:] == ["--record"]:
        record()
    status = 0
    for path, text in written().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if sys.argv[1:] == ["--check"]:
            print(f"{path.relative_to(ROOT)} is not what docs/example.py makes")
            status = 1
        else:
            path.write_text(text, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
