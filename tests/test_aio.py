"""Batches in asyncio: what is there comes in one call, what is sent goes in one, and closing leaves nothing."""

from __future__ import annotations

import asyncio
import errno
from typing import TYPE_CHECKING, Any

import pytest

import cffisock as net
from cffisock import aio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Collector(aio.BatchProtocol):
    """Notes what happens."""

    def __init__(self) -> None:
        self.data: list[bytes] = []
        self.batches: list[int] = []
        self.events: list[str] = []
        self.errors: list[OSError] = []
        self.closed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagrams_received(self, batch: Any) -> None:
        self.batches.append(len(batch))
        self.data += [bytes(datagram.data) for datagram in batch]

    def error_received(self, exc: OSError) -> None:
        self.errors.append(exc)

    def pause_writing(self) -> None:
        self.events.append("pause")

    def resume_writing(self) -> None:
        self.events.append("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set_result(exc)


class Echo(Collector):
    """Sends back."""

    def datagrams_received(self, batch: Any) -> None:
        self.transport.send_many(batch)


def run(main: Callable[[], Awaitable[None]]) -> None:
    async def limited() -> None:
        await asyncio.wait_for(main(), 20)

    # Windows' own loop is another, which watches no sockets.
    loop = asyncio.SelectorEventLoop()
    failures: list[Any] = []
    loop.set_exception_handler(lambda _, context: failures.append(context))
    try:
        loop.run_until_complete(limited())
        assert failures == []
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.001)


async def close(*protocols: Collector) -> None:
    for protocol in protocols:
        protocol.transport.close()
        await protocol.closed


endpoint = aio.create_datagram_endpoint


async def arrived(sock: Any, misses: Callable[[list[bytes]], bool]) -> list[bytes]:
    """What a socket receives, as long as something is missing of it."""
    batch = net.DatagramBatch(10, 1000)
    found: list[bytes] = []
    while misses(found):
        await asyncio.sleep(0)
        try:
            sock.recv_many(batch, net.MSG_DONTWAIT)
        except BlockingIOError:
            continue
        found += [bytes(datagram.data) for datagram in batch]
    return found


def test_an_echo_in_batches() -> None:
    async def main() -> None:
        server_side, server = await endpoint(Echo, ("127.0.0.1", 0))
        client_side, client = await endpoint(Collector, None, server_side.get_extra_info("sockname"))
        messages = [b"%d" % number * (number % 5) for number in range(50)]
        client_side.send_many(messages)
        client_side.sendto(b"one more")
        await until(lambda: len(client.data) == 51)
        assert client.data == [*messages, b"one more"]
        assert len(client.batches) < 51
        assert client_side.get_extra_info("peername") == server_side.get_extra_info("sockname")
        assert isinstance(client_side.get_extra_info("socket"), net.socket)
        assert client_side.get_protocol() is client
        await close(server, client)
        assert client_side.is_closing()
        client_side.send_many([b"nobody sends this"])
        client_side.close()

    run(main)


def test_addresses() -> None:
    async def main() -> None:
        first_side, first = await endpoint(Collector, ("127.0.0.1", 0))
        second_side, second = await endpoint(Collector, ("127.0.0.1", 0))
        there = second_side.get_extra_info("sockname")
        first_side.sendto(b"a", there)
        first_side.send_many([(b"b", there), (b"cc", there)])
        await until(lambda: len(second.data) == 3)
        assert second.data == [b"a", b"b", b"cc"]
        await close(first, second)

    run(main)


def test_a_socket_of_ones_own_that_fills_up() -> None:
    async def main() -> None:
        sock, peer = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        sock.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        transport, protocol = await endpoint(Collector, sock=sock)
        transport.set_write_buffer_limits(10_000)
        messages = [b"%03d" % number * 100 for number in range(200)]
        transport.send_many(messages[:100])
        transport.send_many(messages[100:])
        assert protocol.events == ["pause"]
        assert transport.get_write_buffer_size() > 10_000
        transport.close()
        assert not protocol.closed.done()
        assert await arrived(peer, lambda found: len(found) < 200) == messages
        await protocol.closed
        assert protocol.events == ["pause", "resume"]
        assert sock.fileno() == -1
        peer.close()

    run(main)


def test_a_batch_that_the_socket_does_not_take() -> None:
    """What is left of it is kept, before the next datagrams overwrite it."""

    async def main() -> None:
        incoming, source = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        outgoing, sink = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        outgoing.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        _, out = await endpoint(Collector, sock=outgoing)

        class Forward(Collector):
            def datagrams_received(self, batch: Any) -> None:
                super().datagrams_received(batch)
                batch.redirect(None)
                out.transport.send_many(batch)

        _, forward = await endpoint(Forward, sock=incoming, count=16)
        messages = [b"%03d" % number * 100 for number in range(60)]
        assert source.send_many(messages) == 60
        await until(lambda: len(forward.data) == 60)
        assert out.transport.get_write_buffer_size() > 0
        found: list[bytes] = []
        batch = net.DatagramBatch(10, 1000)
        while len(found) < 60:
            await asyncio.sleep(0)
            try:
                sink.recv_many(batch, net.MSG_DONTWAIT)
            except BlockingIOError:
                continue
            found += [bytes(datagram.data) for datagram in batch]
        assert found == messages
        await close(out, forward)
        source.close()
        sink.close()

    run(main)


def test_joined_datagrams_that_the_socket_does_not_take() -> None:
    """What is left of a batch is counted in datagrams as they were sent, not in those of the batch."""

    async def main() -> None:
        outgoing, sink = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        outgoing.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        _, out = await endpoint(Collector, sock=outgoing)
        messages = [b"%03d" % number * 100 for number in range(60)]
        batch = net.DatagramBatch(8, 65535)
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as incoming, net.socket(net.AF_INET, net.SOCK_DGRAM) as source:
            incoming.bind(("127.0.0.1", 0))
            if not incoming.enable_gro():
                pytest.skip("this system joins no datagrams")
            source.connect(incoming.getsockname())
            for start in range(0, 60, 10):
                source.send_segmented(b"".join(messages[start : start + 10]), 300)
            assert incoming.recv_many(batch) == 6
        batch.redirect(None)
        out.transport.send_many(batch)
        assert out.transport.get_write_buffer_size() > 0
        waits = out.transport.get_write_buffer_size
        assert await arrived(sink, lambda found: waits() > 0 or len(found) < 60) == messages
        await close(out)
        sink.close()

    run(main)


@pytest.mark.parametrize("way", ["close", "abort"])
@pytest.mark.parametrize("waiting", [0, 50])
def test_ending_it_when_told_of_an_error(way: str, waiting: int) -> None:
    """Nobody receives any more: each send fails, and the first failure ends the endpoint, once."""

    class Ends(Collector):
        def error_received(self, exc: OSError) -> None:
            super().error_received(exc)
            getattr(self.transport, way)()

    async def main() -> None:
        sock, peer = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        sock.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        _, protocol = await endpoint(Ends, sock=sock)
        if waiting:
            protocol.transport.send_many([bytes(500)] * waiting)
            assert protocol.transport.get_write_buffer_size() > 0
            peer.close()
        else:
            peer.close()
            protocol.transport.send_many([b"lost"] * 3)
        assert await protocol.closed is None
        await asyncio.sleep(0.01)
        assert protocol.errors
        assert protocol.transport.get_write_buffer_size() == 0
        assert sock.fileno() == -1

    run(main)


def test_closing_it_when_it_may_go_on() -> None:
    class Ends(Collector):
        def resume_writing(self) -> None:
            super().resume_writing()
            self.transport.close()

    async def main() -> None:
        sock, peer = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        sock.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        transport, protocol = await endpoint(Ends, sock=sock)
        transport.set_write_buffer_limits(1000, 0)
        transport.send_many([bytes(500)] * 50)
        batch = net.DatagramBatch(50, 1000)
        while not protocol.closed.done():
            await asyncio.sleep(0)
            try:
                peer.recv_many(batch, net.MSG_DONTWAIT)
            except BlockingIOError:
                continue
        assert protocol.events == ["pause", "resume"]
        await asyncio.sleep(0.01)
        assert sock.fileno() == -1
        peer.close()

    run(main)


def test_errors_do_not_end_it() -> None:
    async def main() -> None:
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            there = sock.getsockname()
        transport, protocol = await endpoint(Collector, None, there)
        transport.send_many([b"x" * 70_000, b"after it"])
        assert [failure.errno for failure in protocol.errors] == [errno.EMSGSIZE]
        await until(lambda: len(protocol.errors) == 2)
        assert isinstance(protocol.errors[1], ConnectionRefusedError)
        assert not transport.is_closing()
        await close(protocol)

    run(main)


def test_pausing() -> None:
    async def main() -> None:
        transport, protocol = await endpoint(Collector, ("127.0.0.1", 0))
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
            transport.pause_reading()
            transport.pause_reading()
            sock.sendto(b"data", transport.get_extra_info("sockname"))
            await asyncio.sleep(0.02)
            assert protocol.data == []
            transport.resume_reading()
            transport.resume_reading()
            await until(lambda: protocol.data == [b"data"])
        await close(protocol)

    run(main)


def test_aborting() -> None:
    async def main() -> None:
        sock, peer = net.socketpair(net.AF_UNIX, net.SOCK_DGRAM)
        sock.setsockopt(net.SOL_SOCKET, net.SO_SNDBUF, 5000)
        transport, protocol = await endpoint(Collector, sock=sock)
        transport.send_many([bytes(500)] * 50)
        transport.abort()
        transport.abort()
        await protocol.closed
        assert transport.get_write_buffer_size() == 0
        peer.close()

    run(main)


def test_options() -> None:
    async def main() -> None:
        can_share = hasattr(net, "SO_REUSEPORT")
        if not can_share:
            with pytest.raises(ValueError, match="reuse_port"):
                await endpoint(Collector, ("127.0.0.1", 0), family=net.AF_INET, reuse_port=True)
        transport, protocol = await endpoint(
            Collector, ("127.0.0.1", 0), family=net.AF_INET, reuse_port=can_share, allow_broadcast=True, count=3, size=5
        )
        sock = transport.get_extra_info("socket")
        assert not can_share or sock.getsockopt(net.SOL_SOCKET, net.SO_REUSEPORT)
        assert sock.getsockopt(net.SOL_SOCKET, net.SO_BROADCAST)
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as other:
            other.sendto(b"too long", sock.getsockname())
            await until(lambda: protocol.data == [b"too l"])
        await close(protocol)

    run(main)


def test_wrong_input() -> None:
    async def main() -> None:
        with pytest.raises(ValueError, match="family"):
            await endpoint(Collector)
        with net.socket() as stream:
            with pytest.raises(ValueError, match="datagram"):
                await endpoint(Collector, sock=stream)
            with pytest.raises(ValueError, match="no other option"):
                await endpoint(Collector, ("127.0.0.1", 0), sock=stream)
        with pytest.raises(TypeError, match="cffisock"):
            await endpoint(Collector, sock=1)
        with pytest.raises(ValueError, match="count"):
            await endpoint(Collector, ("127.0.0.1", 0), count=0)
        with pytest.raises(OSError, match=r"[Aa]ssign|not available"):
            await endpoint(Collector, ("192.0.2.1", 0))
        with pytest.raises(ZeroDivisionError):
            await endpoint(lambda: 1 / 0, ("127.0.0.1", 0))
        transport, protocol = await endpoint(Collector, ("127.0.0.1", 0))
        with pytest.raises(TypeError):
            transport.sendto("text", ("127.0.0.1", 1))
        with pytest.raises(ValueError, match="high"):
            transport.set_write_buffer_limits(1, 2)
        await close(protocol)

    run(main)


def test_it_is_loaded_when_asked_for(python: Any) -> None:
    out = python("""
        import sys
        import cffisock
        names = "cffisock.aio", "cffisock.sendmany", "cffisock.zerocopy", "asyncio"
        print(*(name in sys.modules for name in names))
        cffisock.DatagramBatch(1, 1)
        print(*(name in sys.modules for name in names))
        import cffisock.aio
        cffisock.aio.create_datagram_endpoint
        print(names[0] in sys.modules)
        try:
            cffisock.no_such_name
        except AttributeError as failure:
            print(failure)
        """)
    assert out.splitlines() == [
        "False False False False",
        "False False False False",
        "True",
        "module 'cffisock' has no attribute 'no_such_name'",
    ]
