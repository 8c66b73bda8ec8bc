"""Subclasses of str, int, bytes and tuple that redefine equality, hashing, length, iteration and conversion.

An address means what the builtin in it says, as it does for a function in C: two that are equal for a program are still
two addresses, and no object of a caller is kept, compared, hashed or asked for its length.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

import cffisock
from cffisock import memo

if TYPE_CHECKING:
    from collections.abc import Callable

# What Python itself needs of an object, and what only shows it.
KEPT = {
    "__buffer__",
    "__class__",
    "__class_getitem__",
    "__delattr__",
    "__dir__",
    "__doc__",
    "__format__",
    "__getattribute__",
    "__getnewargs__",
    "__getstate__",
    "__init__",
    "__init_subclass__",
    "__new__",
    "__reduce__",
    "__reduce_ex__",
    "__release_buffer__",
    "__repr__",
    "__setattr__",
    "__sizeof__",
    "__str__",
    "__subclasshook__",
}


def never_asked(base: type) -> Any:
    """A subclass each of whose methods fails the test, if anybody calls it."""

    def refuse(name: str) -> Callable[..., Any]:
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            raise AssertionError(f"{base.__name__}.{name}() was asked")

        return method

    return type(f"Lying{base.__name__}", (base,), {name: refuse(name) for name in dir(base) if name not in KEPT})


Text, Number, Octets, Parts = map(never_asked, (str, int, bytes, tuple))


class Peer(NamedTuple):
    """Two endpoints of one host count as one peer."""

    host: str
    port: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and self.host == other[0]

    def __hash__(self) -> int:
        return hash(self.host)


class Unhashable(NamedTuple):
    host: str
    port: int

    def __eq__(self, other: object) -> bool:
        return False  # and no __hash__, which Python sets to None then


class SameText(str):
    """Equal to every other text."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


class SameMeta(type):
    """A type that takes itself for every other."""

    def __eq__(cls, other: object) -> bool:
        return True

    def __hash__(cls) -> int:
        return hash(str)


class Disguised(str, metaclass=SameMeta):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("127.0.0.1")


@pytest.fixture
def three(net: Any) -> Any:
    """A UDP socket, and two others to send to."""
    socks = [net.socket(net.AF_INET, net.SOCK_DGRAM) for _ in range(3)]
    for sock in socks:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(10)
    yield socks
    for sock in socks:
        sock.close()


def peers(*socks: Any) -> list[Peer]:
    return [Peer(*sock.getsockname()) for sock in socks]


def test_equal_addresses_are_two_for_sendto(three: Any) -> None:
    u, a, b = three
    first, second = peers(a, b)
    assert first == second
    for _ in range(2):
        u.sendto(b"for a", first)
        u.sendto(b"for b", second)
        u.sendto(b"for a", 0, first)
    assert [a.recv(9) for _ in range(4)] == [b"for a"] * 4
    assert [b.recv(9) for _ in range(2)] == [b"for b"] * 2


def test_equal_addresses_are_two_after_a_plain_one(three: Any) -> None:
    u, a, b = three
    u.sendto(b"for a", a.getsockname())
    u.sendto(b"for b", peers(b)[0])
    assert (a.recv(9), b.recv(9)) == (b"for a", b"for b")


def test_equal_addresses_are_two_for_sendmsg(three: Any) -> None:
    u, a, b = three
    for name, peer in zip((b"for a", b"for b"), peers(a, b)):
        u.sendmsg([name], [], 0, peer)
    assert (a.recv(9), b.recv(9)) == (b"for a", b"for b")


def test_equal_addresses_are_two_for_connect(net: Any, three: Any) -> None:
    _, a, b = three
    for method in ("connect", "connect_ex"):
        for sock, peer in zip((a, b), peers(a, b)):
            with net.socket(net.AF_INET, net.SOCK_DGRAM) as u:
                assert getattr(u, method)(peer) in (None, 0)
                assert u.getpeername() == sock.getsockname()


def test_equal_addresses_are_two_for_bind(net: Any) -> None:
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as first, net.socket(net.AF_INET, net.SOCK_DGRAM) as second:
        first.bind(Peer("127.0.0.1", 0))
        port = first.getsockname()[1]
        with pytest.raises(OSError):
            second.bind(Peer("127.0.0.1", port))
        second.bind(Peer("127.0.0.1", 0))
        assert second.getsockname()[1] not in (0, port)


def test_equal_addresses_are_two_for_batches(three: Any) -> None:
    u, a, b = three
    if not hasattr(u, "send_many"):
        pytest.skip("only cffisock has batches")
    first, second = peers(a, b)
    assert u.send_many([(b"for a", first), (b"for b", second), Parts((b"for a", first))]) == 3
    assert u.send_segmented(b"for b", 5, second) == 5
    assert [a.recv(9) for _ in range(2)] == [b"for a"] * 2
    assert [b.recv(9) for _ in range(2)] == [b"for b"] * 2


def test_equal_addresses_are_two_for_create_connection(net: Any) -> None:
    with net.create_server(("127.0.0.1", 0)) as first, net.create_server(("127.0.0.1", 0)) as second:
        for server, peer in zip((first, second), peers(first, second)):
            with net.create_connection(peer) as client:
                assert client.getpeername() == server.getsockname()


def test_equal_addresses_are_two_for_getnameinfo(net: Any) -> None:
    flags = net.NI_NUMERICHOST | net.NI_NUMERICSERV
    found = [net.getnameinfo(Peer("127.0.0.1", port), flags)[1] for port in (4, 5)]
    assert found == ["4", "5"]


@pytest.mark.parametrize("extra", [(), (0,), (0, 0)])
def test_equal_ipv6_addresses_are_two(net: Any, extra: tuple[int, ...]) -> None:
    class Peer6(tuple):  # type: ignore[type-arg]
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 6

    socks = [net.socket(net.AF_INET6, net.SOCK_DGRAM) for _ in range(3)]
    try:
        for sock in socks:
            sock.settimeout(10)
            sock.bind(Peer6(("::1", 0, *extra)))
        u, a, b = socks
        for name, sock in ((b"for a", a), (b"for b", b)):
            u.sendto(name, Peer6((*sock.getsockname()[:2], *extra)))
        assert (a.recv(9), b.recv(9)) == (b"for a", b"for b")
    finally:
        for sock in socks:
            sock.close()


def test_equal_paths_are_two(net: Any, tmp_path: Any) -> None:
    if not hasattr(net, "AF_UNIX"):
        pytest.skip("no AF_UNIX")
    paths = [SameText(tmp_path / name) for name in "ab"]
    socks = [net.socket(net.AF_UNIX, net.SOCK_DGRAM) for _ in range(3)]
    try:
        u, a, b = socks
        for sock, path in zip((a, b), paths):
            sock.bind(path)
            sock.settimeout(10)
        for name, path in zip((b"for a", b"for b"), paths):
            u.sendto(name, path)
        assert (a.recv(9), b.recv(9)) == (b"for a", b"for b")
    finally:
        for sock in socks:
            sock.close()


@pytest.mark.parametrize("kind", [Unhashable, Parts], ids=["unhashable", "every method"])
def test_an_address_need_not_be_hashed(net: Any, kind: Any) -> None:
    def address(*parts: Any) -> Any:
        return kind(*parts) if kind is Unhashable else kind(parts)

    with net.create_server(("127.0.0.1", 0)) as server, net.socket() as client:
        client.bind(address("127.0.0.1", 0))
        client.connect(address("127.0.0.1", server.getsockname()[1]))
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        sock.bind(address("127.0.0.1", 0))
        assert sock.sendto(b"x", address("127.0.0.1", sock.getsockname()[1])) == 1
        assert sock.sendmsg([b"x"], [], 0, address("127.0.0.1", sock.getsockname()[1])) == 1
    assert net.getnameinfo(address("127.0.0.1", 9), net.NI_NUMERICHOST | net.NI_NUMERICSERV) == ("127.0.0.1", "9")


class SameNumber(int):
    """Equal to every other number, and another number to whoever converts it by its methods."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __lt__(self, other: object) -> bool:
        return True

    __gt__ = __le__ = __ge__ = __lt__

    def __int__(self) -> int:
        return 1

    __index__ = __int__

    def __or__(self, other: object) -> int:
        return 0


def test_numbers_in_addresses(three: Any) -> None:
    u, a, b = three
    for name, sock in ((b"for a", a), (b"for b", b)):
        host, port = sock.getsockname()
        u.sendto(name, (host, SameNumber(port)))
    assert (a.recv(9), b.recv(9)) == (b"for a", b"for b")


@pytest.mark.parametrize("text", ["127.0.0.1", "127.0.0.2", "10.1.2.3"])
def test_equal_texts_are_several_addresses(net: Any, text: str) -> None:
    packed = bytes(map(int, text.split(".")))
    for kind in (SameText, Disguised, str):
        assert net.inet_aton(kind(text)) == packed
        assert net.inet_pton(net.AF_INET, kind(text)) == packed
        assert net.gethostbyname(kind(text)) == text
        assert [found[4] for found in net.getaddrinfo(kind(text), 5, 0, net.SOCK_DGRAM)] == [(text, 5)]
        assert [found[4] for found in net.getaddrinfo(text, kind("6"), 0, net.SOCK_DGRAM)] == [(text, 6)]


def test_equal_families_are_two(net: Any) -> None:
    for _ in range(2):
        assert net.inet_pton(SameNumber(net.AF_INET6), "::2")[-1] == 2
        assert len(net.inet_pton(SameNumber(net.AF_INET), "1.2.3.4")) == 4
        assert net.inet_ntop(SameNumber(net.AF_INET6), bytes(16)) == "::"
        assert net.inet_ntop(SameNumber(net.AF_INET), bytes(4)) == "0.0.0.0"


def test_nothing_is_asked_of_what_stands_for_a_builtin() -> None:
    net = cffisock
    with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock:
        sock.bind(Parts((Text("127.0.0.1"), Number(0))))
        port = sock.getsockname()[1]
        address = Parts((Text("127.0.0.1"), Number(port)))
        assert sock.sendto(Octets(b"x"), address) == 1
        assert sock.sendmsg([Octets(b"x")], [], 0, address) == 1
        assert sock.send_many([Parts((Octets(b"x"), address))]) == 1
        sock.connect(address)
        assert sock.send(Octets(b"x"), Number(0)) == 1
        assert sock.send_many([Octets(b"xy"), Octets(b"x"), Octets(b"")]) == 3
        assert sock.recv(Number(10)) == b"x"
        assert sock.recvfrom(Number(10), Number(0)) == (b"x", ("127.0.0.1", port))
        assert sock.recvmsg(Number(10), Number(0))[0] == b"x"
        assert sock.recv_into(bytearray(4), Number(2)) == 1
        assert [sock.recv(4) for _ in range(3)] == [b"xy", b"x", b""]
    assert net.getaddrinfo(Text("127.0.0.1"), Text("9"), Number(0), Number(net.SOCK_DGRAM))[0][4] == ("127.0.0.1", 9)
    assert net.getaddrinfo(Octets(b"127.0.0.1"), Octets(b"9"))[0][4] == ("127.0.0.1", 9)
    assert net.getaddrinfo(Text("127.0.0.1"), Number(9))[0][4] == ("127.0.0.1", 9)
    assert net.gethostbyname(Text("127.0.0.1")) == net.gethostbyname(Octets(b"127.0.0.1")) == "127.0.0.1"
    assert net.inet_aton(Text("127.0.0.1")) == net.inet_pton(Number(net.AF_INET), Text("127.0.0.1"))
    assert net.inet_ntop(Number(net.AF_INET), Octets(bytes(4))) == net.inet_ntoa(Octets(bytes(4))) == "0.0.0.0"
    assert (net.htons(Number(1)), net.ntohl(Number(0))) == (net.htons(1), 0)
    assert net.getservbyname(Text("http"), Text("tcp")) == 80
    assert net.CMSG_LEN(Number(4)) == net.CMSG_LEN(4)
    with pytest.raises(ValueError, match="number"):
        net.has(Number(99999))


@pytest.mark.parametrize("family", ["AF_UNIX", "AF_NETLINK", "AF_CAN", "AF_VSOCK", "AF_TIPC", "AF_PACKET", "AF_ALG"])
def test_nothing_is_asked_by_other_families(recode: Any, family: str) -> None:
    if not hasattr(cffisock, family):
        pytest.skip(f"no {family}")
    plain: dict[str, Any] = {
        "AF_UNIX": "some path",
        "AF_NETLINK": (1, 2),
        "AF_CAN": ("",),
        "AF_VSOCK": (2, 5),
        "AF_TIPC": (2, 1000, 5, 5),
        "AF_PACKET": ("lo", 3),
        "AF_ALG": ("hash", "sha256"),
    }
    address = plain[family]
    protocol = cffisock.CAN_RAW if family == "AF_CAN" else 0

    def disguised(part: Any) -> Any:
        if isinstance(part, tuple):
            return Parts(map(disguised, part))
        if family == "AF_CAN" and isinstance(part, str):
            return part  # os.fsencode() asks
        return Text(part) if isinstance(part, str) else Number(part)

    assert recode(family, disguised(address), protocol) == recode(family, address, protocol)


def test_no_address_is_kept(net: Any, three: Any) -> None:
    ended = []

    class Kept(tuple):  # type: ignore[type-arg]
        __slots__ = ()

        def __del__(self) -> None:
            ended.append("tuple")

    class KeptText(SameText):
        __slots__ = ()

        def __del__(self) -> None:
            ended.append("text")

    u, a, _ = three
    address, text, raw = Kept(a.getsockname()), KeptText("127.0.0.9"), KeptText("127.0.0.8")
    u.sendto(b"x", address)
    net.inet_aton(text)
    net.inet_pton(net.AF_INET, text)
    net.getaddrinfo(text, 9)
    net.gethostbyname(text)
    u.sendto(b"x", (raw, 9))
    del address, text, raw
    for _ in range(3):
        gc.collect()
    assert sorted(ended) == ["text", "text", "tuple"]


def test_no_comparison_of_text_with_bytes(python: Any) -> None:
    """`python -bb` makes an error of each."""
    python(
        """
        import cffisock as net
        with net.socket(net.AF_INET, net.SOCK_DGRAM) as sock, net.socket(net.AF_INET6, net.SOCK_DGRAM) as other:
            sock.bind(("127.0.0.1", 0))
            other.bind(("::1", 0))
            port = sock.getsockname()[1]
            for host in (b"127.0.0.1", "127.0.0.1", bytearray(b"127.0.0.1"), b"127.0.0.1"):
                sock.sendto(b"x", (host, port))
                sock.sendmsg([b"x"], [], 0, (host, port))
                sock.send_many([(b"x", (host, port))])
                net.gethostbyname(host)
            for host in (b"::1", "::1", b"::1"):
                other.sendto(b"x", (host, port))
            for host in (b"127.0.0.1", "127.0.0.1", b"127.0.0.1", None):
                for service in (b"80", "80", 80, b"80", None):
                    if host or service:
                        net.getaddrinfo(host, service)
            if hasattr(net, "AF_UNIX"):
                with net.socket(net.AF_UNIX, net.SOCK_DGRAM) as sock:
                    for path in (b"nowhere", "nowhere", b"nowhere"):
                        sock.connect_ex(path)
            for packed in (bytes(4), bytearray(4)):
                net.inet_ntop(net.AF_INET, packed)
                net.inet_ntoa(packed)
        """,
        options=("-bb",),
    )


@pytest.mark.parametrize(
    ("value", "may"),
    [
        ("text", True),
        (("host", 1), True),
        (("host", 1, 2, 3), True),
        ((), True),
        (b"octets", False),
        (1, False),
        ((b"host", 1), False),
        (("host", True), False),
        (("host", 1.0), False),
        (["host", 1], False),
        (("host", ("inner", 1)), False),
        (Text("text"), False),
        (Parts(("host", 1)), False),
        ((Text("host"), 1), False),
        (("host", Number(1)), False),
        ((Disguised("host"), 1), False),
        (Disguised("text"), False),
    ],
    ids=map(str, range(17)),
)
def test_what_may_be_a_key(value: Any, may: bool) -> None:
    assert memo.may_be_key(value) is may


def test_lengths_that_lie_do_not_move_the_ends_of_messages() -> None:
    """Two messages whose lengths are right together, and wrong each."""

    class Longer(bytes):
        def __len__(self) -> int:
            return 3

    class Shorter(bytes):
        def __len__(self) -> int:
            return 1

    first, second = cffisock.socketpair(type=cffisock.SOCK_DGRAM) if hasattr(cffisock, "AF_UNIX") else (None, None)
    if first is None or second is None:
        pytest.skip("no pairs of datagram sockets")
    with first, second:
        assert first.send_many([Longer(b"ab"), Shorter(b"cd")]) == 2
        assert [second.recv(9), second.recv(9)] == [b"ab", b"cd"]


def test_a_size_that_lies_about_its_order_gets_no_more_room(pair: Any) -> None:
    first, second = pair
    first.sendall(b"x" * 200)
    assert first.send(b"y" * 100) == 100
    assert len(second.recv(SameNumber(150))) == 150
    assert len(second.recv(SameNumber(1 << 20))) == 150


def test_raw_addresses_and_codecs_hold_for_batches(udp_pair: Any) -> None:
    """`send_many`, `send_segmented` and `redirect` take what `sendto` takes, and refuse what it refuses."""
    u, a = udp_pair
    if not hasattr(u, "send_many"):
        pytest.skip("only cffisock has batches")
    port = a.getsockname()[1]
    data = port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    raw = cffisock.families.RawAddress(cffisock.AF_INET, data)
    batch = cffisock.DatagramBatch(1, 64)
    assert u.send_many([(b"one", raw), (b"two", raw, [])]) == 2
    assert u.send_segmented(b"three", 9, raw) == 5
    assert [a.recv(9) for _ in range(3)] == [b"one", b"two", b"three"]
    u.sendto(b"four", u.getsockname())
    u.recv_many(batch)
    batch.redirect(raw)
    assert u.send_many(batch) == 1
    assert a.recv(9) == b"four"
    ways: list[Callable[[Any], Any]] = [
        lambda address: u.sendto(b"x", address),
        lambda address: u.send_many([(b"x", address)]),
        lambda address: u.send_segmented(b"x", 1, address),
    ]
    for wrong in (cffisock.families.RawAddress(-1, b""), cffisock.families.RawAddress(cffisock.AF_INET, bytes(200))):
        refusals = set()
        for send in ways:
            with pytest.raises((ValueError, OverflowError)) as refusal:
                send(wrong)
            refusals.add((refusal.type, str(refusal.value).partition("()")[2]))
        assert len(refusals) == 1


def test_a_codec_that_returns_no_bytes_is_refused_by_batches(udp_pair: Any) -> None:
    class Wrong(cffisock.families.Family):
        name, number = "wrong", cffisock.AF_INET

        def encode(self, address: Any, caller: str, fd: int, protocol: int) -> Any:
            return "no bytes" if address == "text" else bytes(300)

    u, _ = udp_pair
    if not hasattr(u, "send_many"):
        pytest.skip("only cffisock has batches")
    u._cs_codec = Wrong()
    for address, kind in (("text", TypeError), ("long", ValueError)):
        with pytest.raises(kind, match=r"encode|sockaddr"):
            u.send_many([(b"x", address)])
        with pytest.raises(kind, match=r"encode|sockaddr"):
            u.send_segmented(b"x", 1, address)
