"""A C compiler for a Python under Wine: hands its command line to `compiler.py` outside, which has a real one.

set CC=python.exe cc.py
"""

from __future__ import annotations

import json
import os
import socket
import sys

with (
    socket.create_connection(("127.0.0.1", int(os.environ["COMPILER_PORT"])), 600) as sock,
    sock.makefile("rw") as file,
):
    json.dump({"folder": os.getcwd(), "arguments": sys.argv[1:]}, file)
    file.write("\n")
    file.flush()
    answer = json.loads(file.readline())
sys.stdout.write(answer["printed"])
sys.exit(answer["status"])
