"""The standard library's servers and clients, with cffisock in the place of ``socket``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Python = Callable[..., str]


@pytest.fixture
def installed(python: Python) -> Python:
    """Runs a program with cffisock in place."""

    def run(program: str) -> str:
        start = """
    import cffisock
    cffisock.install()
    import socket, threading

    def background(function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        thread.start()
        return thread
"""
        return python(start + program)

    return run


def test_socketserver(installed: Python) -> None:
    installed("""
    import socketserver

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            assert type(self.request) is cffisock.socket
            for line in self.rfile:
                self.wfile.write(line.upper())

    class Datagrams(socketserver.BaseRequestHandler):
        def handle(self):
            data, sock = self.request
            sock.sendto(data.upper(), self.client_address)

    class Threaded(socketserver.ThreadingMixIn, socketserver.TCPServer):
        pass

    for kind in (socketserver.TCPServer, Threaded):
        with kind(("127.0.0.1", 0), Handler) as server:
            thread = background(server.serve_forever, 0.01)
            with socket.create_connection(server.server_address) as client, client.makefile("rwb") as file:
                file.write(b"one\\ntwo\\n")
                file.flush()
                assert file.readline() + file.readline() == b"ONE\\nTWO\\n"
            server.shutdown()
            thread.join(10)
    with socketserver.UDPServer(("127.0.0.1", 0), Datagrams) as server:
        thread = background(server.handle_request)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(10)
            client.sendto(b"hello", server.server_address)
            assert client.recv(100) == b"HELLO"
        thread.join(10)
    with socketserver.UnixStreamServer("unix-server", Handler) as server:
        thread = background(server.handle_request)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect("unix-server")
            client.send(b"x\\n")
            client.shutdown(socket.SHUT_WR)
            assert client.recv(10) == b"X\\n"
        thread.join(10)
    """)


def test_http(installed: Python) -> None:
    installed("""
    import http.client, http.server, urllib.error, urllib.request, xmlrpc.client

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            data = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data.upper())

        def do_GET(self):
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = background(server.serve_forever, 0.01)
        host, port = server.server_address
        connection = http.client.HTTPConnection(host, port, timeout=10)
        for _ in range(3):
            connection.request("POST", "/", b"data" * 100_000)
            assert type(connection.sock) is cffisock.socket
            assert connection.getresponse().read() == b"DATA" * 100_000
        connection.close()
        with urllib.request.urlopen(f"http://localhost:{port}/", b"data", timeout=10) as answer:
            assert answer.read() == b"DATA"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
        except urllib.error.HTTPError as raised:
            assert raised.code == 404
            raised.close()
        server.shutdown()
        thread.join(10)
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10)
    except urllib.error.URLError as raised:
        assert isinstance(raised.reason, ConnectionRefusedError)
    else:
        raise AssertionError("somebody answered")
    """)


def test_smtp(installed: Python) -> None:
    installed("""
    import smtplib

    def serve(server):
        sock, _ = server.accept()
        with sock, sock.makefile("rwb") as file:
            def say(line):
                file.write(line + b"\\r\\n")
                file.flush()

            say(b"220 here")
            while True:
                line = file.readline().strip()
                command = line[:4].upper()
                if command == b"DATA":
                    say(b"354 go on")
                    while (line := file.readline()) != b".\\r\\n":
                        received.append(line)
                say({b"EHLO": b"250 hello", b"QUIT": b"221 bye"}.get(command, b"250 ok"))
                if command == b"QUIT":
                    return

    received = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = background(serve, server)
        with smtplib.SMTP(*server.getsockname(), timeout=10) as client:
            client.sendmail("a@example.org", ["b@example.org"], "Subject: x\\n\\nhello")
        thread.join(10)
    assert received[-1] == b"hello\\r\\n", received
    """)


def test_ftp(installed: Python) -> None:
    installed("""
    import ftplib, io

    def serve(server):
        sock, _ = server.accept()
        with sock, sock.makefile("rwb") as file, socket.create_server(("127.0.0.1", 0)) as data:
            def say(line):
                file.write(line + b"\\r\\n")
                file.flush()

            say(b"220 here")
            while line := file.readline().strip():
                command = line.split()[0].upper()
                if command == b"EPSV":
                    say(b"229 passive (|||%d|)" % data.getsockname()[1])
                elif command == b"PASV":
                    port = data.getsockname()[1]
                    say(b"227 passive (127,0,0,1,%d,%d)" % (port >> 8, port & 255))
                elif command == b"RETR":
                    say(b"150 coming")
                    with data.accept()[0] as connection:
                        connection.sendall(b"content" * 10000)
                    say(b"226 done")
                elif command == b"STOR":
                    say(b"150 go on")
                    with data.accept()[0] as connection:
                        while part := connection.recv(65536):
                            stored.append(part)
                    say(b"226 done")
                elif command == b"QUIT":
                    say(b"221 bye")
                    return
                else:
                    say(b"230 ok" if command in (b"USER", b"PASS") else b"200 ok")

    stored = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = background(serve, server)
        with ftplib.FTP(timeout=10) as client:
            client.connect(*server.getsockname())
            client.login()
            parts = []
            client.retrbinary("RETR file", parts.append)
            assert b"".join(parts) == b"content" * 10000
            client.storbinary("STOR file", io.BytesIO(b"mine" * 1000))
        thread.join(10)
    assert b"".join(stored) == b"mine" * 1000
    """)


def test_futures(installed: Python) -> None:
    # Several threads accept from one socket, which Wine's own accept() does not bear.
    installed("""
    from concurrent.futures import ThreadPoolExecutor

    def echo(server):
        sock, _ = server.accept()
        with sock:
            sock.sendall(sock.recv(100))

    def ask(number):
        with socket.create_connection(address, 10) as sock:
            sock.sendall(b"%d" % number)
            return int(sock.recv(100))

    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        address = server.getsockname()
        with ThreadPoolExecutor(4) as answering, ThreadPoolExecutor(4) as asking:
            answers = [answering.submit(echo, server) for _ in range(100)]
            assert sorted(asking.map(ask, range(100))) == list(range(100))
            for answer in answers:
                answer.result(10)
    """)


def test_logging_to_a_socket(installed: Python) -> None:
    installed("""
    import logging, logging.handlers, pickle

    with socket.create_server(("127.0.0.1", 0)) as server:
        handler = logging.handlers.SocketHandler(*server.getsockname())
        logger = logging.getLogger("x")
        logger.addHandler(handler)
        logger.warning("hello %s", "there")
        connection, _ = server.accept()
        with connection:
            size = int.from_bytes(connection.recv(4), "big")
            assert pickle.loads(connection.recv(size))["msg"] == "hello there"
        handler.close()
    """)


def test_xmlrpc(installed: Python) -> None:
    installed("""
    import xmlrpc.client, xmlrpc.server

    with xmlrpc.server.SimpleXMLRPCServer(("127.0.0.1", 0), logRequests=False) as server:
        server.register_function(pow)
        thread = background(server.handle_request)
        with xmlrpc.client.ServerProxy("http://127.0.0.1:%d/" % server.server_address[1]) as proxy:
            assert proxy.pow(2, 10) == 1024
        thread.join(10)
    """)
