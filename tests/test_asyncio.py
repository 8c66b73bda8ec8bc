"""asyncio over cffisock, beside the interpreter's own module and in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Python = Callable[..., str]

WAYS = {"beside": "import cffisock as socket", "installed": "import cffisock; cffisock.install(); import socket"}


@pytest.fixture(params=list(WAYS))
def aio(request: pytest.FixtureRequest, python: Python) -> Python:
    """Runs the function main() of a program in an event loop."""

    def run(program: str) -> str:
        start = f"""
    {WAYS[request.param]}
    import asyncio
"""
        return python(start + program + "\n    asyncio.run(main())\n")

    return run


def test_streams(aio: Python) -> None:
    aio("""
    async def serve(reader, writer):
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        writer.close()

    async def main():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = server.sockets[0].getsockname()
        async with server:
            reader, writer = await asyncio.open_connection(*address)
            for line in (b"one\\n", b"two\\n" * 1000 + b"end\\n"):
                writer.write(line)
                await writer.drain()
                assert await reader.readexactly(len(line)) == line.upper()
            writer.close()
            await writer.wait_closed()
    """)


def test_own_sockets_in_streams(aio: Python) -> None:
    aio("""
    async def main():
        first, second = socket.socketpair()
        reader, writer = await asyncio.open_connection(sock=first)
        other_reader, other_writer = await asyncio.open_connection(sock=second)
        writer.write(b"x" * 1_000_000)
        writer.write_eof()
        assert len(await other_reader.read()) == 1_000_000
        for end in (writer, other_writer):
            end.close()
            await end.wait_closed()
    """)


def test_datagrams(aio: Python) -> None:
    aio("""
    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport):
            self.transport = transport

        def datagram_received(self, data, address):
            self.transport.sendto(data.upper(), address)

    class Client(asyncio.DatagramProtocol):
        def __init__(self, answer):
            self.answer = answer

        def datagram_received(self, data, address):
            self.answer.set_result((data, address))

    async def main():
        loop = asyncio.get_running_loop()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.bind(("127.0.0.1", 0))
        server, _ = await loop.create_datagram_endpoint(Echo, sock=sock)
        address = server.get_extra_info("sockname")
        answer = loop.create_future()
        client, _ = await loop.create_datagram_endpoint(lambda: Client(answer), remote_addr=address)
        client.sendto(b"hello")
        assert await asyncio.wait_for(answer, 10) == (b"HELLO", address)
        client.close()
        server.close()
        await asyncio.sleep(0)
    """)


def test_sock_methods(aio: Python) -> None:
    aio("""
    async def main():
        loop = asyncio.get_running_loop()
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
            server.setblocking(False)
            client.setblocking(False)
            (connection, address), _ = await asyncio.gather(
                loop.sock_accept(server), loop.sock_connect(client, server.getsockname())
            )
            with connection:
                assert address == client.getsockname()
                assert type(connection) is socket.socket
                data = b"data" * 500_000
                buffer = bytearray(100)
                sending = asyncio.ensure_future(loop.sock_sendall(client, data))
                assert await loop.sock_recv_into(connection, buffer) > 0
                received = 100 if buffer[-1] else buffer.index(0)
                while received < len(data):
                    received += len(await loop.sock_recv(connection, 65536))
                await sending
                client.close()
                assert await loop.sock_recv(connection, 1) == b""
    """)


def test_sendfile(aio: Python) -> None:
    aio("""
    async def main():
        loop = asyncio.get_running_loop()
        with open(__file__, "rb") as file:
            data = file.read()
            first, second = socket.socketpair()
            with first, second:
                first.setblocking(False)
                second.setblocking(False)
                assert await loop.sock_sendfile(first, file, 0) == len(data)
                assert await loop.sock_recv(second, len(data)) == data
    """)


def test_unix_sockets(aio: Python) -> None:
    aio("""
    async def serve(reader, writer):
        writer.write(await reader.read(100))
        writer.close()

    async def main():
        server = await asyncio.start_unix_server(serve, "socket-of-the-server")
        reader, writer = await asyncio.open_unix_connection("socket-of-the-server")
        writer.write(b"echo")
        assert await reader.read() == b"echo"
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()
    """)


def test_timeouts_and_cancellation(aio: Python) -> None:
    aio("""
    async def main():
        loop = asyncio.get_running_loop()
        first, second = socket.socketpair()
        with first, second:
            first.setblocking(False)
            try:
                await asyncio.wait_for(loop.sock_recv(first, 1), 0.05)
            except asyncio.TimeoutError:
                pass
            else:
                raise AssertionError("no timeout")
            second.send(b"x")
            assert await loop.sock_recv(first, 1) == b"x"
    """)


def test_signals_and_subprocesses(aio: Python) -> None:
    """Both rest on the loop's own pair of sockets."""
    aio("""
    import os, signal, sys

    async def main():
        loop = asyncio.get_running_loop()
        seen = loop.create_future()
        loop.add_signal_handler(signal.SIGUSR1, seen.set_result, True)
        os.kill(os.getpid(), signal.SIGUSR1)
        assert await asyncio.wait_for(seen, 10)
        loop.remove_signal_handler(signal.SIGUSR1)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print('hi')", stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        assert output == b"hi\\n"
        assert await loop.run_in_executor(None, lambda: 5) == 5
    """)


def test_resolving(aio: Python) -> None:
    aio("""
    async def main():
        loop = asyncio.get_running_loop()
        answers = await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
        assert answers[0][4] == ("127.0.0.1", 80)
        assert await loop.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV) == (
            "127.0.0.1", "80"
        )
    """)
