"""mingw-w64's gcc for programs that run under Wine, where setuptools looks for a compiler: they call `cc.py`."""

from __future__ import annotations

import json
import socketserver
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.windows.wine import unix_path

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPILER = "x86_64-w64-mingw32-gcc"


class _Order(socketserver.StreamRequestHandler):
    """One command line."""

    def handle(self) -> None:
        order = json.loads(self.rfile.readline())
        command = [COMPILER, *map(unix_path, order["arguments"])]
        done = subprocess.run(
            command,
            cwd=unix_path(order["folder"]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        self.wfile.write(json.dumps({"status": done.returncode, "printed": done.stdout}).encode() + b"\n")


@contextmanager
def compiling() -> Iterator[int]:
    """Takes orders on a port of loopback, which it gives."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Order) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
