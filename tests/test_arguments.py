"""Numbers and names of arguments: what the standard library takes is taken, what it refuses is refused."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Same = Callable[..., Any]

PYPY = sys.implementation.name == "pypy"

METHODS = {
    "accept": 0,
    "bind": 1,
    "close": 0,
    "connect": 1,
    "connect_ex": 1,
    "detach": 0,
    "dup": 0,
    "fileno": 0,
    "get_inheritable": 0,
    "getblocking": 0,
    "getpeername": 0,
    "getsockname": 0,
    "getsockopt": 2,
    "gettimeout": 0,
    "listen": 0,
    "makefile": 0,
    "recv": 1,
    "recv_into": 1,
    "recvfrom": 1,
    "recvfrom_into": 1,
    "recvmsg": 1,
    "recvmsg_into": 1,
    "send": 1,
    "sendall": 1,
    "sendfile": 1,
    "sendmsg": 1,
    "sendto": 2,
    "set_inheritable": 1,
    "setblocking": 1,
    "setsockopt": 3,
    "settimeout": 1,
    "shutdown": 1,
}

FUNCTIONS = {
    "CMSG_LEN": 1,
    "CMSG_SPACE": 1,
    "close": 1,
    "create_connection": 1,
    "create_server": 1,
    "dup": 1,
    "fromfd": 3,
    "getaddrinfo": 2,
    "getdefaulttimeout": 0,
    "getfqdn": 0,
    "gethostbyaddr": 1,
    "gethostbyname": 1,
    "gethostbyname_ex": 1,
    "gethostname": 0,
    "getnameinfo": 2,
    "getprotobyname": 1,
    "getservbyname": 1,
    "getservbyport": 1,
    "has_dualstack_ipv6": 0,
    "htonl": 1,
    "htons": 1,
    "if_indextoname": 1,
    "if_nameindex": 0,
    "if_nametoindex": 1,
    "inet_aton": 1,
    "inet_ntoa": 1,
    "inet_ntop": 2,
    "inet_pton": 2,
    "ntohl": 1,
    "ntohs": 1,
    "recv_fds": 3,
    "send_fds": 3,
    "setdefaulttimeout": 1,
    "sethostname": 1,
    "socketpair": 0,
}


def is_refused(call: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize("name", METHODS)
def test_too_many_and_too_few_for_a_method(net: Any, name: str) -> None:
    with net.socket() as sock:
        method = getattr(sock, name)
        if METHODS[name]:
            is_refused(lambda: method(*[1] * (METHODS[name] - 1)))
        is_refused(lambda: method(*[None] * 9))
        is_refused(lambda: method(*[1] * METHODS[name], no_such_argument=1))
        assert sock.fileno() >= 0


@pytest.mark.parametrize("name", FUNCTIONS)
def test_too_many_and_too_few_for_a_function(net: Any, name: str) -> None:
    function = getattr(net, name)
    if FUNCTIONS[name]:
        is_refused(lambda: function(*[1] * (FUNCTIONS[name] - 1)))
    is_refused(lambda: function(*[None] * 9))
    is_refused(lambda: function(*[1] * FUNCTIONS[name], no_such_argument=1))


KEYWORDS: dict[str, Callable[[Any, Any], Any]] = {
    "socket": lambda net, sock: net.socket(family=net.AF_INET, type=net.SOCK_DGRAM, proto=0, fileno=None).close(),
    "recv_into": lambda net, sock: sock.recv_into(buffer=bytearray(1), nbytes=1, flags=0),
    "recvfrom_into": lambda net, sock: sock.recvfrom_into(buffer=bytearray(1), nbytes=1, flags=0)[0],
    "recv": lambda net, sock: sock.recv(buffersize=1),
    "recv bufsize": lambda net, sock: sock.recv(bufsize=1),
    "recv flags": lambda net, sock: sock.recv(1, flags=0),
    "recvfrom flags": lambda net, sock: sock.recvfrom(1, flags=0),
    "recvmsg flags": lambda net, sock: sock.recvmsg(1, flags=0),
    "send": lambda net, sock: sock.send(data=b"x"),
    "send flags": lambda net, sock: sock.send(b"x", flags=0),
    "sendall flags": lambda net, sock: sock.sendall(b"x", flags=0),
    "sendto address": lambda net, sock: sock.sendto(b"x", address="x"),
    "sendmsg": lambda net, sock: sock.sendmsg(buffers=[b"x"]),
    "sendmsg flags": lambda net, sock: sock.sendmsg([b"x"], flags=0),
    "bind": lambda net, sock: sock.bind(address="x"),
    "connect": lambda net, sock: sock.connect(address="x"),
    "listen": lambda net, sock: sock.listen(backlog=1),
    "setblocking": lambda net, sock: sock.setblocking(flag=True),
    "settimeout": lambda net, sock: sock.settimeout(value=1),
    "settimeout timeout": lambda net, sock: sock.settimeout(timeout=1),
    "setsockopt": lambda net, sock: sock.setsockopt(level=1, optname=2, value=1),
    "getsockopt": lambda net, sock: sock.getsockopt(level=1, option=2),
    "shutdown": lambda net, sock: sock.shutdown(how=2),
    "makefile": lambda net, sock: sock.makefile(
        mode="r", buffering=-1, encoding="ascii", errors=None, newline=None
    ).close(),
    "makefile by position": lambda net, sock: sock.makefile("r", -1, "ascii"),
    "sendfile": lambda net, sock: sock.sendfile(file=None, offset=0, count=-1),
    "set_inheritable": lambda net, sock: sock.set_inheritable(inheritable=False),
    "fromfd": lambda net, sock: net.fromfd(fd=sock.fileno(), family=1, type=1, proto=0).close(),
    "socketpair": lambda net, sock: [end.close() for end in net.socketpair(family=None, type=1, proto=0)],
    "getaddrinfo": lambda net, sock: len(net.getaddrinfo(host="127.0.0.1", port=1, family=0, type=1, proto=0, flags=0)),
    "getfqdn": lambda net, sock: net.getfqdn(name="no-such-name.invalid"),
    "gethostbyname": lambda net, sock: net.gethostbyname(host="127.0.0.1"),
    "getnameinfo": lambda net, sock: net.getnameinfo(sockaddr=("127.0.0.1", 1), flags=0),
    "create_connection": lambda net, sock: net.create_connection(
        address=("127.0.0.1", 1), timeout=1, source_address=None
    ),
    "create_server": lambda net, sock: net.create_server(
        address=("127.0.0.1", 0), family=2, backlog=1, reuse_port=False, dualstack_ipv6=False
    ).close(),
    "create_server by position": lambda net, sock: net.create_server(("127.0.0.1", 0), 2),
    "send_fds": lambda net, sock: net.send_fds(sock=sock, buffers=[b"x"], fds=[], flags=0, address=None),
    "recv_fds": lambda net, sock: net.recv_fds(sock=sock, bufsize=1, maxfds=0, flags=0)[0],
    "htons": lambda net, sock: net.htons(x=1),
    "inet_aton": lambda net, sock: net.inet_aton(ip_addr="1.2.3.4"),
    "inet_ntop": lambda net, sock: net.inet_ntop(address_family=2, packed_ip=b"1234"),
    "setdefaulttimeout": lambda net, sock: net.setdefaulttimeout(timeout=None),
    "CMSG_LEN": lambda net, sock: net.CMSG_LEN(length=1),
    "close": lambda net, sock: net.close(fd=sock.fileno()),
    "dup": lambda net, sock: net.dup(fd=sock.fileno()),
    "if_nametoindex": lambda net, sock: net.if_nametoindex(oname="lo"),
    "if_indextoname": lambda net, sock: net.if_indextoname(if_index=1),
}


@pytest.mark.parametrize("use", KEYWORDS)
def test_keywords(own: Any, net: Any, use: str) -> None:
    """The same names are taken as by the standard library; where PyPy's takes more, fewer may be taken."""
    if PYPY and use in ("close", "dup"):
        pytest.skip("PyPy's own functions take a name here")
    if PYPY and use == "setsockopt" and sys.version_info >= (3, 11):
        pytest.skip("PyPy 8.0.1's own setsockopt() dies of it, by a segmentation fault")

    def attempt(module: Any) -> Any:
        first, second = module.socketpair()
        with first, second:
            second.send(b"data")
            try:
                return KEYWORDS[use](module, first)
            except Exception as raised:
                return type(raised).__name__

    expected, actual = attempt(own), attempt(net)
    if PYPY and actual == "TypeError":
        return
    if use in ("if_nametoindex", "if_indextoname") and sys.version_info < (3, 14):
        expected = actual if actual == "TypeError" else expected
    assert actual == expected


@pytest.mark.parametrize(
    "arguments",
    [
        (b"x",),
        (b"x", 0, "\0n", 4),
        (),
        ("x", "\0n"),
        (b"x", "0", "\0n"),
        (b"x", None, "\0n"),
        (None, 0, "\0n"),
        (b"x", None),
        (b"x", 0),
        (b"x", 0, None),
    ],
    ids=str,
)
def test_forms_of_sendto(same: Same, arguments: tuple[Any, ...]) -> None:
    def call(net: Any) -> Any:
        with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
            return sock.sendto(*arguments)

    same(call, raises=TypeError)


def test_positional_arguments(net: Any, pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    assert peer.send(b"data", 0) == 4
    assert sock.recv(1, 0) == b"d"
    assert sock.recv_into(bytearray(1), 1, 0) == 1
    assert sock.recvfrom_into(bytearray(1), 1, 0)[0] == 1
    assert sock.recvmsg(1, 0, 0)[0] == b"a"
    assert peer.sendmsg([b"x"], [], 0, None) == 1
    assert peer.sendall(b"y", 0) is None
    with net.socket(net.AF_INET, net.SOCK_STREAM, 0, None) as other:
        other.listen(5)


class Index:
    """Not an int, but usable as one."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


def test_what_can_be_an_index_is_an_int(net: Any) -> None:
    first, second = net.socketpair(Index(1), Index(1), Index(0))
    with first, second:
        second.send(b"0123456789", Index(0))
        assert first.recv(Index(2), Index(0)) == b"01"
        assert first.recv_into(bytearray(5), Index(2)) == 2
        assert first.recvfrom(Index(1))[0] == b"4"
        assert first.recvmsg(Index(1), Index(10), Index(0))[0] == b"5"
        first.setsockopt(Index(1), Index(9), Index(1))
        assert first.getsockopt(Index(1), Index(9)) == 1
        assert first.getsockopt(Index(1), Index(9), Index(4)) == first.getsockopt(1, 9, 4)
        first.shutdown(Index(2))
    assert net.htons(Index(1)) == net.htons(1)
    assert net.inet_pton(Index(2), "1.2.3.4") == b"\1\2\3\4"
    assert net.inet_ntop(Index(2), b"\1\2\3\4") == "1.2.3.4"


def test_bools_are_ints(net: Any, pair: tuple[Any, Any]) -> None:
    sock, peer = pair
    peer.send(b"data")
    assert sock.recv(True) == b"d"
    sock.settimeout(True)
    assert sock.gettimeout() == 1.0
    sock.setsockopt(net.SOL_SOCKET, net.SO_KEEPALIVE, True)
    assert sock.getsockopt(net.SOL_SOCKET, net.SO_KEEPALIVE) == 1
