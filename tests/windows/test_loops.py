"""Both of asyncio's loops, with cffisock in the place of the standard library's socket and beside it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
{install}
import asyncio
import cffisock

async def main():
    with cffisock.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        loop = asyncio.get_running_loop()
        first, second = cffisock.socketpair()
        first.setblocking(False), second.setblocking(False)
        with first, second:
            await loop.sock_sendall(first, b"raw")
            assert await loop.sock_recv(second, 10) == b"raw"

        async def echo(reader, writer):
            writer.write(await reader.read(100))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(echo, sock={convert}(listener.dup()))
        address = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(*address[:2])
        writer.write(b"stream")
        assert await reader.read(100) == b"stream"
        writer.close()
        client = cffisock.socket()
        client.setblocking(False)
        await loop.sock_connect(client, address)
        await loop.sock_sendall(client, b"by hand")
        assert await loop.sock_recv(client, 100) == b"by hand"
        client.close()
        server.close()
        await server.wait_closed()

loop = asyncio.{loop}()
try:
    loop.run_until_complete(asyncio.wait_for(main(), 20))
finally:
    loop.close()
print("well")
"""


@pytest.mark.parametrize("loop", ["SelectorEventLoop", "ProactorEventLoop"])
@pytest.mark.parametrize("way", ["installed", "handed over"])
def test_a_loop(loop: str, way: str) -> None:
    install = "import cffisock; cffisock.install()" if way == "installed" else ""
    convert = "" if way == "installed" else "cffisock.to_stdlib"
    program = PROGRAM.format(install=install, convert=convert, loop=loop)
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.stdout, done.returncode) == ("well\n", 0), done.stderr
