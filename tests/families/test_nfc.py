"""AF_NFC: the addresses of tags and of services, and sockets on simulated devices."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cffisock
from cffisock import NFC_PROTO_NFC_DEP, NFC_SOCKPROTO_LLCP, NFC_SOCKPROTO_RAW
from cffisock.families.nfc import LlcpAddress, NfcAddress

bytes_8, words = st.integers(0, 0xFF), st.integers(0, 0xFFFFFFFF)
names = st.text(st.characters(min_codepoint=1, max_codepoint=0x24F), max_size=31)


@settings(deadline=None, database=None)
@given(address=st.builds(NfcAddress, words, words, words))
def test_raw_round_trip(recode: Any, address: NfcAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_NFC", given_as, NFC_SOCKPROTO_RAW)
        assert answer == address
        assert type(answer) is NfcAddress


@settings(deadline=None, database=None)
@given(address=st.builds(LlcpAddress, words, words, words, bytes_8, bytes_8, names))
def test_llcp_round_trip(recode: Any, address: LlcpAddress) -> None:
    for given_as in (address, tuple(address)):
        answer = recode("AF_NFC", given_as, NFC_SOCKPROTO_LLCP)
        assert answer == address
        assert type(answer) is LlcpAddress


def test_defaults(recode: Any) -> None:
    assert recode("AF_NFC", (7,), NFC_SOCKPROTO_LLCP) == (7, 0, NFC_PROTO_NFC_DEP, 0, 0, "")
    assert recode("AF_NFC", LlcpAddress(7, ssap=33), NFC_SOCKPROTO_LLCP).ssap == 33
    longest = "n" * 63
    assert recode("AF_NFC", LlcpAddress(7, service_name=longest), NFC_SOCKPROTO_LLCP).service_name == longest


@pytest.mark.parametrize(
    ("protocol", "address", "error", "message"),
    [
        (NFC_SOCKPROTO_RAW, 5, TypeError, "bind(): AF_NFC address must be tuple, not int"),
        (NFC_SOCKPROTO_RAW, [0, 0, 1], TypeError, "bind(): AF_NFC address must be tuple, not list"),
        (NFC_SOCKPROTO_RAW, (0, 0), TypeError, "bind(): AF_NFC address must be a tuple (dev_idx, target_idx, nfc_"),
        (NFC_SOCKPROTO_RAW, (0, 0, 1, 0), TypeError, "bind(): AF_NFC address must be a tuple"),
        (NFC_SOCKPROTO_RAW, (0, "0", 1), TypeError, "target_idx must be int, not str"),
        (NFC_SOCKPROTO_RAW, (0, 0, None), TypeError, "nfc_protocol must be int, not None"),
        (NFC_SOCKPROTO_RAW, (-1, 0, 1), OverflowError, "dev_idx must be 0-4294967295."),
        (NFC_SOCKPROTO_RAW, (2**32, 0, 1), OverflowError, "dev_idx must be 0-4294967295."),
        (NFC_SOCKPROTO_LLCP, (), TypeError, "bind(): AF_NFC address must be a tuple"),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 256), OverflowError, "dsap must be 0-255."),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, -1), OverflowError, "ssap must be 0-255."),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, 1, b"name"), TypeError, "service_name must be str, not bytes"),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, 1, "n" * 64), ValueError, "service_name must be 63 bytes long at most"),
        (NFC_SOCKPROTO_LLCP, (0, 0, 5, 0, 1, "é" * 32), ValueError, "service_name must be 63 bytes long at most"),
        (2, (0, 0, 5), OSError, "bind(): unknown NFC protocol"),
    ],
)
def test_refused(recode: Any, protocol: int, address: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        recode("AF_NFC", address, protocol)
    assert str(caught.value).startswith(message)
    assert type(caught.value) is error


def test_a_name_longer_than_there_is_room() -> None:
    """A length that is beyond the name itself: nothing behind it is read."""
    from cffisock.families import find

    codec = find(cffisock.AF_NFC)
    sockaddr = codec.pack(sa_family=codec.number, service_name=b"n" * 63, service_name_len=2**31)
    raw = len(sockaddr).to_bytes(4, "little") + sockaddr
    assert codec.read(raw, len(sockaddr), -1, NFC_SOCKPROTO_LLCP).service_name == "n" * 63
