"""Sockets sent between processes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Python = Callable[..., str]


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("way", ["argument", "pipe"])
def test_a_socket_for_a_child(python: Python, method: str, way: str) -> None:
    if method == "forkserver" and sys.implementation.name == "pypy":
        pytest.skip("slow, and the same as spawn")
    python(
        """
        import sys
        if __name__ == "__main__":
            # A child that does not start as a copy has imported socket before it comes here.
            import cffisock
            cffisock.install()
        import multiprocessing, socket

        def child(how, given):
            if how == "pipe":
                given = given.recv()
            with given as sock:
                assert type(sock) is socket.socket, type(sock)
                assert sock.type == socket.SOCK_STREAM
                assert sock.recv(10) == b"question"
                sock.sendall(b"answer")

        if __name__ == "__main__":
            method, way = sys.argv[1:]
            context = multiprocessing.get_context(method)
            first, second = socket.socketpair()
            first.settimeout(15)
            if way == "pipe":
                mine, given = context.Pipe()
            else:
                mine, given = None, second
            process = context.Process(target=child, args=(way, given))
            process.start()
            if way == "pipe":
                mine.send(second)
            first.sendall(b"question")
            assert first.recv(10) == b"answer"
            process.join(15)
            assert process.exitcode == 0
            process.close()
            for end in (first, second, mine, *([given] if mine else [])):
                if end is not None:
                    end.close()
        """,
        method,
        way,
    )


def test_listener_and_client(python: Python) -> None:
    python("""
        import cffisock
        cffisock.install()
        import threading
        from multiprocessing.connection import Client, Listener

        def serve(listener):
            with listener.accept() as connection:
                connection.send(connection.recv() * 2)

        for address in (("127.0.0.1", 0), None):
            with Listener(address, authkey=b"secret") as listener:
                thread = threading.Thread(target=serve, args=(listener,))
                thread.start()
                with Client(listener.address, authkey=b"secret") as client:
                    client.send("ab")
                    assert client.recv() == "abab"
                thread.join(10)
        """)


def test_reduction_of_the_plain_module(python: Python) -> None:
    """Without install(), the class can still not be pickled, and says so."""
    python("""
        import multiprocessing.reduction
        import cffisock
        with cffisock.socket() as sock:
            try:
                multiprocessing.reduction.ForkingPickler.dumps(sock)
            except TypeError:
                pass
            else:
                raise AssertionError("pickled")
        """)


def test_managers_and_queues(python: Python) -> None:
    python("""
        import cffisock
        cffisock.install()
        import multiprocessing

        def work(queue, numbers):
            queue.put(sum(numbers))

        if __name__ == "__main__":
            context = multiprocessing.get_context("fork")
            with context.Manager() as manager:
                numbers, queue = manager.list([1, 2, 3]), context.Queue()
                process = context.Process(target=work, args=(queue, numbers))
                process.start()
                assert queue.get(timeout=15) == 6
                process.join(15)
        """)
