"""Datagrams, many at once: the methods of a socket.  What they need is loaded when one of them is first called.

A timeout or a signal is handled as for every operation.
"""

from __future__ import annotations

from cffisock.handle import Handle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import Buffer

    from cffisock.addresses import Address
    from cffisock.batches import DatagramBatch
    from cffisock.zerocopy import Token

# The modules with the work, once they are loaded: an import statement in every call would cost too much.
_sendmany: Any = None
_zerocopy: Any = None


def _load_sendmany() -> Any:
    global _sendmany
    from cffisock import sendmany as _sendmany

    return _sendmany


def _load_zerocopy() -> Any:
    global _zerocopy
    from cffisock import zerocopy as _zerocopy

    return _zerocopy


class Datagrams(Handle):
    """Sending and receiving of many datagrams, or of much data, in one call."""

    # What is learnt about a socket, and not set before; see the modules with the work.
    __slots__ = ("_cs_segment_limit", "_cs_zerocopy")

    _cs_segment_limit: int
    _cs_zerocopy: Any

    def recv_many(self, batch: DatagramBatch, flags: int = 0, /) -> int:
        """Waits for a datagram, and receives it with all others that are there already, as far as there is room.

        Args:
            batch: where to; what it held before is overwritten.
            flags: a sum of ``MSG_*``.

        Returns:
            How many were received, which is the length of the batch from now on.

        Raises:
            timeout: none came in time.
            BlockingIOError: the socket does not block, and none was there.
            RuntimeError: another thread is using the batch.
            ValueError: the socket is a stream.
            TypeError: ``batch`` is no `DatagramBatch`.
            OSError: what the system said.

        Linux, NetBSD, OpenBSD (recvmmsg(2)) and macOS receive them in one system call.  Where there is none, or it is
        refused, they are received one by one, to the same effect.

        Source: recvmmsg(2).
        """
        try:
            receive = batch._cs_receive
        except AttributeError:
            raise TypeError(f"recv_many() argument must be DatagramBatch, not {type(batch).__name__}") from None
        return receive(self, flags)

    def send_many(self, messages: Any, flags: int = 0, /) -> int:
        """Sends datagrams.

        Args:
            messages: an iterable of bytes-like objects, or of tuples ``(data, address)`` or ``(data, address,
                ancdata)``, with the address in the form of the socket's family, or None, and ancdata as for `sendmsg`.
                Or a `DatagramBatch`: what it holds is sent without a copy, over a connected socket to its peer, else
                each datagram to where it came from; `DatagramBatch.redirect` names another address.
            flags: a sum of ``MSG_*``.

        Returns:
            How many were sent.  It is fewer than there are if one of them fails, if the socket takes no more and does
            not block, or after the timeout, which covers all of them; what comes behind those was not sent.  Sending it
            again tells the error, if it is still there.  (Of an iterator, a hundred or so items are taken at a time.  A
            datagram of a batch that the kernel joined counts when all of its parts are sent.)

        Raises:
            OSError: the first could not be sent, so none was.
            RuntimeError: another thread is using the batch.

        Linux, NetBSD, OpenBSD (sendmmsg(2)) and macOS send them in one system call.  Where there is none, or it is
        refused, they are sent one by one, to the same effect.

        Source: sendmmsg(2).
        """
        return (_sendmany or _load_sendmany()).send_many(self, messages, flags)  # type: ignore[no-any-return]

    def send_segmented(self, data: Buffer, segment_size: int, address: Address | None = None) -> int:
        """Sends data as datagrams of ``segment_size`` bytes each, and one with what is left.

        Args:
            data: a bytes-like object.
            segment_size: how many bytes each datagram has.
            address: in the form of the socket's family; None for the peer that the socket is connected to.

        Returns:
            How many bytes were sent, in whole datagrams; fewer than there are for the reasons that `send_many` has.

        Raises:
            OSError: the first could not be sent, so none was.

        Over UDP on Linux 4.18 and newer (UDP_SEGMENT, udp(7)), and on Windows 10 2004 and newer (UDP_SEND_MSG_SIZE),
        the kernel or the network device does the cutting, which is many times faster.  Where one of them refuses, for
        this socket or for this size, plain datagrams are sent.

        Source: udp(7), UDP_SEGMENT; Microsoft Learn, "IPPROTO_UDP socket options".
        """
        return (_sendmany or _load_sendmany()).send_segmented(self, data, segment_size, address)  # type: ignore[no-any-return]

    def enable_gro(self) -> bool:
        """Lets the kernel join datagrams of the same size from the same sender that came one right after the other.

        `Datagram.segments` of what `recv_many` brings then tells them apart; `recv` and its kin do not.  The batch
        needs room for 65,535 bytes in each place, or data is lost.

        Returns:
            Whether the system can do that.  If not, every datagram comes as one segment, to the same effect.

        Raises:
            OSError: the socket is closed.

        Platforms: over UDP, Linux 5.0 and newer, and Windows 10 2004 and newer.  Source: udp(7); Microsoft Learn,
        "IPPROTO_UDP socket options".
        """
        return bool((_sendmany or _load_sendmany()).enable_gro(self))

    def send_zerocopy(self, buffer: Buffer, /) -> Token:
        """Sends data that the kernel takes straight from ``buffer``, without a copy, where it can.

        Args:
            buffer: a bytes-like object, not to be changed before `Token.done` is true.

        Returns:
            What tells how much was sent, and when the buffer is free again; until then it holds the buffer.

        Raises:
            timeout: the timeout passed.
            BlockingIOError: the socket does not block, and the system takes nothing.
            OSError: what the system said.

        It pays for streams, and from about 10 KiB on.  Where the system does not do it, this is `send`, and the buffer
        is free at once.  Wait for the tokens before closing the socket: afterwards nothing tells when the kernel is
        done.

        Platforms: Linux 4.14 and newer, over TCP; 5.0 over UDP.  Source: Documentation/networking/msg_zerocopy.rst of
        the kernel.
        """
        return (_zerocopy or _load_zerocopy()).send(self, buffer)  # type: ignore[no-any-return]
