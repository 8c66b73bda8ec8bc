"""Arguments that the standard library refuses are refused with the same exception."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable

    Same = Callable[..., Any]

PYPY = sys.implementation.name == "pypy"

# Values that are no int, or none that fits.
BAD_INTS: list[Any] = [None, "1", b"1", 1.5, [], object, 2**31, -(2**31) - 1, 2**63, -(2**63) - 1, 2**64, 2**200]
NAMES = {"constructor": "family", "type": "type", "proto": "proto"}


def named(value: Any) -> str:
    return f"{type(value).__name__}-{value!r}"[:40].replace(" ", "")


def on_pair(use: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """A call that gets two connected stream sockets."""

    def call(module: Any) -> Any:
        first, second = module.socketpair()
        with first, second:
            first.settimeout(1)
            second.settimeout(1)
            second.send(b"data")
            return use(first, second)

    return call


@pytest.mark.parametrize("value", [*BAD_INTS, 999], ids=named)
@pytest.mark.parametrize("place", ["family", "type", "proto"])
def test_the_constructor(same: Same, place: str, value: Any) -> None:
    if value in (2**31, 999) and place == "type":
        pytest.skip("the flags of a type are cut off")
    same(lambda net: net.socket(**{place: value}), raises=(TypeError, OverflowError, OSError))


@pytest.mark.parametrize("family", [-2, 255, 1000])
def test_unknown_families(same: Same, family: int) -> None:
    same(lambda net: net.socket(family, 1), raises=OSError)


@pytest.mark.parametrize("value", ["1", 1.5, [], -1, -5, 2**63, 2**200, 9999, 0x7FFFFFFF], ids=named)
def test_the_descriptor_of_a_new_socket(same: Same, value: Any) -> None:
    raised = same(lambda net: net.socket(fileno=value), text=not isinstance(value, (str, float, list)))
    assert isinstance(raised, (TypeError, ValueError, OverflowError, OSError))


def test_the_descriptor_of_a_file(same: Same) -> None:
    with open(__file__, "rb") as file:
        same(lambda net: net.socket(fileno=file.fileno()), raises=OSError)


FLAG_TAKERS: dict[str, Callable[[Any, Any], Any]] = {
    "recv": lambda sock, value: sock.recv(1, value),
    "recv_into": lambda sock, value: sock.recv_into(bytearray(1), 1, value),
    "recvfrom": lambda sock, value: sock.recvfrom(1, value),
    "recvfrom_into": lambda sock, value: sock.recvfrom_into(bytearray(1), 1, value),
    "recvmsg": lambda sock, value: sock.recvmsg(1, 0, value),
    "recvmsg_into": lambda sock, value: sock.recvmsg_into([bytearray(1)], 0, value),
    "send": lambda sock, value: sock.send(b"x", value),
    "sendall": lambda sock, value: sock.sendall(b"x", value),
    "sendmsg": lambda sock, value: sock.sendmsg([b"x"], [], value),
    "sendto": lambda sock, value: sock.sendto(b"x", value, "\0nowhere"),
    "shutdown": lambda sock, value: sock.shutdown(value),
    "listen": lambda sock, value: sock.listen(value),
    "getsockopt level": lambda sock, value: sock.getsockopt(value, 1),
    "getsockopt option": lambda sock, value: sock.getsockopt(1, value),
    "getsockopt buflen": lambda sock, value: sock.getsockopt(1, 1, value),
    "setsockopt level": lambda sock, value: sock.setsockopt(value, 1, 1),
    "setsockopt option": lambda sock, value: sock.setsockopt(1, value, 1),
}


@pytest.mark.parametrize("value", BAD_INTS, ids=named)
@pytest.mark.parametrize("method", FLAG_TAKERS)
def test_ints_of_methods(same: Same, method: str, value: Any) -> None:
    if method == "shutdown" and isinstance(value, float) and sys.version_info < (3, 10):
        pytest.skip("Python 3.9 takes a float here, with a warning")
    raised = same(on_pair(lambda sock, peer: FLAG_TAKERS[method](sock, value)))
    assert isinstance(raised, (TypeError, OverflowError, OSError)), raised


SIZE_TAKERS: dict[str, Callable[[Any, Any], Any]] = {
    "recv": lambda sock, value: sock.recv(value),
    "recvfrom": lambda sock, value: sock.recvfrom(value),
    "recvmsg": lambda sock, value: sock.recvmsg(value),
    "recvmsg control": lambda sock, value: sock.recvmsg(1, value),
    "recvmsg_into control": lambda sock, value: sock.recvmsg_into([bytearray(1)], value),
    "recv_into": lambda sock, value: sock.recv_into(bytearray(8), value),
    "recvfrom_into": lambda sock, value: sock.recvfrom_into(bytearray(8), value),
}
BAD_SIZES: list[Any] = [None, "1", b"1", 1.5, [], -1, -(2**31), -(2**63), 2**63, 2**64, 2**200]


@pytest.mark.parametrize("value", BAD_SIZES, ids=named)
@pytest.mark.parametrize("method", SIZE_TAKERS)
def test_sizes(same: Same, method: str, value: Any) -> None:
    raised = same(on_pair(lambda sock, peer: SIZE_TAKERS[method](sock, value)))
    assert isinstance(raised, (TypeError, ValueError, OverflowError)), raised


@pytest.mark.parametrize("value", [2**63 - 1, 2**63 - 40, 2**62])
@pytest.mark.parametrize("method", ["recv", "recvfrom", "recvmsg"])
def test_sizes_beyond_memory(net: Any, method: str, value: int) -> None:
    raised: list[type[BaseException]] = []

    def use(sock: Any, peer: Any) -> None:
        with pytest.raises((MemoryError, OverflowError)) as caught:
            SIZE_TAKERS[method](sock, value)
        raised.append(caught.type)
        assert sock.recv(4) == b"data"  # nothing was lost by that

    on_pair(use)(net)
    assert raised


@pytest.mark.parametrize("value", [2**31, 2**32, 2**63 - 1])
def test_control_sizes_beyond_an_int(same: Same, value: int) -> None:
    same(on_pair(lambda sock, peer: sock.recvmsg(1, value)), raises=ValueError)
    same(on_pair(lambda sock, peer: sock.recvmsg_into([bytearray(1)], value)), raises=ValueError)


@pytest.mark.parametrize("method", ["recv_into", "recvfrom_into"])
def test_more_than_the_buffer_holds(same: Same, method: str) -> None:
    same(on_pair(lambda sock, peer: getattr(sock, method)(bytearray(2), 3)), raises=ValueError)


@pytest.mark.parametrize(
    "value",
    ["1", b"1", [], object(), float("nan"), float("inf"), float("-inf"), -1, -0.5, -1e-10, 1e300, 2**63, 2**200, 1e12],
    ids=lambda value: f"{type(value).__name__}-{value}"[:30].split(" at ")[0],
)
@pytest.mark.parametrize("place", ["settimeout", "setdefaulttimeout"])
def test_timeouts(same: Same, place: str, value: Any) -> None:
    def call(net: Any) -> None:
        if place == "setdefaulttimeout":
            try:
                net.setdefaulttimeout(value)
            finally:
                net.setdefaulttimeout(None)
        else:
            with net.socket() as sock:
                sock.settimeout(value)

    # The message for one that is too long names a type that was renamed in Python 3.13 and cut in others.
    long = not isinstance(value, (str, bytes, list, object)) or (isinstance(value, (int, float)) and value > 1e9)
    assert same(call, text=not long) is not None


@pytest.mark.parametrize("value", [None, "", [], 0.0, 2, "no"])
def test_setblocking_takes_anything(net: Any, value: Any) -> None:
    with net.socket() as sock:
        try:
            sock.setblocking(value)
        except TypeError:
            assert sys.version_info < (3, 13), "only older versions of Python insist on an int"
            return
        assert sock.getblocking() is bool(value)


@pytest.mark.parametrize("buflen", [-1, 1025, 2**31 - 1, -(2**31)])
def test_buflen_of_getsockopt(same: Same, buflen: int) -> None:
    same(on_pair(lambda sock, peer: sock.getsockopt(1, 3, buflen)), raises=OSError)


@pytest.mark.parametrize(
    "arguments",
    [
        (1, 2, 1.5),
        (1, 2, "text"),
        (1, 2, None),
        (1, 2, []),
        (1, 2, 2**31),
        (1, 2, 2**64),
        (1, 2, 1, 4),
        (1, 2, b"data", 4),
        (1, 2, None, "4"),
        (1, 2, None, 4),
        (1, 2, None, 4, 4),
        (1, 2, b""),
        (1, 2),
        (1,),
        (),
        (99999, 1, 1),
        (1, 99999, 1),
    ],
    ids=str,
)
def test_setsockopt(same: Same, arguments: tuple[Any, ...]) -> None:
    if PYPY and len(arguments) < 2 and sys.version_info >= (3, 11):
        pytest.skip("PyPy 8.0.1's own setsockopt() dies of it, by a segmentation fault")
    raised = same(on_pair(lambda sock, peer: sock.setsockopt(*arguments)), text=False)
    assert isinstance(raised, (TypeError, OverflowError, OSError)), raised


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("htons", [-1, 2**31, 2**32, 2**64, 1.5, "1", None, [], b"1", -(2**70)]),
        ("ntohs", [-1, 2**31, 2**32, 2**64, 1.5, "1", None, [], b"1", -(2**70)]),
        ("htonl", [-1, 2**32, 2**64, 1.5, "1", None, [], b"1", -(2**70)]),
        ("ntohl", [-1, 2**32, 2**64, 1.5, "1", None, [], b"1", -(2**70)]),
        ("CMSG_LEN", [-1, 2**31, 2**31 - 1, 2**63 - 1, 2**63, 2**64, 1.5, "1", None]),
        ("CMSG_SPACE", [-1, 2**31, 2**31 - 1, 2**31 - 20, 2**63 - 1, 2**63, 2**64, 1.5, "1", None]),
        ("inet_aton", ["", "1.2.3.4.5", "256.1.1.1", "a", "1.2.3.4\0", "é", b"1.2.3.4", None, 1, "1" * 5000]),
        ("inet_ntoa", [b"", b"123", b"12345", "1234", None, 1, [], b"1" * 5000]),
        ("if_nametoindex", ["", "nowhere0", "n" * 300, 1, None, [], "a\0b", b"a\0b", "\ud800x"]),
        ("if_indextoname", [0, 2**31 - 1, 2**64, 1.5, "1", None, []]),
        ("getservbyname", ["", "no such service", "a\0b", b"http", None, 1, "é", "\ud800"]),
        ("getservbyport", [-1, 65536, 65535, 2**31, 2**64, "80", 1.5, None]),
        ("getprotobyname", ["", "no such protocol", "a\0b", b"tcp", None, 1, "é", "\ud800"]),
        ("close", [-1, 9999, 2**64, "1", None, []]),
        ("dup", [-1, 9999, 2**64, "1", None, []]),
        ("gethostbyname", [None, 1, [], "a\0b", b"a\0b", "a" * 64 + ".", "é" * 70, "\ud800", "256.256.256.256"]),
        ("gethostbyname_ex", [None, 1, [], "a\0b", b"a\0b", "a" * 64 + ".", "é" * 70, "\ud800"]),
        ("gethostbyaddr", [None, 1, [], "a\0b", b"a\0b", "", "a" * 64 + ".", "é" * 70, "\ud800"]),
        ("sethostname", [None, 1, [], 1.5]),
    ],
)
def test_functions_of_one_argument(same: Same, name: str, values: list[Any]) -> None:
    # Newer versions of Python say some things in other words.
    text = not name.startswith(("inet_", "if_", "hto", "nto"))
    failures = []
    for value in values:
        if PYPY and value in ("é", "\ud800"):
            continue
        try:
            same(lambda net, value=value: getattr(net, name)(value), text=text)
        except AssertionError as failure:
            failures.append(f"{name}({value!r}): {failure}")
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("inet_pton", (2, "")),
        ("inet_pton", (2, "1.2.3")),
        ("inet_pton", (2, "1.2.3.4\0")),
        ("inet_pton", (10, "::g")),
        ("inet_pton", (10, "1.2.3.4")),
        ("inet_pton", (10, "fe80::1%lo")),
        ("inet_pton", (1, "x")),
        ("inet_pton", (-1, "x")),
        ("inet_pton", (2**31, "x")),
        ("inet_pton", ("2", "x")),
        ("inet_pton", (2, b"1.2.3.4")),
        ("inet_pton", (2, None)),
        ("inet_ntop", (2, b"")),
        ("inet_ntop", (2, b"12345")),
        ("inet_ntop", (10, b"1234")),
        ("inet_ntop", (10, b"1" * 17)),
        ("inet_ntop", (1, b"1234")),
        ("inet_ntop", (-1, b"1234")),
        ("inet_ntop", (2**31, b"1234")),
        ("inet_ntop", (2, "1234")),
        ("inet_ntop", (2, None)),
        ("getservbyname", ("http", "no such")),
        ("getservbyname", ("http", b"tcp")),
        ("getservbyname", ("http", None)),
        ("getservbyname", ("http", "t\0cp")),
        ("getservbyport", (80, "no such")),
        ("getservbyport", (80, b"tcp")),
        ("getservbyport", (80, None)),
        ("getnameinfo", ((), 0)),
        ("getnameinfo", (("127.0.0.1",), 0)),
        ("getnameinfo", (("127.0.0.1", 0, 0, 0, 0), 0)),
        ("getnameinfo", (["127.0.0.1", 0], 0)),
        ("getnameinfo", (("127.0.0.1", "0"), 0)),
        ("getnameinfo", (("127.0.0.1", 0), "0")),
        ("getnameinfo", (("127.0.0.1", 0), 2**31)),
        ("getnameinfo", (("127.0.0.1", 2**31), 0)),
        ("getnameinfo", (("127.0.0.1", 0, 0, 0), 0)),
        ("getnameinfo", (("::1", 0, 0x100000), 0)),
        ("getnameinfo", (("::1", 0, -1), 0)),
        ("getnameinfo", ((b"::1", 0), 0)),
        ("getnameinfo", ((None, 0), 0)),
        ("getnameinfo", (("local\0host", 0), 0)),
        ("getnameinfo", (("not a number", 0), 0)),
        ("fromfd", (-1, 2, 1)),
        ("fromfd", (9999, 2, 1)),
        ("fromfd", ("1", 2, 1)),
        ("fromfd", (2**64, 2, 1)),
        ("socketpair", (2, 1)),
        ("socketpair", (1, 1, 77)),
        ("socketpair", ("1", 1)),
        ("socketpair", (1, None)),
        ("socketpair", (2**31, 1)),
    ],
    ids=str,
)
def test_functions_of_more_arguments(same: Same, name: str, arguments: tuple[Any, ...]) -> None:
    failure = same(lambda net: getattr(net, name)(*arguments))
    assert isinstance(failure, Exception), failure


@pytest.mark.parametrize("item", [None, 5, 1.5], ids=named)
def test_what_is_no_iterable_of_buffers(same: Same, item: Any) -> None:
    same(on_pair(lambda sock, peer: sock.sendmsg(item)), raises=TypeError)
    same(on_pair(lambda sock, peer: sock.recvmsg_into(item)), raises=TypeError)


@pytest.mark.parametrize(
    "messages",
    [
        None,
        5,
        [5],
        [None],
        ["abc"],
        [()],
        [(1, 1)],
        [(1, 1, b"", 1)],
        [("1", 1, b"")],
        [(1, "1", b"")],
        [(1, 1, "text")],
        [(1, 1, 5)],
        [(1, 1, None)],
        [(2**31, 1, b"")],
        [(1, 2**31, b"")],
        [(1, 1, b"1234"), 7],
        [(1, 1, b"\xff\xff\xff\x7f")],
        [(1, 1, b"\xff\xff\xff\xff")],
        [(1, 99, b"1234")],
    ],
    ids=str,
)
def test_bad_control_messages(same: Same, messages: Any) -> None:
    same(on_pair(lambda sock, peer: sock.sendmsg([b"x"], messages)), raises=(TypeError, OverflowError, OSError))


def test_too_many_descriptors_in_a_message(same: Same) -> None:
    data = b"\0\0\0\0" * 300
    same(on_pair(lambda sock, peer: sock.sendmsg([b"x"], [(1, 1, data)])), raises=OSError)


def test_too_many_buffers(same: Same) -> None:
    same(on_pair(lambda sock, peer: sock.sendmsg([b"x"] * 1025)), raises=OSError)
    same(on_pair(lambda sock, peer: sock.recvmsg_into([bytearray(1) for _ in range(1025)])), raises=OSError)


class Truncating:
    """It has an ``__int__``, as Decimal and UUID have, but is no number of bytes and no number of an option."""

    def __int__(self) -> int:
        return 1


# Python 3.9 took it still, and warned; what cffisock does there is tested next.
ONLY_WARNS = pytest.mark.skipif(sys.version_info < (3, 10) and sys.implementation.name == "cpython", reason="is cut")


@pytest.mark.parametrize(
    "value", [pytest.param(Truncating(), marks=ONLY_WARNS), 1.0, 0.0], ids=["__int__", "1.0", "0.0"]
)
@pytest.mark.parametrize("method", FLAG_TAKERS)
def test_what_can_only_be_cut_to_an_int(same: Same, method: str, value: Any) -> None:
    if method == "shutdown" and isinstance(value, float) and sys.version_info < (3, 10):
        pytest.skip("Python 3.9 takes a float here, with a warning")
    same(on_pair(lambda sock, peer: FLAG_TAKERS[method](sock, value)), raises=TypeError)


@pytest.mark.parametrize("value", [Truncating(), 1.0, 0.0], ids=["__int__", "1.0", "0.0"])
@pytest.mark.parametrize("method", SIZE_TAKERS)
def test_sizes_that_can_only_be_cut_to_an_int(same: Same, method: str, value: Any) -> None:
    same(on_pair(lambda sock, peer: SIZE_TAKERS[method](sock, value)), raises=TypeError)


@pytest.mark.parametrize("method", FLAG_TAKERS)
def test_what_can_only_be_cut_to_an_int_is_refused_on_every_python(method: str) -> None:
    with pytest.raises(TypeError):
        on_pair(lambda sock, peer: FLAG_TAKERS[method](sock, Truncating()))(cffisock)


def test_setblocking_of_a_float_before_python_312() -> None:
    with cffisock.socket() as sock:
        if sys.version_info < (3, 12):
            with pytest.raises(TypeError):
                sock.setblocking(1.0)  # type: ignore[arg-type]
        else:
            sock.setblocking(1.0)  # type: ignore[arg-type]
            assert sock.getblocking()


@pytest.mark.parametrize(
    "value", ["", "yes", None, [], pytest.param(1.0, marks=ONLY_WARNS), object(), 2, True], ids=named
)
def test_setblocking(same: Same, value: Any) -> None:
    def use(sock: Any, peer: Any) -> Any:
        sock.setblocking(value)
        return sock.gettimeout()

    same(on_pair(use), text=False)


def test_ports_are_checked_before_names_are_resolved(same: Same) -> None:
    same(on_family("AF_INET", ("no such host", 2**70)), raises=OverflowError)
    same(on_family("AF_INET6", ("no such host", 2**70)), raises=OverflowError)


def on_family(family: str, address: Any) -> Callable[[Any], Any]:
    def call(module: Any) -> Any:
        with module.socket(getattr(module, family), module.SOCK_DGRAM) as sock:
            return sock.connect(address)

    return call


@pytest.mark.skipif(sys.version_info < (3, 15), reason="before, numbers are cut without a word")
@pytest.mark.parametrize("number", [-(2**31) - 1, 2**32, 2**80])
def test_a_warning_of_numbers_that_are_cut(own: Any, number: int) -> None:
    for module in (own, cffisock, cffisock):  # what is remembered of the address is not to swallow it
        with module.socket(module.AF_INET6, module.SOCK_DGRAM) as sock:
            with pytest.warns(DeprecationWarning, match="integer value out of range") as warned:
                sock.connect_ex(("::1", 9, 0, number))
            assert warned[0].filename == __file__
