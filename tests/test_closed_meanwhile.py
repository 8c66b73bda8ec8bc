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


def end_of(use: Callable[[Any], Any], sock: Any, other: Any, how: str, wake: Callable[[], Any]) -> BaseException | None:
    """Closes a socket while a method of it waits, gives its number to another, and tells what the method raised.

    What ``wake`` does ends the wait: poll(2) then looks at the number once more, whatever it stands for by now.
    """
    raised: list[BaseException | None] = []

    def wait() -> None:
        try:
            use(sock)
        except BaseException as failure:
            raised.append(failure)
        else:
            raised.append(None)

    sock.settimeout(60)
    number = sock.fileno()
    kept = os.dup(number)  # so that there is something to wake
    waiter = threading.Thread(target=wait)
    waiter.start()
    time.sleep(0.1)
    assert not raised, raised
    try:
        if how == "closed":
            sock.close()
        else:
            assert sock.detach() == number
        os.dup2(other.fileno(), number, inheritable=False)
        wake()
        waiter.join(60)
    finally:
        os.close(number)
        os.close(kept)
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
    sends = "send" in use

    def wake() -> None:
        if not sends:
            old_peer.send(b"for the old one")
        else:
            old_peer.setblocking(False)
            with pytest.raises(BlockingIOError):
                while True:
                    old_peer.recv(10_000)

    with old, old_peer, new, new_peer:
        if sends:
            old.setblocking(False)
            with pytest.raises(BlockingIOError):
                while True:
                    old.send(b"x" * 1000)
        else:
            new_peer.send(b"for the new one")
        failure = end_of(USES[use], old, new, how, wake)
        assert isinstance(failure, OSError)
        assert failure.errno == errno.EBADF
        new.setblocking(False)
        new_peer.setblocking(False)
        if sends:
            with pytest.raises(BlockingIOError):
                new_peer.recv(100)
        else:
            assert new.recv(100) == b"for the new one"


def test_accept(net: Any) -> None:
    old, new = net.create_server(("127.0.0.1", 0)), net.create_server(("127.0.0.1", 0))
    there = old.getsockname()
    with old, new, net.create_connection(new.getsockname()) as client, net.socket() as waking:
        failure = end_of(lambda sock: sock.accept(), old, new, "closed", lambda: waking.connect(there))
        assert isinstance(failure, OSError)
        assert failure.errno == errno.EBADF
        new.settimeout(60)
        accepted, address = new.accept()
        with accepted:
            assert address == client.getsockname()
