"""TLS: an echo, with a certificate that both ends are given.

    python with_ssl.py CERTIFICATE KEY

The certificate is one for ``localhost``.
"""

from __future__ import annotations

import ssl
import sys
import threading
from typing import Any

import cffisock as socket


def serve(server: socket.socket, context: Any) -> None:
    connection, _ = server.accept()
    with context.wrap_socket(connection, server_side=True) as tls:
        tls.sendall(tls.recv(100))


def main(certificate: str, key: str) -> None:
    # ssl's annotations ask for the standard library's type; ssl itself does not.
    server_side: Any = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate, key)
    client_side: Any = ssl.create_default_context(cafile=certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, args=(server, server_side))
        thread.start()
        sock = socket.create_connection(server.getsockname(), timeout=10)
        with client_side.wrap_socket(sock, server_hostname="localhost") as tls:
            tls.sendall(b"Hello, world")
            print(tls.recv(100).decode(), tls.version())
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:3])
