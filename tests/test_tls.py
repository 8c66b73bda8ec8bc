"""TLS over cffisock sockets: with the module imported as it is, and in the place of ``socket``."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("ssl", reason="this Python was built without ssl")

if TYPE_CHECKING:
    from collections.abc import Callable

    Python = Callable[..., str]

CERTIFICATE = str(pathlib.Path(__file__).with_name("localhost.pem"))
WAYS = {"beside": "import cffisock as socket", "installed": "import cffisock; cffisock.install(); import socket"}

PRELUDE = """
    import sys
    {way}
    import ssl, threading
    CERTIFICATE = sys.argv[1]
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(CERTIFICATE)
    client_context = ssl.create_default_context(cafile=CERTIFICATE)

    def background(function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        thread.start()
        return thread
"""


@pytest.fixture(params=list(WAYS))
def tls(request: pytest.FixtureRequest, python: Python) -> Python:
    """Runs a program that has contexts for TLS, in either way to use cffisock."""

    def run(program: str) -> str:
        return python(PRELUDE.replace("{way}", WAYS[request.param]) + program, CERTIFICATE)

    return run


def test_client_and_server(tls: Python) -> None:
    tls("""
    def serve(server):
        sock, _ = server.accept()
        with server_context.wrap_socket(sock, server_side=True) as tls:
            data = b""
            while not data.endswith(b"!"):
                data += tls.recv(1000)
            tls.sendall(data.upper())
            assert tls.recv(10) == b""

    with socket.create_server(("127.0.0.1", 0)) as server:
        assert type(server).__module__ == "cffisock"
        thread = background(serve, server)
        plain = socket.create_connection(server.getsockname(), 10)
        with client_context.wrap_socket(plain, server_hostname="localhost") as tls:
            assert plain.fileno() == -1
            assert tls.version() == "TLSv1.3"
            assert tls.getpeername() == server.getsockname()
            assert tls.gettimeout() == 10
            tls.sendall(b"question" * 10000 + b"!")
            received = b""
            while not received.endswith(b"!"):
                received += tls.recv(65536)
            assert received == b"QUESTION" * 10000 + b"!"
        thread.join(10)
        assert not thread.is_alive()
    """)


def test_the_listener_is_wrapped(tls: Python) -> None:
    tls("""
    def serve(server):
        with server_context.wrap_socket(server, server_side=True) as listener:
            connection, address = listener.accept()
            with connection:
                connection.sendall(connection.recv(100))

    server = socket.create_server(("127.0.0.1", 0))
    address = server.getsockname()
    thread = background(serve, server)
    with client_context.wrap_socket(socket.create_connection(address), server_hostname="127.0.0.1") as tls:
        tls.send(b"echo")
        assert tls.recv(100) == b"echo"
    thread.join(10)
    """)


def test_connecting_after_wrapping(tls: Python) -> None:
    tls("""
    def serve(server):
        sock, _ = server.accept()
        with server_context.wrap_socket(sock, server_side=True) as tls:
            tls.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = background(serve, server)
        with client_context.wrap_socket(socket.socket(), server_hostname="localhost") as tls:
            tls.connect(server.getsockname())
            assert tls.recv(1) == b"x"
        thread.join(10)
    """)


def test_timeouts(tls: Python) -> None:
    tls("""
    import time
    with socket.create_server(("127.0.0.1", 0)) as server:
        # Nobody answers the handshake.
        plain = socket.create_connection(server.getsockname(), 0.2)
        started = time.monotonic()
        try:
            client_context.wrap_socket(plain, server_hostname="localhost")
        except socket.timeout:
            assert 0.15 < time.monotonic() - started < 10
        else:
            raise AssertionError("no timeout")
        server.accept()[0].close()
        plain.close()

        done = threading.Event()

        def serve():
            sock, _ = server.accept()
            with server_context.wrap_socket(sock, server_side=True) as tls:
                done.wait(10)

        thread = background(serve)
        with client_context.wrap_socket(
            socket.create_connection(server.getsockname(), 5), server_hostname="localhost"
        ) as tls:
            tls.settimeout(0.1)
            try:
                tls.recv(1)
            except socket.timeout as raised:
                assert "timed out" in str(raised)
            else:
                raise AssertionError("no timeout")
            tls.settimeout(0)
            try:
                tls.recv(1)
            except ssl.SSLWantReadError:
                pass
            else:
                raise AssertionError("did not say what it wants")
        done.set()
        thread.join(10)
    """)


def test_a_wrong_certificate(tls: Python) -> None:
    tls("""
    def serve(server):
        sock, _ = server.accept()
        try:
            server_context.wrap_socket(sock, server_side=True).close()
        except (ssl.SSLError, OSError):
            sock.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = background(serve, server)
        plain = socket.create_connection(server.getsockname(), 10)
        try:
            client_context.wrap_socket(plain, server_hostname="example.org")
        except ssl.SSLCertVerificationError:
            pass
        else:
            raise AssertionError("was taken")
        plain.close()
        thread.join(10)
    """)


def test_a_socket_pair(tls: Python) -> None:
    tls("""
    first, second = socket.socketpair()
    ended = []

    def serve():
        with server_context.wrap_socket(first, server_side=True) as tls:
            tls.send(b"x")
            with tls.unwrap() as plain:
                ended.append(plain.recv(10))

    thread = background(serve)
    with client_context.wrap_socket(second, server_hostname="localhost") as tls:
        assert tls.recv(1) == b"x"
        with tls.unwrap() as plain:
            plain.send(b"plain")
            thread.join(10)
    assert ended == [b"plain"]
    """)


def test_over_asyncio(tls: Python) -> None:
    tls("""
    import asyncio

    async def serve(reader, writer):
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()

    async def main():
        listener = socket.create_server(("127.0.0.1", 0))
        server = await asyncio.start_server(serve, sock=listener, ssl=server_context)
        address = listener.getsockname()
        reader, writer = await asyncio.open_connection(
            sock=socket.create_connection(address), ssl=client_context, server_hostname="localhost"
        )
        writer.write(b"one\\n")
        assert await reader.readline() == b"ONE\\n"
        writer.close()
        await writer.wait_closed()
        reader, writer = await asyncio.open_connection(*address, ssl=client_context, server_hostname="localhost")
        writer.write(b"two\\n")
        assert await reader.read() == b"TWO\\n"
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    asyncio.run(main())
    """)


def test_https(tls: Python) -> None:
    tls("""
    import http.server, urllib.request

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello over TLS")

        def log_message(self, *arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = server_context.wrap_socket(server.socket, server_side=True)
        thread = background(server.handle_request)
        url = f"https://localhost:{server.server_address[1]}/"
        with urllib.request.urlopen(url, context=client_context, timeout=10) as answer:
            assert answer.read() == b"hello over TLS"
        thread.join(10)
    """)


def test_importing_ssl_first(python: Python) -> None:
    """What has the original already keeps it, and still wraps cffisock's sockets."""
    python(
        """
        import ssl, sys, threading, warnings
        import cffisock
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            cffisock.install()
        import socket
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        first, second = socket.socketpair()
        def serve():
            with context.wrap_socket(first, server_side=True) as tls:
                tls.sendall(tls.recv(1))
        thread = threading.Thread(target=serve)
        thread.start()
        with ssl.create_default_context(cafile=sys.argv[1]).wrap_socket(second, server_hostname="localhost") as tls:
            tls.sendall(b"x")
            assert tls.recv(1) == b"x"
        thread.join(10)
        """,
        CERTIFICATE,
    )
