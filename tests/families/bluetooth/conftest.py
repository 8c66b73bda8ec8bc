"""Two Bluetooth controllers that reach each other, emulated by BlueZ's btvirt on the kernel's hci_vhci.

They are set up through the kernel's management channel, which is an HCI socket (doc/mgmt-api.txt of BlueZ): no daemon
takes part, and nothing is paired.
"""

from __future__ import annotations

import contextlib
import struct
import subprocess
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

READ_INDEX_LIST, READ_INFO, SET_POWERED = 0x03, 0x04, 0x05
SET_CONNECTABLE, SET_LE, DISCONNECT, GET_CONNECTIONS = 0x07, 0x0D, 0x14, 0x15
SET_ADVERTISING, SET_EXPERIMENTAL = 0x29, 0x4A
OFF, ON, CONNECTABLE = b"\0", b"\1", b"\2"
COMMAND_COMPLETE, COMMAND_STATUS = 1, 2
NO_INDEX = 0xFFFF
# The experimental feature that sockets for isochronous channels are, as it is sent.
ISO_SOCKETS = bytes.fromhex("6fbaf188-05e0-496a-9885-d6ddfdb4e03e".replace("-", ""))[::-1]
START_SECONDS, STARTS = 8.0, 4


class Management:
    """The kernel's management of Bluetooth controllers."""

    def __init__(self) -> None:
        self.socket = cffisock.socket(cffisock.AF_BLUETOOTH, cffisock.SOCK_RAW, cffisock.BTPROTO_HCI)
        self.socket.bind((cffisock.HCI_DEV_NONE, cffisock.HCI_CHANNEL_CONTROL))
        self.socket.settimeout(10)

    def command(self, opcode: int, index: int = NO_INDEX, parameters: bytes = b"") -> bytes:
        """Gives a command and returns what its answer holds."""
        self.socket.send(struct.pack("<HHH", opcode, index, len(parameters)) + parameters)
        while True:
            answer = self.socket.recv(1024)
            event, _, _ = struct.unpack_from("<HHH", answer)
            if event in (COMMAND_COMPLETE, COMMAND_STATUS) and struct.unpack_from("<H", answer, 6) == (opcode,):
                assert answer[8] == 0, f"command {opcode:#x}: status {answer[8]:#x}"
                return answer[9:]

    def indices(self) -> list[int]:
        """The controllers that there are."""
        answer = self.command(READ_INDEX_LIST)
        return sorted(struct.unpack_from(f"<{len(answer) // 2 - 1}H", answer, 2))

    def address(self, index: int) -> str:
        """The address of a controller."""
        return self.command(READ_INFO, index)[5::-1].hex(":").upper()

    def connections(self, index: int) -> list[bytes]:
        """To whom a controller is connected: addresses and their types, as they are sent."""
        answer = self.command(GET_CONNECTIONS, index)[2:]
        return [answer[place : place + 7] for place in range(0, len(answer), 7)]


class Controller(NamedTuple):
    """A controller: its number, and its address."""

    number: int
    bdaddr: str


def start(management: Management) -> Iterator[list[int]]:
    """Runs btvirt until it is no longer needed.  One whose first reset was lost never shows up: then, another."""
    program = ["btvirt", "-l2"]
    for _ in range(STARTS):
        process = subprocess.Popen(program, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + START_SECONDS
            while time.monotonic() < deadline and process.poll() is None:
                indices = management.indices()
                if len(indices) == 2:
                    yield indices
                    return
                time.sleep(0.1)
        finally:
            process.kill()
            process.wait()
    pytest.fail("btvirt did not bring up two controllers")


@pytest.fixture(scope="session")
def controllers() -> Iterator[tuple[Controller, Controller]]:
    """Two controllers that are on, can be connected to, and do Bluetooth LE."""
    management = Management()
    running = start(management)
    try:
        indices = next(running)
        for index in indices:
            management.command(SET_POWERED, index, OFF)
        management.command(SET_EXPERIMENTAL, NO_INDEX, ISO_SOCKETS + ON)
        for index in indices:
            for setting in (SET_LE, SET_CONNECTABLE, SET_POWERED):
                management.command(setting, index, ON)
        first, second = (Controller(index, management.address(index)) for index in indices)
        yield first, second
    finally:
        management.socket.close()
        running.close()  # type: ignore[attr-defined]


@pytest.fixture
def advertising(controllers: tuple[Controller, Controller]) -> Callable[[], None]:
    """Lets the first controller find the second by LE, once: it ends what connection there is, and advertises."""

    def advertise() -> None:
        management = Management()
        with management.socket:
            for peer in management.connections(controllers[0].number):
                management.command(DISCONNECT, controllers[0].number, peer)
            # The kernel advertises again by itself after a connection.  It is not turned off in between: Linux 6.12.117
            # answers that it is on again, and it is not.
            management.command(SET_ADVERTISING, controllers[1].number, CONNECTABLE)

    return advertise


class Pair(NamedTuple):
    """Two connected sockets: one on each controller, and the one that listened."""

    client: Any
    server: Any
    address: Any
    listener: Any


@pytest.fixture
def connect() -> Iterator[Callable[..., Pair]]:
    """Connects two sockets.

    Takes their type and protocol; the name that the server's is bound to, which is where the client connects as well;
    the name that the client's is bound to; and what to do with a new socket before, and when it listens.
    """
    with contextlib.ExitStack() as stack:

        def do(
            kind: int,
            protocol: int,
            name: Any,
            client_name: Any,
            prepare: Callable[[Any], object] | None = None,
            ready: Callable[[], None] | None = None,
        ) -> Pair:
            listener, client = (
                stack.enter_context(cffisock.socket(cffisock.AF_BLUETOOTH, kind, protocol)) for _ in range(2)
            )
            for sock in (listener, client):
                sock.settimeout(20)
                if prepare is not None:
                    prepare(sock)
            listener.bind(name)
            listener.listen(1)
            client.bind(client_name)
            if ready is not None:
                ready()
            client.connect(name)
            server, address = listener.accept()
            stack.enter_context(server).settimeout(20)
            return Pair(client, server, address, listener)

        yield do


@pytest.fixture
def unpowered(controllers: tuple[Controller, Controller]) -> Iterator[Controller]:
    """The first controller, off for as long as the test lasts."""
    management = Management()
    with management.socket:
        management.command(SET_POWERED, controllers[0].number, OFF)
        yield controllers[0]
        management.command(SET_POWERED, controllers[0].number, ON)
