"""Pairs of keys that follow from the secret of this installation: nothing more to keep safe.

Curve P-256, which every browser with a service worker has. The pair changes with the secret.
"""

import base64
import hashlib
import json
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from django.conf import settings

# Order of the group (SEC 2, secp256r1).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SIDE = 32
_AES_BITS = 256
_IV, _TAG = 12, 16


def pair(purpose: str) -> ec.EllipticCurvePrivateKey:
    """The private key for one purpose; another purpose has another key."""
    return _pair(purpose, settings.SECRET_KEY)


def pairs(purpose: str) -> list[ec.EllipticCurvePrivateKey]:
    """The key of today's secret, then those of the secrets before it that are still taken."""
    return [
        _pair(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The public half as a browser imports it (RFC 7517)."""
    point = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "x": _side(point.x), "y": _side(point.y)}


def sign(purpose: str, data: bytes) -> str:
    """ECDSA with SHA-256 over `data`, the two numbers one after the other, in base64url.

    It is the form `crypto.subtle.verify` reads; the same data have the same signature (RFC 6979).
    """
    how = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    r, s = decode_dss_signature(pair(purpose).sign(data, how))
    return base64url(r.to_bytes(_SIDE) + s.to_bytes(_SIDE))


class NotSealed(ValueError):
    """This is no message sealed for anybody: another thing altogether, or cut short."""


class NotForUs(ValueError):
    """A sealed message that no key of ours opens: changed on its way, or for another place."""


def unsealed(purpose: str, message: str) -> bytes:
    """What a browser sealed with the public half; raises NotSealed or NotForUs.

    The message is a JWE in its compact form (RFC 7516): ECDH-ES on P-256 agrees on a key for
    A256GCM directly (RFC 7518, 4.6), so the second of the five parts is empty.
    """
    head, theirs, iv, ciphertext = _parts(message)
    info = b"".join((_counted(b"A256GCM"), _counted(b""), _counted(b""), _AES_BITS.to_bytes(4)))
    for key in pairs(purpose):
        shared = key.exchange(ec.ECDH(), theirs)
        agreed = ConcatKDFHash(hashes.SHA256(), _AES_BITS // 8, otherinfo=info).derive(shared)
        try:
            return AESGCM(agreed).decrypt(iv, ciphertext, head)
        except InvalidTag:
            continue
    raise NotForUs


def _parts(message: str) -> tuple[bytes, ec.EllipticCurvePublicKey, bytes, bytes]:
    """The head as it was sent, the other side's key, and what AES-GCM takes."""
    try:
        head, nothing, iv, ciphertext, tag = message.encode("ascii").strip().split(b".")
        told = json.loads(_bytes(head))
        theirs = _public(told["epk"])
        parts = (head, theirs, _bytes(iv), _bytes(ciphertext) + _bytes(tag))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotSealed from error
    # Nothing more may stand there: who writes it expects that we keep to it.
    expected = {"alg": "ECDH-ES", "enc": "A256GCM", "epk": told["epk"]}
    is_ours = told == expected and told["epk"].get("crv") == "P-256"
    if not is_ours or nothing or len(parts[2]) != _IV or len(_bytes(tag)) != _TAG:
        raise NotSealed
    return parts


def _public(told: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(_bytes(told[side].encode("ascii"))) for side in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _bytes(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _counted(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _side(number: int) -> str:
    return base64url(number.to_bytes(_SIDE))


@cache
def _pair(purpose: str, secret: str) -> ec.EllipticCurvePrivateKey:
    seed = hashlib.sha512(f"{purpose}\0{secret}".encode()).digest()
    return ec.derive_private_key(1 + int.from_bytes(seed) % (_ORDER - 1), ec.SECP256R1())


def read_jwk(told: Any) -> dict[str, str]:
    """A public key as `jwk` gives it, whoever wrote it down; raises ValueError for another."""
    try:
        _public({"x": told["x"], "y": told["y"]})
        is_ours = (told["kty"], told["crv"]) == ("EC", "P-256")
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError from error
    if not is_ours:
        raise ValueError
    return {"kty": "EC", "crv": "P-256", "x": str(told["x"]), "y": str(told["y"])}


def fingerprint(key: dict[str, str]) -> str:
    """SHA-256 over the point of a public key, in hex: what two people compare by telephone."""
    point = b"".join(_bytes(key[side].encode("ascii")) for side in ("x", "y"))
    return hashlib.sha256(point).hexdigest()


def is_signed_by(key: dict[str, str], data: bytes, signature: str) -> bool:
    """Whether `sign` made this signature over `data` with the other half of this key."""
    try:
        raw = _bytes(signature.encode("ascii"))
        whole = encode_dss_signature(int.from_bytes(raw[:_SIDE]), int.from_bytes(raw[_SIDE:]))
        theirs = _public({"x": key["x"], "y": key["y"]})
        theirs.verify(whole, data, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return len(raw) == 2 * _SIDE
