"""asyncio, or uvloop: a stream, and single calls, on sockets that cffisock made.

python with_asyncio.py [uvloop]
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import cffisock as socket


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.read(100))
    await writer.drain()
    writer.close()


async def streams() -> str:
    """Streams over sockets that are given."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = await asyncio.start_server(echo, sock=listener)  # takes the socket over
    sock = socket.create_connection(listener.getsockname())
    sock.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=sock)
    writer.write(b"by streams")
    answer = await reader.read(100)
    writer.close()
    server.close()
    return answer.decode()


async def calls() -> str:
    """The loop's own calls, of a family that it knows nothing about."""
    loop: Any = asyncio.get_running_loop()  # whose type asks for the standard library's
    first, second = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with first, second:
        for sock in (first, second):
            sock.setblocking(False)
        await loop.sock_sendall(first, b"by calls")
        return (await loop.sock_recv(second, 100)).decode()


async def watched() -> str:
    """What a loop can do with every socket: say when there is something."""
    loop = asyncio.get_running_loop()
    first, second = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with first, second:
        second.setblocking(False)
        there = asyncio.Event()
        loop.add_reader(second.fileno(), there.set)
        first.send(b"by add_reader")
        await there.wait()
        loop.remove_reader(second.fileno())
        return second.recv(100).decode()


async def main() -> None:
    for what in (streams, calls, watched):
        print(await asyncio.wait_for(what(), 10))


if __name__ == "__main__":
    run: Any = asyncio.run
    if sys.argv[1:] == ["uvloop"]:
        import uvloop

        run = uvloop.run
    run(main())
