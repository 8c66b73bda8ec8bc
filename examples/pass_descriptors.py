"""An open file goes from one process to another, which could not open it itself.

python pass_descriptors.py FILE
"""

from __future__ import annotations

import os
import sys

import cffisock as socket


def first_line(path: str) -> str:
    """The first line of a file, read by a child that gets nothing but the descriptor."""
    parent, child = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    if os.fork() == 0:
        parent.close()
        # `maxfds` is all that it takes; what does not fit is closed by the system, and the flags say so.
        _, descriptors, flags, _ = socket.recv_fds(child, 100, maxfds=1)
        if flags & socket.MSG_CTRUNC or len(descriptors) != 1:
            os._exit(1)
        with os.fdopen(descriptors[0]) as file:
            child.sendall(file.readline().encode())
        os._exit(0)
    with parent:
        child.close()
        with open(path) as file:
            # At least one byte has to go with it.
            socket.send_fds(parent, [b"file"], [file.fileno()])
        line = b"".join(iter(lambda: parent.recv(4096), b"")).decode()
    _, status = os.wait()
    if status != 0:
        raise ChildProcessError(f"the child ended with status {status}")
    return line


if __name__ == "__main__":
    print(first_line(sys.argv[1]), end="")
