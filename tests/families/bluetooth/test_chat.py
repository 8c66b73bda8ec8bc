"""``examples/bluetooth_chat.py``: two people write to each other, each by a controller of their own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "bluetooth_chat.py"
CHANNEL = "7"
SECONDS = 250

pytestmark = pytest.mark.needs(socket=[(31, 5, 0), (31, 1, 3)], program="btvirt", root=True)


@contextlib.contextmanager
def chatting(tmp_path: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(EXAMPLE), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=tmp_path) as person:
        try:
            yield person
        finally:
            person.kill()


def test_two_people(tmp_path: Path, controllers: Any) -> None:
    with chatting(tmp_path, "wait", CHANNEL) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == f"listening on channel {CHANNEL}\n"
        with chatting(tmp_path, "call", controllers[1].bdaddr, CHANNEL) as calling:
            assert waiting.stdout.readline() == f"{controllers[0].bdaddr} is here\n"
            for person, line in ((calling, "Are you there?\n"), (waiting, "I am.\n")):
                assert person.stdin is not None
                person.stdin.write(line)
                person.stdin.flush()
            assert waiting.stdout.readline() == "< Are you there?\n"
            assert calling.stdout is not None
            assert calling.stdout.readline() == "< I am.\n"
            # Who ends their input is gone; the other is told, and ends as well.
            assert calling.communicate(timeout=SECONDS)[0] == ""
            assert waiting.communicate(timeout=SECONDS)[0] == ""
            assert (calling.returncode, waiting.returncode) == (0, 0)
