"""UDP in batches: an echo server and a relay, which read and send many datagrams in one call, in asyncio.

python udp_batches.py echo [HOST [PORT]]
python udp_batches.py relay TO_HOST TO_PORT [HOST [PORT]]

The relay sends what clients send it on to a server, from a socket of its own for each, and the answers back.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from cffisock import aio

if TYPE_CHECKING:
    from collections.abc import Callable

    from cffisock import DatagramBatch

MOST_CLIENTS = 1000


class Echo(aio.BatchProtocol):
    """Sends everything back to where it came from."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagrams_received(self, batch: DatagramBatch) -> None:
        self.transport.send_many(batch)


class Relay(aio.BatchProtocol):
    """The side of the clients."""

    def __init__(self, host: str, port: str) -> None:
        self.server = host, int(port)
        self.clients: dict[Any, asyncio.Task[Any]] = {}
        self.sending: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagrams_received(self, batch: DatagramBatch) -> None:
        by_client: dict[Any, list[bytes]] = {}
        for datagram in batch:
            by_client.setdefault(datagram.address, []).append(bytes(datagram.data))
        for client, messages in by_client.items():
            if client not in self.clients:
                if len(self.clients) >= MOST_CLIENTS:
                    continue
                self.clients[client] = asyncio.ensure_future(self.open(client))
            task = asyncio.ensure_future(self.send(client, messages))
            self.sending.add(task)
            task.add_done_callback(self.sending.discard)

    async def open(self, client: Any) -> Any:
        transport, _ = await aio.create_datagram_endpoint(lambda: Answers(self.transport, client), None, self.server)
        return transport

    async def send(self, client: Any, messages: list[bytes]) -> None:
        (await self.clients[client]).send_many(messages)


class Answers(aio.BatchProtocol):
    """The side of the server, for one client."""

    def __init__(self, clients: Any, client: Any) -> None:
        self.clients, self.client = clients, client

    def datagrams_received(self, batch: DatagramBatch) -> None:
        batch.redirect(self.client)
        self.clients.send_many(batch)


async def serve(make: Callable[[], Any], host: str = "127.0.0.1", port: str = "0") -> None:
    transport, _ = await aio.create_datagram_endpoint(make, (host, int(port)))
    print("listening on", *transport.get_extra_info("sockname"), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    what, *arguments = sys.argv[1:] or ["echo"]
    if what == "echo":
        asyncio.run(serve(Echo, *arguments))
    else:
        host, port, *own = arguments
        asyncio.run(serve(lambda: Relay(host, port), *own))
