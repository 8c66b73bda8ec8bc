"""Datagrams in batches for asyncio: what is there when the loop wakes up comes in one call.

It is loaded by ``import cffisock.aio``, and works on every event loop that has ``add_reader``: all
of asyncio's but Windows' proactor loop, uvloop's too.
"""

from __future__ import annotations

import asyncio
from collections import deque

import cffisock
from cffisock.arguments import exact
from cffisock.batches import DatagramBatch
from cffisock.constants import numbers
from cffisock.errors import error
from cffisock.sendmany import segment_limit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["BatchProtocol", "BatchTransport", "create_datagram_endpoint"]

_HIGH = 64 * 1024


class BatchProtocol(asyncio.BaseProtocol):
    """What a protocol for `create_datagram_endpoint` has; to be subclassed."""

    def connection_made(self, transport: Any) -> None:
        """The endpoint is there; ``transport`` is a `BatchTransport`.

        Args:
            transport: the `BatchTransport`.
        """

    def datagrams_received(self, batch: DatagramBatch) -> None:
        """Datagrams came: all that were there, as far as the batch has room.

        The batch is filled again after this returns. What is needed for longer has to be copied.

        Args:
            batch: the datagrams.
        """

    def error_received(self, exc: OSError) -> None:
        """A receive or a send failed; the endpoint goes on.

        Args:
            exc: the error.
        """

    def connection_lost(self, exc: Exception | None) -> None:
        """The endpoint is closed.

        Args:
            exc: None, or the error that closed it.
        """


class BatchTransport(asyncio.DatagramTransport):
    """A datagram socket in an event loop.

    What the socket does not take at once waits in a buffer; when that holds more than its high-water mark, the
    protocol's ``pause_writing`` is called, and ``resume_writing`` when it is down to the low one.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sock: Any, protocol: Any, batch: DatagramBatch, peer: Any = None
    ) -> None:
        extra = {"socket": sock, "sockname": sock.getsockname(), "peername": peer}
        super().__init__(extra)
        self._loop, self._sock, self._protocol, self._batch = loop, sock, protocol, batch
        self._waiting: deque[tuple[bytes, Any]] = deque()
        self._size = 0
        self._high, self._low = _HIGH, _HIGH // 4
        self._closing = self._paused = False
        self._reading = True
        loop.add_reader(sock.fileno(), self._read)

    def _read(self) -> None:
        if self._closing:
            return
        try:
            self._sock.recv_many(self._batch)
        except (BlockingIOError, InterruptedError):
            return
        except error as failure:
            self._protocol.error_received(failure)
            return
        self._protocol.datagrams_received(self._batch)

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Sends a datagram.

        Args:
            data: a bytes-like object.
            addr: where to; None for the peer of the endpoint.
        """
        self.send_many([data if addr is None else (data, addr)])

    def send_many(self, messages: Any) -> None:
        """Sends datagrams, in one call if the socket takes them all.

        Args:
            messages: a list as for `socket.send_many`, without control messages; or the batch that was received.

        Raises:
            TypeError: that is no list of messages.
        """
        if self._closing:
            return
        if isinstance(messages, DatagramBatch) and self._takes_apart(messages):
            messages = self._listed(messages, 0)
        rest = self._listed(messages, 0) if self._waiting else self._try(messages)
        if rest and not self._closing:  # the protocol may have closed it when it was told of an error
            self._keep(rest)

    def _takes_apart(self, batch: DatagramBatch) -> bool:
        """Whether something that was joined is sent in parts: the socket might take some of them, and not the rest."""
        return not segment_limit(self._sock) and batch._cs_has_joined()

    def _try(self, messages: Any) -> list[Any]:
        """Sends messages; returns those that the socket does not take now, which are neither sent nor failed."""
        while len(messages) > 0:
            try:
                done = self._sock.send_many(messages)
            except (BlockingIOError, InterruptedError):
                return self._listed(messages, 0)
            except error as failure:
                done = 1
                self._protocol.error_received(failure)
            if done == len(messages):
                break
            messages = self._listed(messages, done)  # of a batch, each datagram may become several
        return []

    def _listed(self, messages: Any, start: int) -> list[Any]:
        if not isinstance(messages, DatagramBatch):
            return list(messages[start:])
        if messages.target is not None:
            return [(bytes(view), messages.target[0]) for item in messages[start:] for view in item.segments()]
        connected = self.get_extra_info("peername") is not None
        return [
            (bytes(view), None if connected else item.address) for item in messages[start:] for view in item.segments()
        ]

    def _keep(self, messages: list[Any]) -> None:
        """Puts messages into the buffer."""
        if not self._waiting:
            self._loop.add_writer(self._sock.fileno(), self._write)
        for message in messages:
            message = exact(message)
            data, address = message if type(message) is tuple else (message, None)
            self._waiting.append((bytes(data), address))
            self._size += len(data)
        if self._size > self._high and not self._paused:
            self._paused = True
            self._call("pause_writing")

    def _write(self) -> None:
        before = list(self._waiting)
        done = len(before) - len(self._try(before))
        if not self._waiting:  # the protocol called abort() when it was told of an error
            return
        for _ in range(done):
            self._size -= len(self._waiting.popleft()[0])
        if not self._waiting:
            self._loop.remove_writer(self._sock.fileno())
            if self._closing:
                self._loop.call_soon(self._end, None)
        # Last, since the protocol may send or close.
        if self._size <= self._low and self._paused:
            self._paused = False
            self._call("resume_writing")

    def _call(self, name: str) -> None:
        getattr(self._protocol, name)()

    def pause_reading(self) -> None:
        """Calls ``datagrams_received`` no more, until `resume_reading`."""
        if self._reading and not self._closing:
            self._reading = False
            self._loop.remove_reader(self._sock.fileno())

    def resume_reading(self) -> None:
        """Goes on after `pause_reading`."""
        if not self._reading and not self._closing:
            self._reading = True
            self._loop.add_reader(self._sock.fileno(), self._read)

    def get_protocol(self) -> Any:
        """The protocol."""
        return self._protocol

    def set_protocol(self, protocol: Any) -> None:
        """Sets the protocol.

        Args:
            protocol: with the methods of `BatchProtocol`.
        """
        self._protocol = protocol

    def get_write_buffer_size(self) -> int:
        """How many bytes wait in the buffer."""
        return self._size

    def get_write_buffer_limits(self) -> tuple[int, int]:
        """The low and the high-water mark, in bytes."""
        return self._low, self._high

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Sets the high and the low-water mark, in bytes.

        Args:
            high: above this the protocol is told to pause; 64 KiB if not given.
            low: below this, to go on; a quarter of ``high`` if not given.

        Raises:
            ValueError: they are not in this order, or negative.
        """
        if high is None:
            high = _HIGH if low is None else 4 * low
        if low is None:
            low = high // 4
        if not 0 <= low <= high:
            raise ValueError(f"high ({high!r}) must be >= low ({low!r}) must be >= 0")
        self._high, self._low = high, low

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""
        return self._closing

    def close(self) -> None:
        """Closes it, after what waits in the buffer is sent."""
        if self._closing:
            return
        self._closing = True
        self._loop.remove_reader(self._sock.fileno())
        if not self._waiting:
            self._loop.call_soon(self._end, None)

    def abort(self) -> None:
        """Closes it at once; what waits in the buffer is lost."""
        if not self._closing:
            self._closing = True
            self._loop.remove_reader(self._sock.fileno())
        elif not self._waiting:
            return
        if self._waiting:
            self._loop.remove_writer(self._sock.fileno())
            self._waiting.clear()
            self._size = 0
        self._loop.call_soon(self._end, None)

    def _end(self, failure: Exception | None) -> None:
        try:
            self._protocol.connection_lost(failure)
        finally:
            self._sock.close()


async def _first_address(loop: asyncio.AbstractEventLoop, address: Any, family: int, proto: int, flags: int) -> Any:
    """What a host and a port are resolved to first, for a datagram socket."""
    host, port = address[:2]
    found = await loop.run_in_executor(
        None, cffisock.getaddrinfo, host, port, family, numbers["SOCK_DGRAM"], proto, flags
    )
    return found[0]


async def create_datagram_endpoint(
    protocol_factory: Callable[[], Any],
    local_addr: Any = None,
    remote_addr: Any = None,
    *,
    family: int = 0,
    proto: int = 0,
    flags: int = 0,
    reuse_port: bool = False,
    allow_broadcast: bool = False,
    sock: Any = None,
    count: int = 64,
    size: int = 2048,
    ancillary: int = 0,
) -> tuple[BatchTransport, Any]:
    """Opens a datagram endpoint in the running loop, as asyncio's function of that name does.

    Args:
        protocol_factory: makes the protocol, with the methods of `BatchProtocol`.
        local_addr: ``(host, port)`` to bind to.
        remote_addr: ``(host, port)`` of the peer, if there is only one.
        family: ``AF_INET``, ``AF_INET6``, or 0 for that of the first address found.
        proto: a protocol number.
        flags: a sum of ``AI_*`` for the look-up.
        reuse_port: sets SO_REUSEPORT.
        allow_broadcast: sets SO_BROADCAST.
        sock: a datagram socket of cffisock, of any family, in place of all that; it is the transport's from now on.
        count: see `DatagramBatch`.
        size: see `DatagramBatch`.
        ancillary: see `DatagramBatch`.

    Returns:
        The `BatchTransport` and the protocol.

    Raises:
        ValueError: the socket is a stream, there is nothing to make one from, or the system has no SO_REUSEPORT.
        OSError: an address cannot be used.
        NotImplementedError: the loop cannot watch sockets.
    """
    loop = asyncio.get_running_loop()
    batch = DatagramBatch(count, size, ancillary)
    if sock is not None:
        if any((local_addr, remote_addr, family, proto, flags, reuse_port, allow_broadcast)):
            raise ValueError("sock goes with no other option that says which socket to make")
        if not isinstance(sock, cffisock.SocketType):
            raise TypeError(f"sock must be a socket of cffisock, not {type(sock).__name__}")
        if sock._cs_type == numbers["SOCK_STREAM"]:
            raise ValueError(f"A datagram socket was expected, got {sock!r}")
        sock.setblocking(False)
    else:
        sock = await _open(loop, local_addr, remote_addr, family, proto, flags, reuse_port, allow_broadcast)
    try:
        protocol = protocol_factory()
        try:
            peer = sock.getpeername()
        except error:
            peer = None
        transport = BatchTransport(loop, sock, protocol, batch, peer)
    except BaseException:
        sock.close()
        raise
    protocol.connection_made(transport)
    return transport, protocol


async def _open(
    loop: asyncio.AbstractEventLoop,
    local_addr: Any,
    remote_addr: Any,
    family: int,
    proto: int,
    flags: int,
    reuse_port: bool,
    allow_broadcast: bool,
) -> Any:
    """A socket that does not block, bound and connected."""
    local = remote = None
    if remote_addr is not None:
        remote = await _first_address(loop, remote_addr, family, proto, flags)
        family = remote[0]
    if local_addr is not None:
        local = await _first_address(loop, local_addr, family, proto, flags)
        family = local[0]
    if family == 0:
        raise ValueError("unexpected address family")
    sock = cffisock.socket(family, numbers["SOCK_DGRAM"], proto)
    try:
        sock.setblocking(False)
        if reuse_port:
            if "SO_REUSEPORT" not in numbers:
                raise ValueError("reuse_port not supported by this system")
            sock.setsockopt(numbers["SOL_SOCKET"], numbers["SO_REUSEPORT"], 1)
        if allow_broadcast:
            sock.setsockopt(numbers["SOL_SOCKET"], numbers["SO_BROADCAST"], 1)
        if local is not None:
            sock.bind(local[4])
        if remote is not None:
            sock.connect(remote[4])
    except BaseException:
        sock.close()
        raise
    return sock
