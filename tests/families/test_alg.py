"""AF_ALG: the kernel's cryptography, compared with what other implementations say."""

from __future__ import annotations

import hashlib
import hmac
import struct
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cffisock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

in_the_kernel = pytest.mark.needs(socket=(cffisock.AF_ALG, cffisock.SOCK_SEQPACKET, 0))


def names(longest: int) -> st.SearchStrategy[str]:
    """Text without NUL that is that many bytes long at most."""
    letters = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
    return st.text(letters, max_size=longest).filter(lambda text: len(text.encode()) <= longest)


def test_addresses_there_and_back(recode: Callable[..., Any]) -> None:
    @given(address=st.tuples(names(13), names(63), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF)))
    def check(address: Any) -> None:
        assert recode("AF_ALG", address) == address

    check()
    assert recode("AF_ALG", ("hash", "sha256")) == ("hash", "sha256", 0, 0)
    assert recode("AF_ALG", ("hash", "sha256", 0x10007)) == ("hash", "sha256", 7, 0)
    assert recode("AF_ALG", ("hash", "sha256", -1, -1)) == ("hash", "sha256", 0xFFFF, 0xFFFF)


MALFORMED: list[Any] = [
    *(None, 5, "text", ["hash", "sha256"], (), ("hash",), ("hash", "sha256", 0, 0, 0)),
    *((5, "x"), ("x", 5), (b"hash", "sha256"), ("hash", b"sha256"), (None, "x")),
    *(("a\0", "b"), ("a", "b\0"), ("a\0", 5), ("\ud800", "x"), ("x", "\ud800")),
    *(("t" * 14, "name"), ("type", "n" * 64), ("é" * 7, "x"), ("t" * 14, 5)),
    *(("a", "b", "c"), ("a", "b", 1, None), ("a", "b", 1.5)),
]


@pytest.mark.parametrize("address", MALFORMED, ids=ascii)
def test_malformed_addresses(same: Any, pretend: Callable[..., Any], address: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_ALG") as sock:
            sock.bind(address)

    same(call, raises=(TypeError, ValueError))


ARGUMENTS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((1,), {}),
    ((1,), {"op": 1}),
    ((None,), {"op": 1}),
    ((b"bytes",), {"op": 1}),
    ((["text"],), {"op": 1}),
    *(((), {"op": op}) for op in (None, -1, 2**40, 1.5, "1")),
    *(((), {"op": 1, "assoclen": length}) for length in (None, -1, 2**40, 1.5, "1")),
    *(((), {"op": 1, "iv": vector}) for vector in (None, "text", 5, ())),
    *(((), {"op": 1, "flags": flags}) for flags in (None, "1", 2**40)),
    ((), {"op": -1, "assoclen": -1}),
]


@pytest.mark.parametrize(("arguments", "keywords"), ARGUMENTS, ids=ascii)
def test_arguments_of_an_operation(same: Any, pretend: Callable[..., Any], arguments: Any, keywords: Any) -> None:
    def call(net: Any) -> None:
        with pretend(net, "AF_ALG") as sock:
            sock.sendmsg_afalg(*arguments, **keywords)

    same(call, raises=(TypeError, OverflowError))


def test_another_family(same: Any) -> None:
    def call(net: Any) -> None:
        with net.socket() as sock:
            sock.sendmsg_afalg(op=1)

    same(call, raises=OSError)


def test_what_the_control_messages_are(pretend: Callable[..., Any], net: Any) -> None:
    """They go out as they are: UDP sends the data and leaves the level that it does not know alone."""
    with pretend(net, "AF_ALG") as sock, net.socket(net.AF_INET, net.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        with net.socket(net.AF_INET, net.SOCK_DGRAM, fileno=sock.fileno()) as same_descriptor:
            same_descriptor.connect(receiver.getsockname())
            same_descriptor.detach()
        assert sock.sendmsg_afalg([b"two ", b"parts"], op=1, iv=b"vector", assoclen=3) == 9
        receiver.settimeout(5)
        assert receiver.recv(100) == b"two parts"


@pytest.fixture
def algorithm(net: Any) -> Iterator[Callable[..., Any]]:
    """Makes operations of an algorithm."""
    made: list[Any] = []

    def make(kind: str, name: str, key: bytes = b"", tag_size: int = 0) -> Any:
        with net.socket(net.AF_ALG, net.SOCK_SEQPACKET, 0) as sock:
            sock.bind((kind, name))
            if key:
                sock.setsockopt(net.SOL_ALG, net.ALG_SET_KEY, key)
            if tag_size:
                sock.setsockopt(net.SOL_ALG, net.ALG_SET_AEAD_AUTHSIZE, None, tag_size)
            operation, address = sock.accept()
        made.append(operation)
        assert address is None
        operation.settimeout(10)
        return operation

    yield make
    for operation in made:
        operation.close()


@in_the_kernel
def test_hash(net: Any, algorithm: Callable[..., Any]) -> None:
    operation = algorithm("hash", "sha256")
    assert operation.family == net.AF_ALG
    for _ in range(2):  # an operation can be used again
        assert operation.send(b"a", net.MSG_MORE) == 1
        operation.sendmsg([b"b", b"c"])
        assert operation.recv(32) == hashlib.sha256(b"abc").digest()
    operation.sendall(bytes(100_000))
    assert operation.recvfrom(32) == (hashlib.sha256(bytes(100_000)).digest(), None)
    operation.sendall(b"")
    data, ancillary, _, address = operation.recvmsg(32)
    assert (data, ancillary, address) == (hashlib.sha256().digest(), [], None)


@in_the_kernel
def test_hmac(algorithm: Callable[..., Any]) -> None:
    key = b"a key of twenty bytes"
    operation = algorithm("hash", "hmac(sha1)", key)
    operation.sendall(b"message")
    buffer = bytearray(20)
    assert operation.recv_into(buffer) == 20
    assert buffer == hmac.new(key, b"message", "sha1").digest()


# NIST SP 800-38A, F.2.1: AES-128, CBC.
KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
VECTOR = bytes(range(16))
PLAIN = bytes.fromhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
CIPHER = bytes.fromhex("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2")


@in_the_kernel
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_cipher(net: Any, algorithm: Callable[..., Any], kind: Any) -> None:
    operation = algorithm("skcipher", "cbc(aes)", KEY)
    sent = operation.sendmsg_afalg([kind(PLAIN[:16]), kind(PLAIN[16:])], op=net.ALG_OP_ENCRYPT, iv=kind(VECTOR))
    assert sent == 32
    assert operation.recv(32) == CIPHER
    # The operation first, the data later.
    assert operation.sendmsg_afalg(op=net.ALG_OP_DECRYPT, iv=kind(VECTOR), flags=net.MSG_MORE) == 0
    operation.sendall(CIPHER)
    assert operation.recv(32) == PLAIN


@in_the_kernel
def test_control_messages_by_hand(net: Any, algorithm: Callable[..., Any]) -> None:
    operation = algorithm("skcipher", "cbc(aes)", KEY)
    control = [
        (net.SOL_ALG, net.ALG_SET_OP, struct.pack("=I", net.ALG_OP_ENCRYPT)),
        (net.SOL_ALG, net.ALG_SET_IV, struct.pack("=I", 16) + VECTOR),
    ]
    operation.sendmsg([PLAIN], control)
    assert operation.recv(32) == CIPHER


# The GCM specification (McGrew and Viega), test case 4: AES-128 with 20 bytes of associated data.
GCM_KEY = bytes.fromhex("feffe9928665731c6d6a8f9467308308")
GCM_VECTOR = bytes.fromhex("cafebabefacedbaddecaf888")
GCM_PLAIN = bytes.fromhex(
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
)
GCM_DATA = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
GCM_CIPHER = bytes.fromhex(
    "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
    "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
)
GCM_TAG = bytes.fromhex("5bc94fbc3221a5db94fae95ae7121a47")


@in_the_kernel
def test_aead(net: Any, algorithm: Callable[..., Any]) -> None:
    operation = algorithm("aead", "gcm(aes)", GCM_KEY, len(GCM_TAG))
    data = {"iv": GCM_VECTOR, "assoclen": len(GCM_DATA)}
    operation.sendmsg_afalg([GCM_DATA, GCM_PLAIN], op=net.ALG_OP_ENCRYPT, **data)
    answer = operation.recv(len(GCM_DATA) + len(GCM_PLAIN) + len(GCM_TAG))
    assert answer[len(GCM_DATA) :] == GCM_CIPHER + GCM_TAG
    operation.sendmsg_afalg([GCM_DATA, GCM_CIPHER, GCM_TAG], op=net.ALG_OP_DECRYPT, **data)
    assert operation.recv(len(GCM_DATA) + len(GCM_PLAIN))[len(GCM_DATA) :] == GCM_PLAIN
    operation.sendmsg_afalg([GCM_DATA, GCM_CIPHER, bytes(16)], op=net.ALG_OP_DECRYPT, **data)
    with pytest.raises(OSError, match="Bad message"):
        operation.recv(100)


@in_the_kernel
def test_random_numbers(net: Any, algorithm: Callable[..., Any]) -> None:
    operation = algorithm("rng", "stdrng", bytes(48))  # the key is a seed
    first, second = operation.recv(32), operation.recv(32)
    assert len(first) == len(second) == 32
    assert first != second
    with pytest.raises(OSError, match="Operation not supported"):
        operation.send(b"x")


@in_the_kernel
def test_waiting_for_data(net: Any, algorithm: Callable[..., Any]) -> None:
    """A receive before there is anything to encrypt waits, and lets other threads go on."""
    operation = algorithm("skcipher", "cbc(aes)", KEY)
    operation.sendmsg_afalg(op=net.ALG_OP_ENCRYPT, iv=VECTOR, flags=net.MSG_MORE)
    operation.setblocking(False)
    with pytest.raises(BlockingIOError):
        operation.recv(32)
    operation.setblocking(True)
    timer = threading.Timer(0.2, operation.send, (PLAIN,))
    timer.start()
    assert operation.recv(32) == CIPHER
    timer.join(5)


@in_the_kernel
def test_refusals(net: Any, algorithm: Callable[..., Any]) -> None:
    with net.socket(net.AF_ALG, net.SOCK_SEQPACKET, 0) as sock:
        for address in (("hash", "no such"), ("nothing", "sha256"), ("t" * 13, "n" * 63)):
            with pytest.raises(FileNotFoundError):
                sock.bind(address)
        with pytest.raises(OSError, match=r"Invalid argument|Operation not supported"):
            sock.accept()
        sock.bind(("skcipher", "cbc(aes)"))
        with pytest.raises(OSError, match="Invalid argument"):
            sock.setsockopt(net.SOL_ALG, net.ALG_SET_KEY, b"15 bytes long..")
        with pytest.raises(OSError, match="Operation not supported"):
            sock.getsockname()
        # Its repr asks for the name, too.
        assert f"family={net.AddressFamily(net.AF_ALG)!s}" in repr(sock)
    operation = algorithm("skcipher", "cbc(aes)", KEY)
    with pytest.raises(OSError, match="Invalid argument"):
        operation.sendmsg_afalg([PLAIN], op=net.ALG_OP_ENCRYPT, iv=b"short")
