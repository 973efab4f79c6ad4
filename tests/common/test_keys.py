"""Keys that follow from the secret of the installation."""

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from lms.common import keys


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(key, signature, data):
    raw = unpacked(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.public_key().verify(der, data, ec.ECDSA(hashes.SHA256()))


def test_what_is_signed_can_be_checked_with_the_public_half():
    signature = keys.sign("a", "nội dung".encode())
    check(keys.pair("a"), signature, "nội dung".encode())
    with pytest.raises(InvalidSignature):
        check(keys.pair("a"), signature, "nội dung khác".encode())
    with pytest.raises(InvalidSignature):
        check(keys.pair("b"), signature, "nội dung".encode())


def test_the_pair_is_the_same_for_the_same_secret_and_purpose_only(settings):
    first = keys.jwk(keys.pair("a"))
    assert keys.jwk(keys.pair("a")) == first
    assert keys.jwk(keys.pair("b")) != first
    settings.SECRET_KEY = "khác"
    assert keys.jwk(keys.pair("a")) != first


def test_a_browser_can_import_the_public_half():
    told = keys.jwk(keys.pair("a"))
    point = keys.pair("a").public_key().public_numbers()
    assert (told["kty"], told["crv"]) == ("EC", "P-256")
    assert int.from_bytes(unpacked(told["x"])) == point.x
    assert int.from_bytes(unpacked(told["y"])) == point.y
    assert len(unpacked(told["x"])) == len(unpacked(told["y"])) == 32


def test_keys_of_secrets_before_are_still_known(settings):
    before = keys.jwk(keys.pair("a"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "khác"
    assert [keys.jwk(key) for key in keys.pairs("a")] == [keys.jwk(keys.pair("a")), before]
