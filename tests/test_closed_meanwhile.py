"""A socket that another thread closes while a method of it waits.

The system may give its number to a new socket, and what is for that one must not go to who waited for the old one.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable

# After that poll(2) looks at the number once more, whatever it stands for by then.
TIMEOUT = 0.4
USES: dict[str, Callable[[Any], Any]] = {
    "recv": lambda sock: sock.recv(100),
    "recv with flags": lambda sock: sock.recv(100, cffisock.MSG_WAITALL),
    "recv of much": lambda sock: sock.recv(100_000),
    "recv_into": lambda sock: sock.recv_into(bytearray(100)),
    "recvfrom": lambda sock: sock.recvfrom(100),
    "recvfrom_into": lambda sock: sock.recvfrom_into(bytearray(100)),
    "recvmsg": lambda sock: sock.recvmsg(100),
    "recvmsg with ancillary data": lambda sock: sock.recvmsg(100, 100),
    "recvmsg_into": lambda sock: sock.recvmsg_into([bytearray(10), bytearray(100)]),
    "recv_many": lambda sock: sock.recv_many(cffisock.DatagramBatch(1, 100)),
    "send": lambda sock: sock.send(b"stray"),
    "sendall": lambda sock: sock.sendall(b"stray"),
    "sendmsg": lambda sock: sock.sendmsg([b"stray"]),
    "sendmsg of much": lambda sock: sock.sendmsg([b"stray", b"s" * 10_000]),
    "send_many": lambda sock: sock.send_many([b"stray"]),
}


def end_of(use: Callable[[Any], Any], sock: Any, number: int, other: Any, how: str) -> BaseException | None:
    """Closes a socket while a method of it waits, gives its number to another, and tells what the method raised."""
    raised: list[BaseException | None] = []

    def wait() -> None:
        try:
            use(sock)
        except BaseException as failure:
            raised.append(failure)
        else:
            raised.append(None)

    waiter = threading.Thread(target=wait)
    waiter.start()
    time.sleep(TIMEOUT / 4)
    assert not raised, raised
    if how == "closed":
        sock.close()
    else:
        assert sock.detach() == number
    os.dup2(other.fileno(), number, inheritable=False)
    waiter.join(20)
    assert raised
    return raised[0]


@pytest.mark.parametrize("how", ["closed", "detached"])
@pytest.mark.parametrize("use", USES)
def test_transfers(net: Any, use: str, how: str) -> None:
    if not hasattr(net.socket, use.partition(" ")[0]):
        pytest.skip("the interpreter's own socket has no such method")
    kind = net.SOCK_DGRAM if use.endswith("_many") else net.SOCK_STREAM
    old, old_peer = net.socketpair(net.AF_UNIX, kind)
    new, new_peer = net.socketpair(net.AF_UNIX, kind)
    number = old.fileno()
    with old, old_peer, new, new_peer:
        if "send" in use:
            old.setblocking(False)
            with pytest.raises(BlockingIOError):
                while True:
                    old.send(b"x" * 1000)
        else:
            new_peer.send(b"for the new one")
        old.settimeout(TIMEOUT)
        try:
            failure = end_of(USES[use], old, number, new, how)
        finally:
            os.close(number)
        assert isinstance(failure, OSError)
        assert failure.errno == errno.EBADF or isinstance(failure, net.timeout)
        new.setblocking(False)
        new_peer.setblocking(False)
        if "send" in use:
            with pytest.raises(BlockingIOError):
                new_peer.recv(100)
        else:
            assert new.recv(100) == b"for the new one"


def test_accept(net: Any) -> None:
    old, new = net.create_server(("127.0.0.1", 0)), net.create_server(("127.0.0.1", 0))
    number = old.fileno()
    with old, new, net.create_connection(new.getsockname()) as client:
        old.settimeout(TIMEOUT)
        try:
            failure = end_of(lambda sock: sock.accept(), old, number, new, "closed")
        finally:
            os.close(number)
        assert isinstance(failure, OSError)
        new.settimeout(10)
        accepted, address = new.accept()
        with accepted:
            assert address == client.getsockname()
