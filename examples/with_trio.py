"""trio: a socket of any family in trio's clothes, and one that is only waited for.

python with_trio.py
"""

from __future__ import annotations

import trio

import cffisock


async def handed_over() -> str:
    """What trio takes is the standard library's type; the descriptor stays the same."""
    first, second = (cffisock.to_stdlib(sock) for sock in cffisock.socketpair())
    with trio.socket.from_stdlib_socket(first) as one, trio.socket.from_stdlib_socket(second) as other:
        await one.send(b"handed over")
        return str((await other.recv(100)).decode())


async def waited_for() -> str:
    """A socket that stays cffisock's, with all that only cffisock can do; trio says when there is something."""
    receiver = cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM)
    sender = cffisock.socket(cffisock.AF_INET, cffisock.SOCK_DGRAM)
    with receiver, sender:
        receiver.bind(("127.0.0.1", 0))
        receiver.setblocking(False)
        sender.send_many([(word, receiver.getsockname()) for word in (b"waited", b"for")])
        batch = cffisock.DatagramBatch(64, 2048)
        words: list[str] = []
        while len(words) < 2:
            await trio.lowlevel.wait_readable(receiver)
            receiver.recv_many(batch)
            words += [bytes(datagram.data).decode() for datagram in batch]
        return " ".join(words)


async def main() -> None:
    with trio.fail_after(10):
        print(await handed_over())
        print(await waited_for())


if __name__ == "__main__":
    trio.run(main)
